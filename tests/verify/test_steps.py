"""Each step says what is wrong by a code; the whole is tested in test_check.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import PROFILE, judged, profile, trusting

from harness.certificate.statement import statement
from harness.verify import steps
from harness.verify.answer import Answer


def one(**changes: object) -> dict[str, object]:
    given = {"profile": PROFILE, "profileDigest": profile().profile.digest, "rulebook": "hallmark-rules 1"}
    return {"predicate": {"verdicts": [given | changes]}}


@pytest.mark.parametrize(
    "changes, answer, code",
    [
        ({"profile": "nobody@1.0"}, Answer.NOT_ACCEPTED, "profile-unknown"),
        ({"profileDigest": "sha256:0"}, Answer.REFUTED, "profile-replaced"),
        ({"rulebook": "hallmark-rules 9"}, Answer.NOT_ACCEPTED, "rulebook-unknown"),
    ],
)
def test_profiles(changes: dict[str, object], answer: Answer, code: str) -> None:
    assert steps.profiles(one(), trusting()) == ()
    ((found, because),) = steps.profiles(one(**changes), trusting())
    assert (found, because.code) == (answer, code)


@pytest.mark.parametrize("certificate", [{}, {"predicate": 1}, {"predicate": {"verdicts": [1]}}])
def test_nothing_certified(certificate: dict[str, object]) -> None:
    assert [because.code for _, because in steps.profiles(certificate, trusting())] == ["nothing-certified"]


@pytest.mark.parametrize("issued", ["soon", "2026-8-2", "2026-W32-1", "20260802", None, 5])
def test_dates_that_are_none(issued: object, tmp_path: Path) -> None:
    judgement = judged(tmp_path)
    certificate = {"predicate": {"issue": {"issued": issued, "expires": "2026-10-31"}}}
    assert [because.code for _, because in steps.currency(certificate, judgement, trusting())] == ["date-unreadable"]


def test_the_policy_of_nobody_asks_nothing(tmp_path: Path) -> None:
    from bundled import TERMS

    judgement = judged(tmp_path)
    assert steps.policy(statement(judgement, {}, TERMS), judgement, trusting()) == ()
