"""Every remark has its sentence; text and JSON say the same, and are harmless."""

from __future__ import annotations

import json

import jsonschema_rs
import msgspec
import pytest
from histories import HISTORIES, TODAY, deviation, part, snapshot, told

from harness.content import root
from harness.evidence import Product
from harness.gate.compare import Change, differences
from harness.gate.coverage import Loss, lost
from harness.gate.standing import stand
from harness.render.standing import SENTENCES, difference_json, difference_text, standing_json, standing_text
from harness.verdict import Outcome

DIFFERENCE = jsonschema_rs.Draft202012Validator(
    json.loads((root("reports") / "formats" / "diff.schema.json").read_bytes())
)
SCHEMA = jsonschema_rs.Draft202012Validator(json.loads((root("reports") / "formats" / "gate.schema.json").read_bytes()))


@pytest.mark.parametrize("name", HISTORIES)
def test_every_history_can_be_told(name: str) -> None:
    one = HISTORIES[name]
    found = stand(one.after, one.before, one.policy, TODAY, one.rerun)
    text = standing_text(found).decode()
    assert text.startswith(f"{found.decision.value.upper()}: run today")
    assert "?" not in text, "a parameter is missing"
    value = json.loads(standing_json(found, ("a note",)))
    SCHEMA.validate(value)
    assert (value["decision"], value["exit"]) == (found.decision.value, found.exit_code)
    assert all(remark["text"] in text for remark in value["remarks"])


def test_no_sentence_is_for_nobody() -> None:
    given = {
        remark.code
        for one in HISTORIES.values()
        for remark in stand(one.after, one.before, one.policy, TODAY, one.rerun).remarks
    }
    given |= {loss.value for loss in Loss} | {change.name.lower().replace("_", "-") for change in Change}
    given |= {f"pace-{why}" for why in ("machine", "target", "network", "few", "lag")} | {
        "faster",
        "verdict-open",
        "open",
    }
    given |= {"deviation-unknown", "profile-new", "profile-changed", "rulebook-changed"}
    assert SENTENCES.keys() - given == set()


def test_a_standing_in_words() -> None:
    one = HISTORIES["regression"]
    assert standing_text(stand(one.after, one.before, one.policy, TODAY), ("left main.json as it is",)).decode() == (
        "STOPPED: run today against main (notes/keeper: violates)\n"
        "\n"
        "What stops it\n"
        "  notes/keeper: N-001 (MUST) is not met any more (1 of 5 cases).\n"
        "\n"
        "left main.json as it is\n"
    )


def test_the_difference_of_two_runs() -> None:
    before = snapshot(part({"N-001": Outcome.VIOLATES}), run="main")
    after = snapshot(part({"N-002": Outcome.INCONCLUSIVE}, answered={"linkNote": 0}))
    found, gone = differences(before, after), lost(before, after)
    text = difference_text(before, after, found, gone).decode()
    assert text.splitlines() == [
        "run main (Notekeeper 4.2) and run today (Notekeeper 4.2)",
        "",
        "newly inconclusive (1)",
        "  notes/keeper: N-002 (MUST)  conforms -> inconclusive",
        "",
        "fixed (1)",
        "  notes/keeper: N-001 (MUST)  violates -> conforms",
        "",
        "no longer exercised, or under another name (1)",
        "  notes/keeper: linkNote is an operation that answered before, and was not answered now.",
        "",
        "2 requirements are as they were",
    ]
    value = json.loads(difference_json(before, after, found, gone))
    assert [r["requirement"] for r in value["requirements"]] == ["N-001", "N-002", "N-003", "N-004"]
    assert {r["change"] for r in value["requirements"]} == {"fixed", "newly inconclusive", "same"}
    assert value["lost"][0]["loss"] == "operation-lost"
    DIFFERENCE.validate(value)
    assert not DIFFERENCE.is_valid(value | {"lost": [{**value["lost"][0], "loss": "mislaid"}]})


def test_what_a_limited_run_left_out_is_counted_and_not_listed() -> None:
    before = snapshot(part({"N-001": Outcome.VIOLATES}), run="main")
    again = part(claimed=(), limited=True)
    again = msgspec.structs.replace(again, requirements={"N-001": told("N-001", Outcome.CONFORMS)})
    after = snapshot(again)
    found, gone = differences(before, after), lost(before, after)
    assert gone
    assert difference_text(before, after, found, gone).decode().splitlines()[2:] == [
        "fixed (1)",
        "  notes/keeper: N-001 (MUST)  violates -> conforms",
        "",
        "The later run was limited to a part: 3 requirements were not tried again",
        "",
        "0 requirements are as they were",
    ]
    assert sum(r["after"] is None for r in json.loads(difference_json(before, after, found, gone))["requirements"]) == 3


def test_the_published_form_of_a_difference_knows_every_word() -> None:
    form = json.loads((root("reports") / "formats" / "diff.schema.json").read_bytes())
    properties = form["properties"]
    assert properties["requirements"]["items"]["properties"]["change"]["enum"] == [one.value for one in Change]
    assert properties["lost"]["items"]["properties"]["loss"]["enum"] == [one.value for one in Loss]
    assert {*form["$defs"]["told"]["properties"]["outcome"]["enum"]} == {one.value for one in Outcome}


def test_hostile_text_cannot_act_on_a_terminal() -> None:
    bad = "\x1b]0;x\x07\u202e\n{0}"
    product = Product(name=bad, version=bad, supplier=bad)
    after = snapshot(part({"N-001": Outcome.VIOLATES}), product=product, deviations=(deviation(),), run=bad)
    before = snapshot(run=bad, product=product)
    shown = standing_text(stand(after, before, HISTORIES["regression"].policy, TODAY))
    shown += difference_text(before, after, differences(before, after), ())
    assert b"\x1b" not in shown
    assert "\u202e" not in shown.decode()
