"""The reference sender and the reference receiver talk through the relay, and both are judged by what passed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import relayed

from harness import content
from harness.cli.partners.selftest import LISTENED, talked
from harness.cli.terminal.showing import report_of
from harness.errors import DeclarationError
from harness.evidence import Exchange
from harness.gather.relay.ending import Terms
from harness.judgement import Judgement, judge
from harness.render import RENDERERS
from harness.verdict import Outcome

CALLING = ("wrong-media-type", "corrects-nothing", "says-it-twice", "cuts-text", "leaves-uprn-out")
SERVING = {
    ("notice-without-id", "no-location-header", "accepts-unknown-destination"): {"IT-076", "IT-044", "IT-006"},
    ("refuses-address-only",): {"IT-065"},
}
"""Of defects that do not hide each other: the requirements that they break."""


@pytest.fixture(scope="module")
def perfect(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    return talked(tmp_path_factory.mktemp("perfect") / "run", quiet=LISTENED)


def outcomes(judgement: Judgement) -> list[dict[str, Outcome]]:
    return [{f.requirement: f.outcome for f in j.verdict.findings} for j in judgement.judged]


def test_both_roles_are_judged_from_one_file_and_neither_is_blamed(perfect: Judgement) -> None:
    assert [j.subject.role for j in perfect.judged] == ["sender", "receiver"]
    sender, receiver = outcomes(perfect)
    assert {*sender.values(), *receiver.values()} == {Outcome.CONFORMS, Outcome.INCONCLUSIVE, Outcome.NOT_TESTED}
    assert {id for id in ("IT-101", "IT-102", "IT-122", "IT-141", "IT-147") if sender[id] is Outcome.CONFORMS} == {
        "IT-101", "IT-102", "IT-122", "IT-141", "IT-147"
    }  # fmt: skip
    assert {id for id, outcome in receiver.items() if outcome is Outcome.CONFORMS} >= {"IT-006", "IT-044", "IT-076"}
    assert perfect.exit_code == 2


def test_what_a_relay_cannot_show_is_inconclusive_with_its_reason(perfect: Judgement) -> None:
    found = {f.requirement: f for f in perfect.judged[0].verdict.findings}
    assert found["IT-145"].outcome is Outcome.INCONCLUSIVE
    assert found["IT-145"].because.params == {"what": "requirement:IT-145", "why": "relay"}
    assert found["IT-152"].because.params == {"what": "requirement:IT-152", "why": "unasked"}
    assert perfect.judged[0].verdict.attested == (), "nobody was asked"
    page = RENDERERS["html"](report_of(perfect))
    assert b"plays no other callers, nor faults that it is not told to" in page
    assert b"asks nobody what a product showed its user" in page


def test_the_same_evidence_gives_the_same_bytes(perfect: Judgement) -> None:
    again = judge(perfect.path)
    assert RENDERERS["json"](report_of(again)) == RENDERERS["json"](report_of(perfect))


def test_a_report_names_the_product_of_each_part_and_calls_neither_role_unjudged(perfect: Judgement) -> None:
    text = RENDERERS["text"](report_of(perfect)).decode()
    assert "role sender (sender: Sending control room 1.0 by Hallmark reference sender): inconclusive" in text
    assert "role receiver (receiver: Receiving control room 1.0 by Hallmark reference partner): inconclusive" in text
    assert "not judged" not in text
    title = b"Sending control room (sender: Sending control room 1.0 by Hallmark reference sender)"
    assert title in RENDERERS["html"](report_of(perfect))
    value = json.loads(RENDERERS["json"](report_of(perfect)))
    assert [part["party"] for part in value["verdicts"]] == ["sender", "receiver"]
    schema = json.loads((content.root("reports") / "formats" / "result.schema.json").read_text())
    jsonschema_rs.validator_for(schema).validate(value)


def test_callbacks_pass_through_and_are_in_the_evidence(perfect: Judgement) -> None:
    calls = [o for o in perfect.evidence.observations if isinstance(o, Exchange)]
    assert [one for one in calls if (one.from_party, one.to_party) == ("receiver", "relay")]
    assert [one for one in calls if (one.from_party, one.to_party) == ("relay", "sender")]


def test_the_report_draws_who_called_whom(perfect: Judgement) -> None:
    page = RENDERERS["html"](report_of(perfect))
    assert b"sender called The relay" in page
    assert b"The relay called receiver" in page


def test_defects_of_the_one_that_calls_are_found_there_alone_and_once(tmp_path: Path) -> None:
    judgement = talked(tmp_path / "run", calling=CALLING)
    sender, receiver = (j.verdict for j in judgement.judged)
    assert receiver.counts["violates"] == 0
    found = {f.requirement: len(f.violations) for f in sender.findings if f.violations}
    assert found == dict.fromkeys(("IT-104", "IT-120", "IT-136", "IT-137", "IT-141", "IT-147"), 1) | {"IT-141": 2}
    assert judgement.exit_code == 1


@pytest.mark.parametrize("defects", SERVING, ids="+".join)
def test_defects_of_the_one_that_is_called_are_found_there_alone_and_once(
    defects: tuple[str, ...], tmp_path: Path
) -> None:
    judgement = talked(tmp_path / "run", serving=defects)
    sender, receiver = (j.verdict for j in judgement.judged)
    assert sender.counts["violates"] == 0
    assert sorted(cause.requirements for cause in receiver.causes) == sorted((id,) for id in SERVING[defects])
    assert judgement.exit_code == 1


def test_a_program_that_cannot_be_started_ends_with_sealed_evidence(tmp_path: Path) -> None:
    url, terms = "http://127.0.0.1:1", Terms(command=("no-such-program-anywhere",))
    with pytest.raises(DeclarationError, match="cannot be started"):
        relayed.relayed(tmp_path, url, url, lambda *_: None, terms=terms)
    assert judge(tmp_path).exit_code == 3
