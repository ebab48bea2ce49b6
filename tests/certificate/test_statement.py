"""A statement says what the judgement says, class by class, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from bundled import TERMS, judged

from harness.canonical import digest
from harness.certificate import statement
from harness.profile import Level
from harness.verdict import ClassResult, Decision, Outcome

DIGESTS = {"b": "sha256:bb", "a": "sha256:aa"}


def test_the_statement_is_about_the_members(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    found = statement.statement(judgement, DIGESTS, TERMS)
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert [one["name"] for one in found["subject"]] == ["a", "b"]
    predicate = found["predicate"]
    assert predicate["issue"]["issuer"] == "Example Ltd"
    assert predicate["verdict"] == "inconclusive"
    assert predicate["verdictsDigest"] == digest(statement.verdicts(judgement))
    assert predicate["limits"] == list(statement.LIMITS)


def test_the_verdicts_have_one_form(tmp_path: Path) -> None:
    one, two = (statement.verdicts(judged(tmp_path / name)) for name in "ab")
    assert one == two
    assert json.loads(one)[0]["profile"] == "incident-transfer@1.0"


def test_the_standard_predicate_names_what_passed(tmp_path: Path) -> None:
    found = statement.test_result(judged(tmp_path), DIGESTS)["predicate"]
    assert found["result"] == "WARNED"
    assert "incident-transfer@1.0/receiver/IT-041" in found["passedTests"] + found["warnedTests"]
    assert found["failedTests"] == []


def test_how_a_class_stands(tmp_path: Path) -> None:
    verdict = judged(tmp_path).judged[0].verdict

    def stands(decision: Decision, *, claimed: bool = True, ours: bool = False) -> str:
        result = ClassResult(id="c", claimed=claimed, whole=True, verdict=decision, must={}, should={})
        return statement.standing(result, verdict, frozenset({"c"}) if ours else frozenset())

    assert stands(Decision.CONFORMS) == "shown"
    assert stands(Decision.VIOLATES) == "violated"
    assert stands(Decision.INCONCLUSIVE) == "not-shown"
    assert stands(Decision.VIOLATES, ours=True) == "ours"
    assert stands(Decision.CONFORMS, claimed=False) == "not-claimed"


def test_what_a_persons_word_alone_shows_is_counted_apart(tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    (one,) = judgement.judged
    assert not any("attested" in each for each in statement.concluded(judgement)["verdicts"][0]["classes"])
    met = next(f.requirement for f in one.verdict.findings if f.outcome is Outcome.CONFORMS)
    told = tuple(msgspec.structs.replace(f, shown_by="attested") for f in one.verdict.findings)
    one = msgspec.structs.replace(one, verdict=msgspec.structs.replace(one.verdict, findings=told))
    shown = statement.concluded(msgspec.structs.replace(judgement, judged=(one,)))["verdicts"][0]["classes"]
    requirement = one.bundle.profile.requirement(met)
    assert requirement is not None
    mine = next(each for each in shown if each["id"] == requirement.class_)
    level = "must" if requirement.level is Level.MUST else "should"
    assert mine["attested"][level] == mine[level]["conforms"]
