"""A sealed file depends on what happened and on the run's key, and on nothing else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import os
import stat
from pathlib import Path

import msgspec
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from strategies import INTERRUPTED

from harness.archive import Journal, digest_of_evidence, finish, new_key, read, read_key, replay, seal, seal_of, write
from harness.archive.seal import salt
from harness.errors import EvidenceError, LawBroken
from harness.evidence import Answer, Evidence, Exchange, ExchangeId, Footer, Observation, Product, RunContext

KEY = bytes(range(32))
CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="1", started=0
)
FOOTER = Footer(ended=1, stopped="finished", counts={})


def answer(ordinal: int, text: str = "yes") -> Answer:
    return Answer(id=ExchangeId("a", ordinal), by="b", question="q", text=text, at=1)


def arranged(folder: Path, history: tuple[Observation, ...], data: st.DataObject) -> bytes:
    """Journal a history in some arrangement of shards and files, and return the sealed file."""
    Journal.begin(folder, CONTEXT)
    for observation in data.draw(st.permutations(history)):
        again = data.draw(st.integers(1, 2))
        for _ in range(again):
            with Journal(folder, data.draw(st.sampled_from(["w", "v"]))) as journal:
                if isinstance(observation, Exchange):
                    journal.sent(msgspec.structs.replace(observation, reply=INTERRUPTED))
                    if observation.reply == INTERRUPTED and data.draw(st.booleans()):
                        continue
                journal.got(observation)
    finish(folder, FOOTER)
    return seal(folder, KEY).read_bytes()


@given(strategies.histories, st.data())
def test_any_arrangement_seals_to_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[Observation, ...], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("seal")
    assert arranged(folder / "one", history, data) == arranged(folder / "two", history, data)


@given(strategies.evidences)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, evidence: Evidence) -> None:
    folder = tmp_path_factory.mktemp("seal")
    path = write(folder / "run", evidence, KEY)
    found = read(path)
    assert (found.context, tuple(found.observations), found.footer) == (
        evidence.context,
        evidence.observations,
        evidence.footer,
    )
    assert write(folder / "again", found, KEY).read_bytes() == path.read_bytes()


def test_the_digests_can_be_recomputed_by_other_means(tmp_path: Path) -> None:
    path = write(tmp_path / "run", Evidence(context=CONTEXT, observations=(answer(0), answer(1)), footer=FOOTER), KEY)
    header, one, two, footer, end = gzip.decompress(path.read_bytes()).splitlines()

    def sha(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    assert json.loads(end) == {
        "seal": {
            "count": 2,
            "root": "sha256:" + sha(b"\1" + sha(b"\0" + one) + sha(b"\0" + two)).hex(),
            "header": "sha256:" + sha(header).hex(),
            "footer": "sha256:" + sha(footer).hex(),
        }
    }
    expected = hmac.digest(KEY, b"salt\0a" + (1).to_bytes(8, "big"), "sha256")
    assert base64.b64decode(json.loads(two)["salt"]) == expected == salt(KEY, ExchangeId("a", 1))
    assert digest_of_evidence(path) == "sha256:" + sha(gzip.decompress(path.read_bytes())).hex()


def test_another_key_gives_other_salts_and_the_same_evidence(tmp_path: Path) -> None:
    evidence = Evidence(context=CONTEXT, observations=(answer(0),), footer=FOOTER)
    one, two = write(tmp_path / "one", evidence, KEY), write(tmp_path / "two", evidence, bytes(32))
    assert seal_of(one).root != seal_of(two).root
    assert list(read(one).observations) == list(read(two).observations)
    assert KEY not in gzip.decompress(one.read_bytes())


def test_salts_of_neighbours_share_nothing() -> None:
    ids = [ExchangeId("a", 1), ExchangeId("a", 256), ExchangeId("a\0", 1), ExchangeId("", 1), ExchangeId("b", 1)]
    assert len({salt(KEY, id) for id in ids}) == len(ids)


def test_a_run_that_never_ended_is_sealed_as_such(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        journal.got(answer(0))
    found = read(seal(tmp_path, KEY))
    assert (list(found.observations), found.footer) == ([answer(0)], None)
    assert replay(tmp_path).footer is None


def test_two_observations_of_one_id_are_not_sealed(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        journal.got(answer(0))
        journal.got(answer(0, "no"))
    with pytest.raises(EvidenceError, match="two different observations"):
        seal(tmp_path, KEY)
    assert not (tmp_path / "evidence.jsonl.gz").exists()


def test_sealing_again_gives_the_same_file(tmp_path: Path) -> None:
    path = write(tmp_path, Evidence(context=CONTEXT, observations=(answer(0),), footer=FOOTER), KEY)
    before = path.read_bytes()
    assert seal(tmp_path, KEY).read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = new_key(tmp_path / "run", lambda size: KEY[:size])
    assert key == KEY == read_key(tmp_path / "run")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "run" / ".key").stat().st_mode) == 0o600
    with pytest.raises(EvidenceError, match="has a key already"):
        new_key(tmp_path / "run", os.urandom)
    assert read_key(tmp_path / "run") == KEY


@pytest.mark.parametrize("data", [None, b"", b"short", bytes(33)])
def test_a_key_that_is_missing_or_damaged_is_said(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / ".key").write_bytes(data)
    with pytest.raises(EvidenceError, match="key is missing or damaged"):
        read_key(tmp_path)


def test_a_short_key_seals_nothing(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with pytest.raises(LawBroken, match="32 bytes"):
        seal(tmp_path, b"secret")
