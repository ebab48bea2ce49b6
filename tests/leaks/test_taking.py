"""What stands at a place is taken out there and wherever else it stands, and the context says so."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from bundled import judged
from leaks.test_parts import exchange

from harness.errors import DeclarationError
from harness.evidence import Deviation, Evidence, Exchange, ExchangeId, Response
from harness.leaks.places import place_of
from harness.leaks.scan import Scan
from harness.leaks.taking import MARKER, said, taken_out

MAIL = "j.smith@acme-policing.co.uk"


def evidence(tmp_path: Path) -> Evidence:
    first = exchange(reply=Response(status=200, head=b"HTTP/1.1 200 OK", body=json.dumps({"mail": MAIL}).encode()))
    again = Response(status=200, head=f"HTTP/1.1 200 OK\r\nX-By: {MAIL}".encode(), body=MAIL.upper().encode())
    second = msgspec.structs.replace(first, id=ExchangeId("note-2", 0), reply=again)
    deviation = Deviation(requirement="IT-001", owner=MAIL, reason="ask", expires="2027-01-01")
    context = judged(tmp_path, fixtures={"who": [MAIL]}, deviations=(deviation,)).evidence.context
    return Evidence(context=context, observations=(first, second), footer=None)


def test_a_value_goes_wherever_it_stands(tmp_path: Path) -> None:
    before = evidence(tmp_path)
    after, taken = taken_out(before, (place_of("note-1#0:reply.body:/mail"),))
    assert MAIL.encode() not in msgspec.json.encode((after.context, after.observations))
    assert [one.place for one in taken] == [
        "context:/fixtures",
        "context:/deviations",
        f"note-1#0:reply.body:@10+{len(MAIL)}",
        f"note-2#0:reply.head:@23+{len(MAIL)}",
    ]
    first = next(iter(after.observations))
    assert isinstance(first, Exchange)
    assert [(it.marker, it.pointer) for it in first.redactions] == [(f"secret:{MARKER}", "/mail")]


def test_what_was_taken_is_not_found_again(tmp_path: Path) -> None:
    places = ("note-1#0:reply.body:/mail", "note-2#0:reply.body")
    after, _ = taken_out(evidence(tmp_path), tuple(map(place_of, places)))
    look = Scan({})
    for observation in after.observations:
        look.observation(observation)
    assert look.leaks() == ()


@pytest.mark.parametrize("place", ["note-1#0:reply.body:/other", "note-9#0:reply.body", "note-1#0:reply.head:x-by"])
def test_a_place_that_is_not_there_is_said(place: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="nothing at this place"):
        taken_out(evidence(tmp_path), (place_of(place),))


def test_the_context_says_that_something_was_taken(tmp_path: Path) -> None:
    once = said(evidence(tmp_path), 3, "violates")
    twice = said(once, 1, "inconclusive")
    assert "3 places" in once.context.unavailable[MARKER]
    assert "violates" in twice.context.unavailable[MARKER]


def test_what_an_earlier_sealing_said_cannot_be_taken_out(tmp_path: Path) -> None:
    before = evidence(tmp_path)
    first = next(iter(before.observations))
    word = msgspec.structs.replace(first, reply=Response(status=200, head=b"HTTP/1.1 200 OK", body=b"violates"))
    once = said(msgspec.structs.replace(before, observations=(word,)), 3, "violates")
    after, _ = taken_out(once, (place_of("note-1#0:reply.body:@0+8"),))
    assert b"violates" not in msgspec.json.encode(after.observations)
    assert "violates" in after.context.unavailable[MARKER]


def test_what_holds_nothing_of_it_is_not_said_to_be_changed(tmp_path: Path) -> None:
    context = judged(tmp_path, fixtures={"who": ["nobody"], "n": [1]}).evidence.context
    one = exchange(reply=Response(status=200, head=b"HTTP/1.1 200 OK", body=b'{"a":"something long"}'))
    evidence = Evidence(context=context, observations=(one,), footer=None)
    after, taken = taken_out(evidence, (place_of("note-1#0:reply.body:/a"),))
    assert [it.place.partition(":@")[0] for it in taken] == ["note-1#0:reply.body"]
    assert after.context == context
