"""Records of many shards come out in canonical order, one for each id."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import msgspec
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from harness.archive.format import encode
from harness.archive.frames import Framer
from harness.archive.index import Index
from harness.archive.journal import Closed, Extent
from harness.errors import EvidenceError
from harness.evidence import Observation


def shard(path: Path, records: list[tuple[str, Observation]]) -> Path:
    framer = Framer()
    path.write_bytes(b"".join(bytes(framer.frame(kind, observation)) for kind, observation in records))
    return path


@given(strategies.histories, st.data())
def test_any_arrangement_comes_out_in_order(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[Observation, ...], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("index")
    mixed = data.draw(st.permutations(history))
    places = data.draw(st.lists(st.integers(0, 2), min_size=len(mixed), max_size=len(mixed)))
    shards = [
        shard(folder / f"w{n}.jsonl", [("got", o) for o, place in zip(mixed, places, strict=True) if place == n])
        for n in range(3)
    ]
    index = Index(shards, None)
    entries = list(index.entries())
    assert [entry.id for entry in entries] == [observation.id for observation in history]
    assert [entry.payload for entry in entries] == [encode(observation) for observation in history]
    assert index.last() == {o.id.partition: o.id.ordinal for o in history}
    for partition in index.last():
        assert list(index.entries(partition)) == [entry for entry in entries if entry.id.partition == partition]


@given(strategies.exchanges)
def test_what_was_got_stands_for_what_was_sent_whichever_shard_comes_first(
    tmp_path_factory: pytest.TempPathFactory, exchange: Observation
) -> None:
    folder = tmp_path_factory.mktemp("index")
    sent = shard(folder / "a.jsonl", [("sent", exchange)])
    got = shard(folder / "b.jsonl", [("got", exchange)])
    for shards in ((sent, got), (got, sent)):
        index = Index(shards, None)
        assert [entry.where for entry in index.entries()] == [f"{got}:1"]
        assert index.unanswered() == ()
    assert Index([sent], None).unanswered() == (exchange.id,)


def test_an_index_of_nothing_is_empty() -> None:
    index = Index((), None)
    assert (list(index.entries()), index.last(), index.unanswered(), index.torn) == ([], {}, (), ())


def test_a_closed_shard_that_is_gone_is_named() -> None:
    closed = Closed(footer=msgspec.Raw(b"{}"), shards={"w.0.jsonl": Extent(1, 2)})
    with pytest.raises(EvidenceError, match="not as it was") as error:
        Index((), closed)
    assert error.value.where == "w.0.jsonl"


def test_the_table_goes_with_the_index() -> None:
    index = Index((), None)
    table = index._table
    del index
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        table.execute("select 1")
