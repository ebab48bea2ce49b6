"""Shows that what was held back stands in the journal behind its header."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.archive import replay
from harness.errors import EvidenceError
from harness.evidence import Exchange, ExchangeId, Product, Request, RunContext, Silence, Times
from harness.gather.memory.latejournal import LateJournal


def exchange(ordinal: int, why: str = "interrupted") -> Exchange:
    return Exchange(
        id=ExchangeId("p", ordinal), from_party="hallmark", to_party="product",
        request=Request(method="GET", target="/", head=b"GET / HTTP/1.1"), reply=Silence(why=why),
        times=Times(anchor=0),
    )  # fmt: skip


CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="a", version="1", supplier="b"), seed=1, harness="0", started=0
)


def test_held_back_then_written_then_passed_on(tmp_path: Path) -> None:
    heard: list[Exchange] = []
    journal = LateJournal(heard.append)
    journal.sent(exchange(0))
    journal.got(exchange(0, "timeout"))
    assert not journal.is_open
    assert list(tmp_path.iterdir()) == []
    journal.begin(tmp_path, CONTEXT)
    journal.sent(exchange(1))
    journal.close()
    known = replay(tmp_path)
    assert [o.reply.why for o in known.observations if isinstance(o, Exchange) and isinstance(o.reply, Silence)] == [
        "timeout",
        "interrupted",
    ]
    assert known.interrupted == (ExchangeId("p", 1),)
    assert heard == [exchange(0, "timeout")]


def test_going_on_needs_a_header(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError):
        LateJournal(lambda _: None).go_on(tmp_path)


def test_a_folder_is_begun_once(tmp_path: Path) -> None:
    first = LateJournal(lambda _: None)
    first.begin(tmp_path, CONTEXT)
    first.close()
    with pytest.raises(EvidenceError):
        LateJournal(lambda _: None).begin(tmp_path, msgspec.structs.replace(CONTEXT, run="other"))
