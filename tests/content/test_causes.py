"""One planted defect gives one root cause, however many operations it shows in; two kinds of request give two."""

from __future__ import annotations

import pytest
from content.campaign import campaign

from harness.grouping import kind_of
from harness.judgement import Judgement
from harness.verdict import Cause

MOCK = "reference-records"
CAUSES = {
    ("fails-on-unknown-members",): (("B24",), ["unknown-member"]),
    ("malformed-is-422",): (("B29",), ["no-json"]),
    ("fails-on-deep-content",): (("B42",), ["deep-content", "huge-number"]),
    ("fails-on-deep-content", "fails-on-large-content"): (
        ("B41", "B42"),
        ["deep-content", "huge-number", "large-content"],
    ),
}
"""Of each defect, or several: the requirements that it is tried by, and the kinds of request that are the causes."""


def test_a_method_that_is_not_carried_out_is_one_cause_whatever_member_shows_it() -> None:
    (cause,) = campaign(("forgets-patch",), ("B60",), mock=MOCK).judged[0].verdict.causes
    assert len(cause.operations) > 1


def test_what_a_conversation_shows_is_asked_again_and_what_it_does_not_is_not() -> None:
    sent = []
    for defects, shown in ((), []), (("skips-at-page-end",), [("listPersons", 3, 3)]):
        judgement = campaign(defects, ("B52",), mock=MOCK, see=lambda one: sent.append(conversed(one)))
        violations = judgement.judged[0].verdict.findings[0].violations
        assert [(v.operation, v.repeated.shown, v.repeated.asked) for v in violations] == shown
    assert sent[0] < sent[1]


def conversed(judgement: Judgement) -> int:
    return sum(one.id.partition == "conversation:collection:/persons" for one in judgement.evidence.observations)


def test_a_list_of_other_things_than_there_are_is_one_cause() -> None:
    judged = campaign(("list-of-ghosts",), ("B51", "B52"), mock=MOCK).judged[0].verdict
    (cause,) = judged.causes
    assert cause.requirements == ("B51", "B52")


@pytest.mark.parametrize("defects", CAUSES, ids="+".join)
def test_one_kind_of_request_is_one_cause(defects: tuple[str, ...]) -> None:
    requirements, kinds = CAUSES[defects]
    causes: tuple[Cause, ...] = campaign(defects, requirements, mock=MOCK).judged[0].verdict.causes
    assert sorted(kind_of(cause.id) for cause in causes) == kinds
    assert all(len(cause.operations) > 1 for cause in causes)


@pytest.mark.parametrize(
    "mock, defect, asked, requirements",
    [
        ("reference-publisher", "rotates-in-silence", ("J08", "J09", "J11"), ("J08",)),
        ("reference-publisher", "renames-repeats", ("J13", "J16"), ("J16",)),
        ("reference-feed", "services-as-a-bare-list", ("R02", "R05"), ("R02", "R05")),
        ("reference-feed", "nothing-for-no-service", ("R05", "R21"), ("R05", "R21")),
        ("reference-feed", "any-service-will-do", ("R05", "R21"), ("R21",)),
    ],
)
def test_what_follows_from_one_vice_is_one_cause(
    mock: str, defect: str, asked: tuple[str, ...], requirements: tuple[str, ...]
) -> None:
    (cause,) = campaign((defect,), asked, mock=mock).judged[0].verdict.causes
    assert cause.requirements == requirements
