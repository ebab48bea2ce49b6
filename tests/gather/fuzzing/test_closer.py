"""What goes wrong is made small and sent again; what is never answered is told from what got lost, and has an end."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tinyapi.bench import NOTHING, Paper, bench, json_reply, operation

from harness.evidence import Exchange, Reply, Response
from harness.gather.cases import Case
from harness.gather.fuzzing.closer import LEAST, MOST_HUNG, REPEATS, SURE, GivenUp, heed_silence, look_closer
from harness.gather.fuzzing.pursuit import Pursuit
from harness.gather.message import Message

BAD = Case(
    False, "bad", body=json.dumps({"a": "x" * 50, "bad": True, "c": [1, 2]}).encode(), media_type="application/json"
)


def trial_of(answer: Callable[[Message, str], Reply]) -> tuple[Pursuit, Paper, list[int]]:
    """Return a trial, what is sent, and how long was waited where it was not as usual."""
    waits: list[int] = []

    @contextmanager
    def within(timeout: int) -> Iterator[None]:
        waits.append(timeout)
        yield

    made, paper, _ = bench(answer)
    oracle = lambda x: "500" if isinstance(x.reply, Response) and x.reply.status == 500 else ""  # noqa: E731
    return Pursuit(dataclasses.replace(made, within=within), operation("createNote"), {}, oracle), paper, waits


def sent(paper: Paper, start: str) -> list[Exchange]:
    return [x for x in paper.exchanges if x.intent.startswith(start)]


def test_the_smallest_is_sent_again() -> None:
    trial, paper, _ = trial_of(lambda message, identity: json_reply(500 if b'"bad"' in message.body else 422))
    trial.say(BAD)
    look_closer(trial)
    assert [x.request.body for x in sent(paper, "again")] == [b'{"bad":true}'] * REPEATS


def test_what_is_never_answered_is_sent_twice_and_something_else_in_between() -> None:
    trial, paper, waits = trial_of(lambda message, identity: NOTHING if b'"bad"' in message.body else json_reply(200))
    heed_silence(trial, BAD, trial.sayer.say(BAD))
    last = [(x.request.body, x.reply == NOTHING) for x in paper.exchanges[-4:]]
    assert last == [(b'{"bad":true}', True), (b"", False)] * 2
    assert waits == [LEAST, SURE]
    assert trial.hung == 1


def test_what_got_lost_is_let_be() -> None:
    lost = iter([NOTHING])
    trial, paper, _ = trial_of(lambda message, identity: next(lost, json_reply(200)))
    heed_silence(trial, BAD, trial.sayer.say(BAD))
    assert trial.hung == 0
    assert len(paper.exchanges) == 3


def test_an_operation_that_hangs_is_given_up() -> None:
    trial, paper, _ = trial_of(lambda message, identity: json_reply(200) if message.method == "GET" else NOTHING)
    for _ in range(MOST_HUNG - 1):
        heed_silence(trial, BAD, trial.sayer.say(BAD))
    with pytest.raises(GivenUp) as given_up:
        heed_silence(trial, BAD, trial.sayer.say(BAD))
    assert given_up.value.why == "hangs:createNote"
    assert len(paper.exchanges) < 60


def test_a_product_that_is_gone_is_not_looked_at_more_closely() -> None:
    trial, paper, waits = trial_of(lambda message, identity: NOTHING)
    for _ in range(MOST_HUNG - 1):
        heed_silence(trial, BAD, trial.sayer.say(BAD))
    with pytest.raises(GivenUp):
        heed_silence(trial, BAD, trial.sayer.say(BAD))
    assert len(paper.exchanges) == 2 * MOST_HUNG
    assert waits == []


def test_an_answer_needs_no_closer_look() -> None:
    trial, paper, _ = trial_of(lambda message, identity: json_reply(500))
    heed_silence(trial, BAD, trial.sayer.say(BAD))
    heed_silence(trial, BAD, None)
    assert len(paper.exchanges) == 1
