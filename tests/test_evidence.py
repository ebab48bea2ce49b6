"""What was observed is frozen, ordered within its partition, and the same after writing and reading."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import strategies
from building import context, exchange
from hypothesis import given

from harness.evidence import (
    Exchange,
    ExchangeId,
    Footer,
    Observation,
    Partial,
    Redaction,
    Reply,
    Request,
    Response,
    RunContext,
    Silence,
    Times,
)


def again(value: Any, type_: Any) -> Any:
    """Write a value and read it back."""
    return msgspec.json.decode(msgspec.json.encode(value), type=type_)


@given(strategies.observations)
def test_every_observation_reads_back_as_what_it_was(observation: Observation) -> None:
    assert again(observation, Observation) == observation


@given(strategies.contexts, strategies.footers)
def test_a_runs_context_and_footer_read_back(context: RunContext, footer: Footer) -> None:
    assert again(context, RunContext) == context
    assert again(footer, Footer) == footer


@pytest.mark.parametrize(
    "reply",
    [
        Response(status=200, head=b"HTTP/1.1 200 OK", body=b"\xff\x00"),
        Partial(why="reset"),
        Silence(why="refused"),
    ],
)
def test_an_answer_half_an_answer_and_none_are_three_things(reply: Reply) -> None:
    back = again(reply, Reply)
    assert (type(back), back) == (type(reply), reply)


def test_the_order_of_a_partition_is_that_of_its_numbers() -> None:
    names = [ExchangeId("b", 0), ExchangeId("a", 10), ExchangeId("a", 9)]
    assert [str(name) for name in sorted(names)] == ["a#9", "a#10", "b#0"]
    assert msgspec.json.encode(names[0]) == b'["b",0]'


@pytest.mark.parametrize(
    "value, field",
    [
        (exchange("GET", "/notes"), "identity"),
        (ExchangeId("a", 0), "ordinal"),
        (Times(anchor=0), "sent"),
        (Redaction(part="reply.body", offset=0, length=1, marker="secret:bearer"), "length"),
        (Request(method="GET", target="/", head=b""), "body"),
        (context(), "seed"),
    ],
)
def test_nothing_that_happened_can_be_changed(value: msgspec.Struct, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(value, field, 1)


def test_no_kind_of_observation_passes_for_another() -> None:
    written = msgspec.to_builtins(exchange("GET", "/notes"))
    assert written["type"] == "exchange"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written | {"type": "answer"}, Observation)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written | {"type": "rumour"}, Observation)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({k: v for k, v in written.items() if k != "reply"}, Exchange)
