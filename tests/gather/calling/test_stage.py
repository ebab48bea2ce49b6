"""Each call joins the scene that it belongs to, and scenes wait for calls."""

from __future__ import annotations

import json

from msgspec import structs

from harness.evidence import Exchange, Greeting, Observation, Request, Response, Silence
from harness.gather.calling.stage import Stage
from harness.gather.clock import SystemClock
from harness.partner.handshakes import Shook
from harness.partner.outgoing import Outgoing
from harness.partner.recording import Taken
from harness.redact import Redactor

A, B, C = (f"{n:08d}-5a0c-4e1d-8b7a-3c9d2e4f0001" for n in (1, 2, 3))


def taken(target: str, message: str = "", given: str = "", operation: str = "createIncident") -> Taken:
    body = json.dumps({"messageId": message}).encode() if message else b""
    got = json.dumps({"sharedIncidentId": given}).encode() if given else b""
    request = Request(method="POST", target=target, head=b"POST / HTTP/1.1", body=body)
    return Taken(request=request, reply=Response(status=201, head=b"", body=got), operation=operation)


def stage() -> tuple[Stage, list[Observation]]:
    kept: list[Observation] = []
    return Stage("room", SystemClock(), Redactor({}), kept.append, kept.append), kept


def test_what_is_about_something_known_joins_its_scene() -> None:
    at, kept = stage()
    at.enter("stimulus:one")
    at.keep(taken("/incidents", A, B))
    at.enter("stimulus:two")
    at.keep(taken("/incidents", C))
    at.keep(taken(f"/incidents/{B}/updates"))
    at.keep(taken("/incidents", A))
    at.keep(taken("/token", operation="token"))
    at.leave()
    at.keep(taken("/incidents"))
    found = [str(one.id) for one in kept if isinstance(one, Exchange)]
    assert found == [
        "stimulus:one#0",
        "stimulus:two#0",
        "stimulus:one#1",
        "stimulus:one#2",
        "token:room#0",
        "inbound#0",
    ]


def test_a_scene_waits_for_a_call_and_says_how_long() -> None:
    at, _ = stage()
    left: list[float] = []
    assert not at.wait(0, 0.01, lambda one: True, left.append)
    assert left
    at.keep(taken("/x"))
    assert at.count == 1
    assert at.wait(0, 5, lambda one: one.operation == "createIncident", left.append)
    assert not at.wait(1, 0, lambda one: True, left.append)
    at.settle(0.01, 0.05)


def test_what_was_quiet_already_is_not_waited_for_again() -> None:
    at, _ = stage()
    assert -1 < at.quiet < 1, "nothing has come that it could be counted from"
    at.keep(structs.replace(taken("/x"), came=at.now() - 3_600, answers=at.now() - 3_000))
    assert 2_999 < at.quiet < 3_600, "what is still to be answered is not over"
    at.settle(3_000, 3_000, at.quiet)
    at.keep(structs.replace(taken("/x"), came=at.now(), answers=at.now() + 500))
    assert at.quiet < 0


def test_handshakes_that_show_nothing_are_not_kept() -> None:
    at, kept = stage()
    at.enter("stimulus:one")
    at.keep_shake(Shook(negotiated="TLSv1.3"))
    at.keep_shake(Shook(negotiated="TLSv1.3", fault="expired"))
    at.keep_shake(Shook(why="alert", alert="unknown_ca"))
    assert [(one.fault, one.why) for one in kept if isinstance(one, Greeting)] == [("expired", ""), (None, "alert")]


def test_a_scene_waits_for_a_handshake_in_which_a_fault_was_played() -> None:
    at, _ = stage()
    at.enter("stimulus:one")
    at.keep_shake(Shook(negotiated="TLSv1.3"))
    at.keep_shake(Shook(why="closed"))
    assert not at.wait_greeted(at.greeted, 0, lambda left: None)
    at.keep_shake(Shook(why="closed", fault="expired"))
    assert at.wait_greeted(0, 0, lambda left: None)
    assert not at.wait_greeted(at.greeted, 0, lambda left: None)


def test_a_call_of_the_partners_own_joins_the_scene_that_it_is_about() -> None:
    at, kept = stage()
    at.enter("stimulus:one")
    at.keep(taken("/incidents", A, B))
    at.enter("stimulus:two")
    request = Request(method="POST", target="/n", head=b"POST /n HTTP/1.1", body=json.dumps({"of": B}).encode())
    ended = at.begins(Outgoing(url="http://127.0.0.1:1/n", request=request))
    ended(Response(status=204, head=b"HTTP/1.1 204 No Content"), 1.0)
    _, before, after = kept
    assert isinstance(before, Exchange)
    assert isinstance(after, Exchange)
    assert before.id == after.id
    assert (str(after.id), after.from_party, after.to_party) == ("stimulus:one#1", "room", "product")
    assert before.reply == Silence(why="interrupted")
    assert isinstance(after.reply, Response)
