"""Makes benches whose sender needs no socket, and loads the tiny profile once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from harness.contract import Operation, Schema
from harness.declaration import Declaration
from harness.evidence import HALLMARK, PRODUCT, Exchange, Reply, Request, Response, Silence, Times
from harness.gather.bench import Bench, Purpose
from harness.gather.inputs import Inputs
from harness.gather.means import means_of
from harness.gather.message import Message
from harness.gather.strand import Strand
from harness.loading import Bundle, load_bundle

FOLDER = Path(__file__).parent
BASE = "http://127.0.0.1:9/api"
MINUTE = 60_000_000


@cache
def bundle() -> Bundle:
    """Return the tiny profile."""
    return load_bundle(FOLDER)


def operation(name: str) -> Operation:
    """Return an operation of the tiny profile."""
    found = bundle().contract.operation(name)
    assert found is not None
    return found


def new_note() -> Schema:
    """Return the schema of what createNote takes."""
    schema = operation("createNote").request_bodies["application/json"].schema
    assert isinstance(schema, Schema)
    return schema


def declared(base_url: str = BASE, **changes: Any) -> Declaration:
    """Return a declaration for it."""
    value = {
        "product": {"name": "Notes", "version": "1", "supplier": "The tests"},
        "profile": "notes@1.0",
        "target": {"base_url": base_url},
        "fixtures": {"own_agency": "GB-POL-1"},
        "limits": {"requests_per_second": 100000},
    }
    return msgspec.convert({**value, **changes}, Declaration)


class StillClock:
    """A clock that stands still, but for what is slept."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000_000
        self.slept: list[int] = []

    def now(self) -> int:
        return self.at

    def wall(self) -> int:
        return self.at

    def sleep(self, duration: int) -> None:
        self.slept.append(duration)
        self.at += duration


class Paper:
    """A sender that asks a function instead of a product, and keeps what was sent."""

    def __init__(self, answer: Callable[[Message, str], Reply]) -> None:
        self.answer = answer
        self.exchanges: list[Exchange] = []

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        target = "/api" + message.target
        lines = [f"{message.method} {target} HTTP/1.1".encode(), b"Host: 127.0.0.1:9"]
        lines += [f"{n}: {v if isinstance(v, str) else v.decode('latin-1')}".encode() for n, v in message.headers]
        exchange = Exchange(
            id=strand.next_id(),
            from_party=HALLMARK,
            to_party=PRODUCT,
            request=Request(method=message.method, target=target, head=b"\r\n".join(lines), body=message.body),
            reply=self.answer(message, purpose.identity),
            times=Times(anchor=strand.anchor),
            identity=purpose.identity,
            attempt=purpose.attempt,
            caused_by=purpose.caused_by,
            intent=purpose.intent,
        )
        self.exchanges.append(exchange)
        return exchange


def json_reply(status: int, body: bytes = b"{}", *fields: str) -> Response:
    """Return a JSON reply."""
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", *fields]
    return Response(status=status, head="\r\n".join(lines).encode(), body=body)


NOTHING = Silence(why="timeout")


def inputs(partition: str = "p", *, run: str = "r1", seed: int = 7, public_url: str = "", **changes: Any) -> Inputs:
    """Return inputs with the fixtures of the tiny profile."""
    values = {"fixtures": {"own_agency": "GB-POL-1"}, "now": lambda: 1_800_000_000_000_000}
    called = (lambda: public_url) if public_url else None
    return Inputs(run=run, seed=seed, partition=partition, public_url=called, **(values | changes))


def bench(answer: Callable[[Message, str], Reply], **changes: Any) -> tuple[Bench, Paper, StillClock]:
    """Return a bench without sockets, its sender and its clock."""
    clock, paper = StillClock(), Paper(answer)
    made = Bench(
        sender=paper,
        strand=Strand("p", clock),
        contract=bundle().contract,
        base=BASE,
        inputs=changes.pop("inputs", inputs()),
        clock=clock,
        means=means_of(declared(**changes.pop("declare", {}))),
        **changes,
    )
    return made, paper, clock
