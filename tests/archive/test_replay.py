"""What a journal says so far is told in order, and only a torn last line is forgiven."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from strategies import INTERRUPTED

from harness.archive import Journal, Known, finish, replay
from harness.archive.frames import Framer
from harness.archive.journal import HEADER, SHARDS
from harness.errors import EvidenceError
from harness.evidence import Answer, Exchange, ExchangeId, Footer, Observation, Product, RunContext

CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="1", started=0
)
FOOTER = Footer(ended=1, stopped="finished", counts={})


def answer(partition: str, ordinal: int, text: str = "yes") -> Answer:
    return Answer(id=ExchangeId(partition, ordinal), by="b", question="q", text=text, at=1)


def run_of(folder: Path, *shards: list[Observation]) -> Path:
    """Begin a run and write one shard for each list."""
    Journal.begin(folder, CONTEXT)
    for number, shard in enumerate(shards):
        with Journal(folder, f"w{number}") as journal:
            for observation in shard:
                journal.got(observation)
    return folder


def test_an_open_run_is_known_so_far(tmp_path: Path) -> None:
    run_of(tmp_path, [answer("b", 0), answer("a", 0)], [answer("a", 1)])
    known = replay(tmp_path)
    assert known.context == CONTEXT
    assert known.footer is None
    assert known.last == {"a": 1, "b": 0}
    assert list(known.observations) == [answer("a", 0), answer("a", 1), answer("b", 0)]
    assert list(known.of("a")) == [answer("a", 0), answer("a", 1)]
    assert list(known.of("c")) == []
    assert (known.interrupted, known.torn) == ((), ())


def test_a_run_that_has_only_begun_is_known(tmp_path: Path) -> None:
    known = replay(run_of(tmp_path))
    assert (list(known.observations), known.last) == ([], {})


@given(strategies.exchanges, st.booleans())
def test_what_was_sent_is_known_until_it_is_answered(
    tmp_path_factory: pytest.TempPathFactory, exchange: Exchange, answered: bool
) -> None:
    folder = tmp_path_factory.mktemp("run")
    sent = msgspec.structs.replace(exchange, reply=INTERRUPTED)
    Journal.begin(folder, CONTEXT)
    with Journal(folder, "w") as journal:
        journal.sent(sent)
        if answered:
            journal.got(exchange)
    known = replay(folder)
    assert list(known.observations) == [exchange if answered else sent]
    assert known.interrupted == (() if answered else (exchange.id,))


def test_observations_can_be_walked_through_again_and_at_once(tmp_path: Path) -> None:
    observations = replay(run_of(tmp_path, [answer("a", n) for n in range(5)])).observations
    assert list(zip(observations, observations, strict=True)) == [(answer("a", n), answer("a", n)) for n in range(5)]


def test_partitions_stand_in_the_order_of_their_characters(tmp_path: Path) -> None:
    names = ["", "\0", "A", "a", "a b", "ŷ", "\uffff", "\U0001f600"]
    run_of(tmp_path, [answer(name, 0) for name in reversed(names)])
    assert [observation.id.partition for observation in replay(tmp_path).observations] == sorted(names) == names


def test_the_same_observation_twice_is_one(tmp_path: Path) -> None:
    assert list(replay(run_of(tmp_path, [answer("a", 0)], [answer("a", 0)])).observations) == [answer("a", 0)]


def test_two_observations_of_one_id_are_an_error_with_both_places(tmp_path: Path) -> None:
    known = replay(run_of(tmp_path, [answer("b", 0), answer("a", 0)], [answer("a", 0, "no")]))
    with pytest.raises(EvidenceError, match="a#0 is two different observations") as error:
        list(known.observations)
    shards = tmp_path / SHARDS
    assert error.value.where == f"{shards / 'w0.0.jsonl'}:2 and {shards / 'w1.0.jsonl'}:1"


@pytest.mark.parametrize(
    "kind, value, why",
    [
        ("lost", {"id": ["a", 0]}, "no record of kind 'lost'"),
        ("got", {"id": ["a", -1]}, "a#-1 is no id"),
        ("got", {"id": ["a", 2**63]}, "is no id"),
        ("got", {"id": "a"}, "the record cannot be read"),
        ("got", [], "the record cannot be read"),
    ],
)
def test_a_record_that_is_none_is_said_with_its_place(tmp_path: Path, kind: str, value: object, why: str) -> None:
    run_of(tmp_path)
    path = tmp_path / SHARDS / "w.0.jsonl"
    path.write_bytes(Framer().frame(kind, value))
    with pytest.raises(EvidenceError, match=why) as error:
        replay(tmp_path)
    assert error.value.where == f"{path}:1"


def test_an_observation_that_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    run_of(tmp_path)
    path = tmp_path / SHARDS / "w.0.jsonl"
    path.write_bytes(Framer().frame("got", {"id": ["a", 0], "type": "rumour"}))
    with pytest.raises(EvidenceError, match="rumour") as error:
        list(replay(tmp_path).observations)
    assert error.value.where == f"{path}:1"


def test_a_damaged_header_is_said(tmp_path: Path) -> None:
    path = run_of(tmp_path) / HEADER
    path.write_bytes(path.read_bytes().replace(b'"seed":1', b'"seed":2'))
    with pytest.raises(EvidenceError, match="checksum"):
        replay(tmp_path)


def told(known: Known) -> list[Observation]:
    return list(known.observations)


def test_a_truncated_open_journal_tells_a_beginning_and_says_what_is_torn(tmp_path: Path) -> None:
    history: list[Observation] = [answer("a", n) for n in range(3)]
    path = run_of(tmp_path, history) / SHARDS / "w0.0.jsonl"
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        known = replay(tmp_path)
        lines = whole[:size].count(b"\n")
        assert told(known) == history[:lines]
        assert bool(known.torn) == (size not in (0, *itertools.accumulate(map(len, whole.splitlines(True)))))


def test_an_ended_journal_forgives_nothing(tmp_path: Path) -> None:
    path = run_of(tmp_path, [answer("a", n) for n in range(3)], [answer("b", 0)]) / SHARDS / "w0.0.jsonl"
    finish(tmp_path, FOOTER)
    whole = path.read_bytes()
    assert len(told(replay(tmp_path))) == 4
    changed = [whole[:size] for size in range(len(whole))]
    changed += [whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :] for n in range(len(whole))]
    changed += [whole + b"torn", whole + whole[: whole.index(b"\n") + 1]]
    for data in changed:
        path.write_bytes(data)
        with pytest.raises(EvidenceError) as error:
            told(replay(tmp_path))
        assert error.value.where.startswith(str(path))


def test_a_shard_that_went_or_came_after_the_end_is_missed(tmp_path: Path) -> None:
    folder = run_of(tmp_path, [answer("a", 0)], [answer("b", 0)])
    finish(folder, FOOTER)
    first, second = sorted((folder / SHARDS).iterdir())
    data = second.read_bytes()
    (folder / SHARDS / "x.0.jsonl").write_bytes(b"")
    with pytest.raises(EvidenceError, match="not as it was when the run ended") as error:
        replay(folder)
    assert error.value.where.endswith("x.0.jsonl")
    (folder / SHARDS / "x.0.jsonl").unlink()
    second.unlink()
    with pytest.raises(EvidenceError, match="not as it was when the run ended"):
        replay(folder)
    first.unlink()
    with pytest.raises(EvidenceError, match="not as it was when the run ended"):
        replay(folder)
    run = tmp_path / "other"
    first_again = run_of(run, [answer("a", 0)]) / SHARDS / "w0.0.jsonl"
    first.write_bytes(first_again.read_bytes())
    second.write_bytes(data)
    assert len(told(replay(folder))) == 2


def test_a_torn_line_before_the_end_of_a_run_stays_forgiven(tmp_path: Path) -> None:
    path = run_of(tmp_path, [answer("a", 0)]) / SHARDS / "w0.0.jsonl"
    path.write_bytes(path.read_bytes() + b'{"crc":"0')
    finish(tmp_path, FOOTER)
    known = replay(tmp_path)
    assert (told(known), known.torn) == ([answer("a", 0)], (f"{path}:2",))
