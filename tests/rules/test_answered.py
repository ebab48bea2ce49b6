"""`answered/1`: what only a person can see is attested, never mixed with what was exchanged."""

from __future__ import annotations

import pytest
from building import context

from harness.adjudicate import open_watch, world_of
from harness.errors import ProfileError
from harness.evidence import Answer, ExchangeId
from harness.examples import Example, judge_example
from harness.loading import find, load_bundle
from harness.profile import RuleCall
from harness.verdict import Finding

BUNDLE = load_bundle(find("incident-transfer@1.0"))


def judged(*texts: str, question: str = "receipt-apart") -> Finding:
    requirement = BUNDLE.profile.requirement("IT-108")
    assert requirement is not None
    answers = (
        Answer(id=ExchangeId("stimulus:plain", n), by="person", question=question, text=text, at=0)
        for n, text in enumerate(texts)
    )
    return judge_example(BUNDLE, requirement, Example(exchanges=tuple(answers)))


@pytest.mark.parametrize(
    "text, outcome", [("yes", "conforms"), (" Y\n", "conforms"), ("no", "violates"), ("perhaps", "inconclusive")]
)
def test_an_answer_counts_as_attested(text: str, outcome: str) -> None:
    found = judged(text)
    assert (found.outcome.value, found.shown_by) == (outcome, "attested")


def test_another_question_and_silence_show_nothing() -> None:
    assert judged("yes", question="told-when-late").because.code == "nothing-seen"
    assert judged("yes", "no").outcome.value == "violates"


def test_a_question_that_nobody_asks_is_a_fault_of_the_profile() -> None:
    requirement = BUNDLE.profile.requirement("IT-108")
    assert requirement is not None
    world = world_of(BUNDLE.profile, BUNDLE.contract, {}, context(), "sender", None)
    with pytest.raises(ProfileError, match="no question"):
        open_watch(requirement, RuleCall(rule="answered/1", with_={"questions": ["why"]}), world)
