"""Every reason that a check can give has its sentence; text and JSON say the same."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import jsonschema_rs
import pytest
from bundled import bundle_in, trusting

import harness.verify
from harness.certificate import envelope
from harness.certificate.issue import CERTIFICATE
from harness.certificate.zipform import content, members_of
from harness.content import root
from harness.render.verification import because_line, verification_json, verification_text
from harness.render.words import words
from harness.verdict import Because
from harness.verify.answer import Answer
from harness.verify.check import NAMES, Result, check
from harness.verify.terms import Terms

ROOM = Path(inspect.getfile(harness.verify)).parent
FORMATS = root("reports") / "formats"


def schema(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads((FORMATS / f"{name}.schema.json").read_bytes()))


def codes() -> set[str]:
    """Return every code that the room of checks gives."""
    found = set()
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                values = [k.value for k in node.keywords if k.arg == "code"] if name == "Because" else []
                values += node.args[:1] if name in ("_refuted", "_not_accepted", "_reason") else []
                values += node.args[:2] if name == "_because" else []
                found |= {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant | ast.IfExp):
                parts = [node.value] if isinstance(node.value, ast.Constant) else [node.value.body, node.value.orelse]
                found |= {p.value for p in parts if isinstance(p, ast.Constant) and str(p.value).startswith("waiver-")}
    return found


def test_every_code_has_its_sentence_and_no_sentence_is_for_nobody() -> None:
    assert len(codes()) > 30
    assert words().group("verify.because").keys() == codes()


def test_every_step_has_its_name() -> None:
    assert words().group("verify.step").keys() == set(NAMES)
    assert words().group("verify.answer").keys() == {a.value for a in Answer} == words().group("verify.meaning").keys()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_in(tmp_path_factory.mktemp("bundle"))


def told(bundle: Path, folder: Path, terms: Terms | None = None) -> tuple[str, dict[str, object]]:
    folder.mkdir(exist_ok=True)
    checked, result = check(bundle, terms or trusting(), folder)
    value = json.loads(verification_json("b.zip", checked, result))
    schema("verification").validate(value)
    return verification_text("b.zip", checked, result).decode(), value


def test_the_first_lines_say_who_gathered(bundle: Path, tmp_path: Path) -> None:
    text, value = told(bundle, tmp_path)
    assert text.splitlines()[:4] == [
        "Confirmed: b.zip",
        "File intact; gathered by Acme Ltd, nobody independent watched",
        "Notekeeper 4.2 by Acme Ltd; run of 2026-08-01, certified by Example Ltd until 2026-10-31",
        "incident-transfer@1.0 (receiver): Inconclusive; 0 of 1 claimed class shown",
    ]
    assert "  7. Your waivers hold: nothing was asked" in text
    assert "  9. It keeps your policy: nothing was asked" in text
    assert "  8. It is current: Confirmed" in text
    assert text.rstrip().endswith("Other runs that were not shown cannot be excluded.")
    assert (value["gathered_by"], value["intact"]) == ("Acme Ltd", True)


def test_of_a_file_that_is_not_intact_nothing_is_repeated(bundle: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(bundle.read_bytes()[:-1] + b"x")
    text, value = told(damaged, tmp_path)
    assert "Notekeeper" not in text
    assert (value["intact"], value["certificate"], value["answer"]) == (False, None, "refuted")
    assert text.count("not checked") == 8


def test_the_certificate_keeps_its_schema(bundle: Path) -> None:
    found = {member.name: member for member in members_of(bundle)}
    payload, _ = envelope.open_(b"".join(content(bundle, found[CERTIFICATE])))
    schema("certificate").validate(json.loads(payload))


def test_lists_are_said_as_lists() -> None:
    line = because_line(Because(code="signer-unknown", params={"keys": ["ab", "cd"]}), words())
    assert "by ab, cd." in line
    assert Result().steps == []
