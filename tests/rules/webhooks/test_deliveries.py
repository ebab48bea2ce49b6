"""`deliveries/1`: each event is followed to its answer and its effect, and nothing is believed that was not seen."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from building import gist

from harness.errors import ProfileError
from harness.evidence import (
    EFFECTS,
    HALLMARK,
    PRODUCT,
    Answer,
    Exchange,
    ExchangeId,
    Observation,
    Redaction,
    Reply,
    Request,
    Response,
    Silence,
    Times,
)
from harness.examples import Example, judge_example
from harness.loading import find, load_bundle
from harness.profile import RuleCall
from harness.verdict import Finding

BUNDLE = load_bundle(find("justice-events@1.0"))
PARTNER = "justice-publisher"
S = 1_000_000
NOW = 1_770_000_000 * S
DOCUMENTS = "/client-subscriptions/0c8f7b54-2f0d-4c39-9a51-6f0a5b1c7d01/documents"
FORGED = "other-key"
SOUND = {
    "eventType": "PRISON_COURT_REGISTER_GENERATED",
    "cases": [{"urn": "HMOK0000001"}],
    "masterDefendantId": "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c05",
    "documentGeneratedTimestamp": "2026-02-02T02:40:00Z",
    "prisonEmailAddress": "reception@prison.example.org",
}


def uuid(number: int) -> str:
    return f"{number:08d}-5a0c-4e1d-8b7a-3c9d2e4f0001"


def event(
    number: int,
    status: int = 202,
    *,
    signed: str = "rightly",
    took: int = 1000,
    at: int = 0,
    reply: Reply | None = None,
    fault: str | None = None,
    method: str = "POST",
    media_type: str = "application/json",
    body: bytes | None = None,
    **changes: Any,
) -> Exchange:
    """Return the delivery of an event."""
    content = json.dumps(SOUND | {"documentId": uuid(number)} | changes).encode() if body is None else body
    head = f"{method} /events HTTP/1.1\r\nContent-Type: {media_type}".encode()
    facts = {"credential": "genuine" if signed == "rightly" else "tampered", "signed": signed}
    answer = Response(status=status, head=f"HTTP/1.1 {status} .".encode())
    return Exchange(
        id=ExchangeId("stimulus:s", 0),
        from_party=PARTNER,
        to_party=PRODUCT,
        identity="none",
        fault=fault,
        request=Request(method=method, target="/events", head=head, body=content),
        reply=reply or answer,
        times=Times(anchor=NOW + at * S, first_byte=took, last_byte=took),
        redactions=(Redaction(part="request.head", offset=0, length=0, marker="secret:signature", facts=facts),),
    )


def fetched(number: int, status: int = 200) -> Exchange:
    """Return that the product fetched what an event is about."""
    target = f"{DOCUMENTS}/{uuid(number)}"
    return Exchange(
        id=ExchangeId("stimulus:s", 0),
        from_party=PRODUCT,
        to_party=PARTNER,
        request=Request(method="GET", target=target, head=f"GET {target} HTTP/1.1".encode()),
        reply=Response(status=status, head=f"HTTP/1.1 {status} .".encode()),
        times=Times(anchor=NOW),
    )


def listed(*numbers: int, status: int = 200) -> Exchange:
    """Return the product's own list of what it acted on."""
    return Exchange(
        id=ExchangeId("stimulus:s", 0),
        from_party=HALLMARK,
        to_party=EFFECTS,
        request=Request(method="GET", target="/acted", head=b"GET /acted HTTP/1.1"),
        reply=Response(status=status, head=b"HTTP/1.1 200 OK", body=" ".join(map(uuid, numbers)).encode()),
        times=Times(anchor=NOW),
    )


def said(question: str, text: str, by: str = "person") -> Answer:
    return Answer(id=ExchangeId("stimulus:s", 0), by=by, question=question, text=text, at=NOW)


def judged(with_: dict[str, Any], *happened: Observation) -> Finding:
    """Return what one rule makes of what happened."""
    asked = next(r for r in BUNDLE.profile.requirements if r.id == "J24")
    wanted = msgspec.structs.replace(asked, rule=RuleCall(rule="deliveries/1", with_=with_))
    numbered = tuple(
        msgspec.structs.replace(one, id=ExchangeId("stimulus:s", index)) for index, one in enumerate(happened)
    )
    return judge_example(BUNDLE, wanted, Example(exchanges=numbered))


def causes(with_: dict[str, Any], *happened: Observation) -> set[str]:
    """Return the causes of what is broken."""
    return {violation.cause for violation in judged(with_, *happened).violations}


def shown(with_: dict[str, Any], *happened: Observation) -> str:
    """Return the same in short."""
    finding = judged(with_, *happened)
    because = finding.violations[0].because if finding.violations else finding.because
    attested = " (attested)" if finding.shown_by == "attested" else ""
    return finding.outcome.value + (f": {because.code}" if finding.outcome.value != "conforms" else "") + attested


TAKEN = {"shows": "taken"}
REFUSED = {"shows": "refused", "signed": [FORGED]}
ONCE = {"shows": "once", "question": "repeats-shown-once"}
STALE = {"shows": "stale"}


def test_a_right_event_is_taken_in_time() -> None:
    assert shown(TAKEN, event(1)) == "conforms"
    assert shown(TAKEN, event(1, 422)) == "violates: event-refused"
    assert shown(TAKEN, event(1, 302)) == "violates: event-refused"
    assert shown(TAKEN, event(1, took=4_900_000)) == "conforms"
    assert shown(TAKEN, event(1, took=5_100_000)) == "violates: answered-late"
    waited = event(1, took=10 * S, reply=Silence(why="timeout"))
    assert shown(TAKEN, waited) == "inconclusive: no-answer"
    assert shown(TAKEN, waited, waited) == "violates: answered-late"
    assert shown(TAKEN, waited, event(1), event(2)) == "conforms"
    assert shown(TAKEN, event(1, reply=Silence(why="closed"))) == "inconclusive: no-answer"
    assert shown(TAKEN, event(1, 429)) == "inconclusive: busy"


def test_what_our_own_machine_held_up_is_not_late() -> None:
    late = event(1, took=6 * S)
    held_up = msgspec.structs.replace(late, times=msgspec.structs.replace(late.times, lag=2 * S))
    assert shown(TAKEN, late) == "violates: answered-late"
    assert shown(TAKEN, held_up) == "conforms"


def test_who_refuses_every_signature_may_have_another_secret() -> None:
    assert shown(TAKEN, event(1, 401), event(2, 401)) == "inconclusive: nobody-let-in"
    assert shown(TAKEN, event(1, 401), event(2, 401, signed=FORGED)) == "inconclusive: nobody-let-in"
    assert shown(TAKEN, event(1, 401), event(2)) == "violates: event-refused"
    assert shown(TAKEN, event(1, 401), event(2, signed=FORGED)) == "inconclusive: nobody-let-in"
    assert shown(TAKEN, event(1, 422), event(2, 422)) == "violates: event-refused"


@pytest.mark.parametrize(
    "with_, one",
    [
        (TAKEN, {}),
        ({"shows": "refused", "signed": [FORGED]}, {"signed": FORGED}),
        ({"shows": "answered", "of": ["unknown-type"]}, {"eventType": "OTHER"}),
        ({"shows": "stale"}, {"documentGeneratedTimestamp": "2024-02-02T02:40:00Z"}),
    ],
)
def test_who_asks_to_be_called_later_neither_takes_nor_refuses(with_: dict[str, Any], one: dict[str, Any]) -> None:
    later = Response(status=503, head=b"HTTP/1.1 503 .\r\nRetry-After: 5")
    assert shown(with_, event(1), event(2, reply=later, **one)).startswith("inconclusive: ")
    assert shown(with_, event(1), event(2, 503, **one)).startswith("violates: ")


def test_what_is_odd_or_wrongly_signed_need_not_be_taken() -> None:
    odd = (
        event(1, 401, signed=FORGED),
        event(2, 422, eventType="OTHER"),
        event(3, 422, documentGeneratedTimestamp="2024-02-02T02:40:00Z"),
        event(4, 415, media_type="text/plain"),
        event(5, 413, further="x" * (1 << 20)),
        event(6, 405, method="PUT"),
        event(7, 400, body=b"{"),
        event(8, 422, further=1),
    )
    assert shown(TAKEN, *odd) == "inconclusive: nothing-seen"
    assert shown({**TAKEN, "of": ["extended"]}, *odd) == "inconclusive: no-event-taken"
    assert shown({**TAKEN, "of": ["extended"]}, *odd, event(9)) == "violates: event-refused"


def test_a_refusal_at_first_that_was_sent_again_is_left_aside() -> None:
    assert shown(TAKEN, event(1, 401), event(1), event(2)) == "conforms"
    assert shown(ONCE, event(1, 401), event(1), fetched(1), event(2), fetched(2)) == "inconclusive: nothing-seen"


def test_a_wrong_signature_is_refused_and_without_effect() -> None:
    control = (event(2, at=1), fetched(2))
    assert shown(REFUSED, event(1, 401, signed=FORGED), *control) == "conforms"
    assert shown(REFUSED, event(1, 202, signed=FORGED), *control) == "violates: signature-accepted"
    assert shown(REFUSED, event(1, 500, signed=FORGED), *control) == "violates: not-a-refusal"
    assert shown(REFUSED, event(1, 401, signed=FORGED), fetched(1), *control) == "violates: effect-of-refused"
    assert shown(REFUSED, event(1, signed=FORGED, reply=Silence(why="reset")), *control) == "inconclusive: no-answer"


def test_that_there_was_no_effect_is_believed_only_beside_one_that_came_later() -> None:
    forged = event(1, 401, signed=FORGED, at=1)
    assert shown(REFUSED, forged) == "inconclusive: no-effect-seen"
    assert shown(REFUSED, forged, event(2, at=2)) == "inconclusive: no-effect-seen"
    assert shown(REFUSED, event(2, at=0), fetched(2), forged) == "inconclusive: no-effect-seen"
    assert shown(REFUSED, forged, event(2, at=2), listed(2)) == "conforms"
    assert shown(REFUSED, forged, event(2, at=2), listed(2), listed(1, 2)) == "violates: effect-of-refused"
    assert shown(REFUSED, forged, event(2, at=2), listed(2, status=500)) == "inconclusive: no-effect-seen"
    assert shown(REFUSED, forged, event(2, at=2), said("effects", uuid(2), "program")) == "conforms"


def test_an_event_is_known_in_letters_of_either_case() -> None:
    forged, right = uuid(0xAB), uuid(0xCD)
    listed = Answer(
        id=ExchangeId("stimulus:s", 0), by="program", question="effects", text=right.upper(), at=NOW + 2 * S
    )
    unknown = {"shows": "passed-over", "of": ["unknown-type"], "statuses": ["2xx", "4xx"]}
    events = (event(1, 204, eventType="OTHER", documentId=forged), event(2, at=1, documentId=right))
    assert shown(unknown, *events, listed) == "conforms"
    both = msgspec.structs.replace(listed, text=f"{forged} {right}".upper())
    assert shown(unknown, *events, both) == "violates: effect-of-refused"


def test_each_way_of_being_signed_wrongly_is_tried() -> None:
    both = {"shows": "refused", "signed": [FORGED, "not"]}
    control = (event(2, at=1), fetched(2))
    assert shown(both, event(1, 401, signed=FORGED), *control) == "inconclusive: not-signed-so"
    assert shown(both, event(1, 401, signed=FORGED), event(3, 400, signed="not"), *control) == "conforms"


def test_a_repeat_has_no_effect_of_its_own() -> None:
    control = (event(2, at=2), fetched(2))
    assert shown(ONCE, event(1), event(1, 409), fetched(1), *control) == "conforms"
    assert shown(ONCE, event(1), event(1), fetched(1), fetched(1), *control) == "violates: effect-again"
    assert shown(ONCE, event(1), event(1), *control) == "inconclusive: no-effect-seen"
    assert shown(ONCE, event(1), event(1), fetched(1)) == "inconclusive: no-effect-seen"
    assert shown(ONCE, event(1, fault="lost-acknowledgement"), event(1), fetched(1), *control) == "conforms"
    assert shown(ONCE, event(1), event(1), event(2, at=2), listed(1, 2)) == "conforms"
    assert shown(ONCE, event(1), event(1), event(2, at=2), listed(1, 1, 2)) == "violates: effect-again"


def test_who_fetches_twice_for_one_event_may_do_so_for_a_repeat() -> None:
    twice = (event(2, at=2), fetched(2), fetched(2))
    assert shown(ONCE, event(1), event(1), fetched(1), fetched(1), *twice) == "conforms"


def test_what_a_list_shows_once_was_done_once_however_often_it_was_fetched() -> None:
    twice = (event(1), event(1), fetched(1), fetched(1), event(2, at=2), fetched(2))
    assert shown(ONCE, *twice, listed(1, 2)) == "conforms"
    assert shown(ONCE, *twice, listed(1, 1, 2)) == "violates: effect-again"
    assert shown(ONCE, *twice, listed(2)) == "violates: effect-again"
    assert shown(ONCE, *twice, listed(1)) == "violates: effect-again"


def test_who_was_sent_for_a_token_first_has_fetched_once() -> None:
    control = (event(2, at=2), fetched(2))
    repeated = (event(1), event(1), fetched(1, 401), fetched(1))
    assert shown(ONCE, *repeated, *control) == "conforms"
    assert shown(ONCE, *repeated, fetched(1), *control) == "violates: effect-again"
    forged = event(1, 401, signed=FORGED)
    assert shown(REFUSED, forged, fetched(1, 401), *control) == "violates: effect-of-refused"


def test_a_repeat_does_not_make_it_fail() -> None:
    assert shown(ONCE, event(1), event(1, 500), event(2, at=2), fetched(2)) == "violates: not-a-refusal"


def test_where_nothing_else_tells_a_person_may() -> None:
    repeated = (event(1), event(1), event(2, at=2))
    assert shown(ONCE, *repeated, said("repeats-shown-once", "Yes")) == "conforms (attested)"
    assert shown(ONCE, *repeated, said("repeats-shown-once", "no")) == "violates: answered-no (attested)"
    assert shown(ONCE, *repeated, said("repeats-shown-once", "perhaps")) == "inconclusive: no-effect-seen"
    assert shown(ONCE, *repeated, fetched(1), fetched(2), said("repeats-shown-once", "no")) == "conforms"


def test_what_is_wrong_in_every_way_is_one_cause() -> None:
    every = {"shows": "refused", "signed": [FORGED, "not"]}
    accepted = (event(1, 202, signed=FORGED), event(3, 202, signed="not"))
    assert causes(every, *accepted) == {"signature-accepted"}
    assert causes(every, accepted[0], event(3, 401, signed="not"), event(2, at=1), fetched(2)) == {
        f"signature-accepted/{FORGED}"
    }
    acted = (event(1, 401, signed=FORGED), fetched(1), event(3, 401, signed="not"), event(2, at=1), fetched(2))
    assert causes(every, *acted) == {"effect-of-refused"}
    old = event(1, 202, documentGeneratedTimestamp="2024-02-02T02:40:00Z")
    assert causes(STALE, old, fetched(1)) == {"effect-of-refused/old"}


def test_odd_events_are_answered_as_is_allowed() -> None:
    right = event(2)
    unknown = {"shows": "answered", "of": ["unknown-type"], "statuses": ["2xx", "4xx"]}
    assert shown(unknown, event(1, 204, eventType="OTHER"), right) == "conforms"
    assert shown(unknown, event(1, 422, eventType="OTHER"), right) == "conforms"
    assert shown(unknown, event(1, 500, eventType="OTHER")) == "violates: server-error"
    large = {"shows": "answered", "of": ["oversized"]}
    assert shown(large, event(1, 413, further="x" * (1 << 20)), right) == "conforms"
    assert shown(large, event(1, 413, further="x" * (1 << 20))) == "inconclusive: no-event-taken"
    assert shown(large, event(1, 401, further="x" * (1 << 20)), event(2, 401)) == "inconclusive: no-event-taken"
    assert shown(large, event(1, 202, further="x" * (1 << 20))) == "violates: odd-event-answered"
    assert shown(large, event(1, reply=Silence(why="reset"), further="x" * (1 << 20))) == "inconclusive: no-answer"


def test_what_is_to_be_passed_over_may_be_acknowledged_or_refused_and_does_nothing() -> None:
    control = (event(2, at=1), fetched(2))
    unknown = {"shows": "passed-over", "of": ["unknown-type"], "statuses": ["2xx", "4xx"]}
    for status in (200, 202, 204, 400, 404, 422):
        assert shown(unknown, event(1, status, eventType="OTHER"), *control) == "conforms"
        assert (
            shown(unknown, event(1, status, eventType="OTHER"), fetched(1), *control) == "violates: effect-of-refused"
        )
    assert shown(unknown, event(1, 500, eventType="OTHER"), *control) == "violates: server-error"
    assert shown(unknown, event(1, 204, eventType="OTHER"), event(2, at=1)) == "inconclusive: no-effect-seen"
    assert causes(unknown, event(1, 204, eventType="OTHER"), fetched(1)) == {"effect-of-refused/unknown-type"}


def test_an_old_event_is_refused_or_does_nothing() -> None:
    control = (event(2, at=1), fetched(2))
    for old in ("2024-02-02T02:40:00Z", "2024-02-02T02:40:00", "long ago"):
        assert shown(STALE, event(1, 422, documentGeneratedTimestamp=old), *control) == "conforms"
    old = "2024-02-02T02:40:00Z"
    assert shown(STALE, event(1, 202, documentGeneratedTimestamp=old), *control) == "conforms"
    assert shown(STALE, event(1, 202, documentGeneratedTimestamp=old), fetched(1), *control).startswith("violates")
    assert shown(STALE, event(1, 500, documentGeneratedTimestamp=old), *control) == "violates: not-a-refusal"
    assert shown(STALE, event(1, 202), *control) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "with_", [{"shows": "refused"}, {"shows": "taken", "signed": ["not"]}, {**STALE, "question": "?"}]
)
def test_what_makes_no_sense_is_said(with_: dict[str, Any]) -> None:
    with pytest.raises(ProfileError):
        shown(with_, event(1))


def test_who_refuses_every_signature_is_blamed_where_the_secret_was_read_in_both_ways() -> None:
    right, other = event(1, 401), event(2, 401, signed="other-reading")
    shows = {"shows": "taken"}
    assert gist(judged(shows, right)) == "inconclusive: nobody-let-in"
    assert gist(judged(shows, right, other)) == "violates: event-refused"
    assert gist(judged(shows, right, event(2, 202, signed="other-reading"))) == "inconclusive: nobody-let-in"


def page(status: int, body: bytes = b"", method: str = "GET") -> Exchange:
    """Return that somebody looked at the address of events."""
    return event(1, reply=Response(status=status, head=f"HTTP/1.1 {status} .".encode(), body=body), method=method)


@pytest.mark.parametrize(
    "looked, outcome",
    [
        (page(405), "conforms"),
        (page(200, b"<p>Events are sent here.</p>"), "conforms"),
        (page(200), "conforms"),
        (page(302), "conforms"),
        (page(202), "violates: odd-event-answered"),
        (page(204), "violates: odd-event-answered"),
        (page(500), "violates: server-error"),
        (page(200, b"<p>Events are sent here.</p>", "PUT"), "violates: odd-event-answered"),
        (page(302, method="PUT"), "violates: odd-event-answered"),
    ],
)
def test_who_looks_at_the_address_may_be_shown_a_page(looked: Exchange, outcome: str) -> None:
    assert shown({"shows": "answered", "of": ["method"]}, looked, event(2)) == outcome
    beside = "inconclusive: no-event-taken" if outcome == "conforms" else outcome
    assert shown({"shows": "answered", "of": ["method"]}, looked) == beside


def test_what_is_answered_as_an_event_is_acknowledged_is_no_page() -> None:
    said = Response(status=200, head=b"HTTP/1.1 200 OK", body=b"OK")
    of = {"shows": "answered", "of": ["method"]}
    assert shown(of, page(200, b"OK"), event(2, reply=said)) == "violates: odd-event-answered"
    assert shown(of, page(200, b"OK."), event(2, reply=said)) == "conforms"
    later = msgspec.structs.replace(said, status=202)
    assert shown(of, page(200, b"OK"), event(2, reply=later)) == "violates: odd-event-answered"
