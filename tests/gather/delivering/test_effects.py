"""An effect is waited for until it shows, in what is fetched or in the product's own list, and no longer than said."""

from __future__ import annotations

import sys

from listener import listening

from harness.declaration import Effects
from harness.evidence import Answer, Observation, Request, Response
from harness.gather.calling.stage import Stage
from harness.gather.clock import SystemClock
from harness.gather.delivering.effects import Watcher
from harness.partner.recording import Taken
from harness.redact import Redactor

NAME = "00000001-5a0c-4e1d-8b7a-3c9d2e4f0001"


def watcher(effects: Effects | None) -> tuple[Watcher, Stage, list[Observation]]:
    kept: list[Observation] = []
    stage = Stage("justice-publisher", SystemClock(), Redactor({}), kept.append, lambda one: None)
    stage.enter("stimulus:s")
    return Watcher(stage, "getDocument", effects, SystemClock().wall, None), stage, kept


def fetch(stage: Stage) -> None:
    request = Request(method="GET", target=f"/documents/{NAME}", head=b"GET / HTTP/1.1")
    stage.keep(Taken(request=request, reply=Response(status=200, head=b""), operation="getDocument"))


def test_what_is_fetched_is_an_effect() -> None:
    left: list[float] = []
    at, stage, _ = watcher(None)
    assert not at.await_effect(NAME, 0.01, left.append)
    assert left
    fetch(stage)
    assert at.await_effect(NAME, 5, left.append)
    assert at.listed() == ""


def test_a_programs_list_is_looked_at_until_it_names_it() -> None:
    for text, seen in ((NAME, True), ("nothing", False)):
        at, _, kept = watcher(Effects(command=(sys.executable, "-c", f"print('{text}')")))
        assert at.await_effect(NAME, 0, lambda left: None) is seen
        assert [one.text.strip() for one in kept if isinstance(one, Answer)] == [text]


def test_what_is_fetched_ends_the_waiting_for_a_list_too() -> None:
    at, stage, _ = watcher(Effects(command=(sys.executable, "-c", "print()")))
    fetch(stage)
    assert at.await_effect(NAME, 60, lambda left: None)


def test_an_address_that_is_no_list_shows_nothing() -> None:
    with listening() as taken:
        at, _, kept = watcher(Effects(url=f"http://127.0.0.1:{taken.port}/list"))
        assert at.listed() == ""
    assert len(kept) == 1
