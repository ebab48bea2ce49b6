"""Every kind of change has its sentence; what is shared by many operations is said once, and is harmless."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs

import harness.contract.changes as operations
import harness.contract.schemachanges as schemas
from harness.content import root
from harness.contract.changes import Change
from harness.gate.atrisk import Risk
from harness.profile import Level
from harness.render.changes import SENTENCES, changes_json, changes_text, sentence, together

SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((root("reports") / "formats" / "contract-diff.schema.json").read_bytes())
)
FOUND = (
    Change(operation="addNote", code="member-required", breaking=True, part="request", where="by"),
    Change(operation="editNote", code="member-required", breaking=True, part="request", where="by"),
    Change(
        operation="addNote",
        code="bound-changed",
        breaking=False,
        part="reply 201",
        where="title",
        params={"keyword": "maxLength", "old": None, "new": 9},
    ),
)
RISKS = (
    Risk(
        requirement="N-001",
        level=Level.MUST,
        statement="A note comes back.",
        operations=("addNote",),
        cited=("addNote",),
        breaking=True,
    ),
    Risk(requirement="N-002", level=Level.MUST, statement="x", operations=("editNote",), cited=(), breaking=False),
)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (operations, schemas))
    quoted = set(re.findall(r'"([a-z][a-z-]+)"', source))
    assert SENTENCES.keys() - quoted == set()
    codes = set(re.findall(r'code="([a-z-]+)"', source))
    codes |= {
        word for pair in re.findall(r'code(?:, way)? = \(?"([a-z-]+)".*?else \(?"([a-z-]+)"', source) for word in pair
    }
    assert codes <= SENTENCES.keys()


def test_a_report_in_words() -> None:
    assert changes_text(FOUND, RISKS, "notes@1.0, role keeper").decode().splitlines() == [
        "1 change that may break a partner, 1 that do not",
        "",
        "may break a partner",
        "  addNote, editNote: request by: the member is required now",
        "",
        "the rest",
        "  addNote: reply 201 title: maxLength is 9 now, and was none",
        "",
        "requirements of notes@1.0, role keeper at risk (1)",
        "  N-001 (MUST) A note comes back. [addNote, shown by addNote]",
        "further requirements that are tried on operations with other changes: 1",
    ]


def test_a_report_in_json() -> None:
    value = json.loads(changes_json(FOUND, RISKS, "notes@1.0"))
    assert (value["breaking"], value["against"]) == (2, "notes@1.0")
    assert [c["operation"] for c in value["changes"]] == ["addNote", "editNote", "addNote"]
    assert [r["requirement"] for r in value["at_risk"]] == ["N-001", "N-002"]
    SCHEMA.validate(value)
    SCHEMA.validate(json.loads(changes_json((), ())))
    assert not SCHEMA.is_valid(value | {"breaking": True})


def test_very_many_operations_are_counted() -> None:
    many = tuple(Change(operation=f"op{n}", code="deprecated", breaking=False) for n in range(20))
    assert len(together(many)) == 1
    assert b"op5 and 14 more: it is deprecated now" in changes_text(many, ())


def test_hostile_text_cannot_act_on_a_terminal() -> None:
    bad = "\x1b]0;x\x07\u202e\n{0}"
    change = Change(operation=bad, code="values-removed", breaking=True, where=bad, params={"values": [bad, 1, None]})
    assert "{0}" in sentence(change)
    shown = changes_text((change,), ()).decode()
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 4
