"""A product that cannot read a list in Accept is asked for one media type, and every refusal is kept."""

from __future__ import annotations

from typing import Any

import pytest
from tinyapi.bench import bench, json_reply

from harness.gather.message import Message

LIST = "application/json, application/problem+json"


def get(accept: str = LIST, method: str = "GET") -> Message:
    return Message(method=method, target="/notes/n1", headers=(("Accept", accept),))


def accepts(status: int, taken: str) -> Any:
    def reply(message: Message, identity: str) -> Any:
        return json_reply(200 if ("Accept", taken) in message.headers else status)

    return reply


@pytest.mark.parametrize("status", [400, 406])
def test_reads_no_lists(status: int) -> None:
    made, paper, _ = bench(accepts(status, "application/json"))
    assert made.send(get(), "first").reply.status == 200  # type: ignore[union-attr]
    assert [x.reply.status for x in paper.exchanges] == [status, 200]
    assert paper.exchanges[1].intent == "first, one media type"
    made.send(get(), "second")
    assert len(paper.exchanges) == 3


def test_refuses_whatever_it_is_asked_for() -> None:
    made, paper, _ = bench(accepts(400, "nothing"))
    first = made.send(get(), "first")
    assert first == paper.exchanges[0]
    made.send(get(), "second")
    assert [x.reply.status for x in paper.exchanges] == [400, 400, 400]


@pytest.mark.parametrize("message", [get("application/json"), get(method="POST"), get("")])
def test_nothing_else_is_asked_twice(message: Message) -> None:
    made, paper, _ = bench(accepts(400, "nothing"))
    made.send(message, "once")
    assert len(paper.exchanges) == 1


def test_another_refusal_says_nothing_of_lists() -> None:
    made, paper, _ = bench(accepts(404, "application/json"))
    made.send(get(), "once")
    assert len(paper.exchanges) == 1


def test_a_list_that_was_served_is_not_the_reason_of_a_later_refusal() -> None:
    statuses = iter([200, 400])
    made, paper, _ = bench(lambda message, identity: json_reply(next(statuses)))
    made.send(get(), "first")
    made.send(get(), "second")
    assert len(paper.exchanges) == 2
