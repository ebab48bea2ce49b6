"""`answered/1`: what only a person can see is attested, never mixed with what was exchanged."""

from __future__ import annotations

import msgspec
import pytest
from building import context, exchange

from harness.adjudicate import world_of
from harness.duty import open_watch
from harness.errors import ProfileError
from harness.evidence import PRODUCT, Answer, Exchange, ExchangeId, Observation, Response
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


def told(*, before: tuple[Observation, ...]) -> str:
    requirement = BUNDLE.profile.requirement("IT-130")
    assert requirement is not None
    answer = Answer(id=ExchangeId("stimulus:major", 9), by="person", question="major-shown", text="no", at=0)
    found = judge_example(BUNDLE, requirement, Example(exchanges=(*before, answer)))
    return f"{found.outcome.value}: {found.because.code}"


def notice(status: int, partition: str = "stimulus:major", change: str = "major-incident-declared") -> Exchange:
    body = {
        "messageId": "00000001-5a0c-4e1d-8b7a-3c9d2e4f0001",
        "sender": {"agency": "GB-FRS-X02", "author": "B. Enghraifft", "role": "operator"},
        "sentAt": "2027-03-01T14:00:00+00:00",
        "sharedIncidentId": "00000002-5a0c-4e1d-8b7a-3c9d2e4f0001",
        "change": change,
        "version": 1,
        "majorIncident": True,
    }
    sent = exchange("POST", "/notices", body, status, b"", from_party="room", to_party=PRODUCT)
    return msgspec.structs.replace(sent, id=ExchangeId(partition, 1))


def test_an_answer_about_a_notification_counts_only_where_it_was_taken() -> None:
    assert told(before=(notice(204),)) == "violates: answered-no"
    assert told(before=()) == "inconclusive: not-told"
    assert told(before=(notice(503),)) == "inconclusive: not-told"
    assert told(before=(notice(204, "stimulus:other"),)) == "inconclusive: not-told"
    assert told(before=(notice(204, change="updated"),)) == "inconclusive: not-told", "it is not what is asked about"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_takes_a_notification_as_the_description_has_it(status: int) -> None:
    assert told(before=(notice(status),)) == "violates: answered-no"


def test_a_page_of_what_stands_before_the_product_takes_none() -> None:
    page = Response(status=200, head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html", body=b"<html>Sign in</html>")
    assert told(before=(msgspec.structs.replace(notice(200), reply=page),)) == "inconclusive: not-told"


def test_a_webhook_that_nobody_has_is_a_fault_of_the_profile() -> None:
    world = world_of(BUNDLE.profile, BUNDLE.contract, {}, context(), "sender", None)
    requirement = BUNDLE.profile.requirement("IT-108")
    assert requirement is not None
    with pytest.raises(ProfileError, match="no webhook"):
        open_watch(requirement, RuleCall(rule="answered/1", with_={"questions": ["major-shown"], "told": "x"}), world)
