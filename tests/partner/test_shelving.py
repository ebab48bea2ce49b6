"""A store in a file answers as one in memory does, knows it after a restart, and says what is wrong with a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from partner_client import MOCK, Client, incident
from programs import program

from harness.errors import MockError
from harness.evidence import Response
from harness.partner.call import Reply
from harness.partner.host import prepared, served
from harness.partner.recording import Taken
from harness.partner.shelving import FORMAT, File, KeptStore
from harness.partner.store import Answered, Store

NAMES = st.sampled_from(["things", "notes", "\udcff"])
KEYS = st.sampled_from(["a", "b", "c", "A", "\udcff", "", "a\0b"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.dictionaries(st.text(max_size=3), VALUES, max_size=3)
REPLIES = st.builds(Reply, status=st.integers(200, 299), body=st.binary(max_size=5), headers=st.just((("A", "b"),)))
ACTS = st.one_of(
    st.tuples(st.just("put"), NAMES, KEYS, KEYS, RECORDS),
    st.tuples(st.just("drop"), NAMES, KEYS, KEYS),
    st.tuples(st.just("clear"), NAMES, KEYS),
    st.tuples(st.just("remember"), KEYS, st.builds(Answered, st.binary(max_size=4), REPLIES, st.floats(0, 9))),
    st.tuples(st.just("fresh")),
    st.tuples(st.just("reopen")),
)


def do(store: Store, act: tuple[Any, ...]) -> object:
    """Do one thing, and return what came of it."""
    kind, *rest = act
    if kind == "put":
        store.shelf(rest[0], rest[1]).put(rest[2], rest[3])
    elif kind == "drop":
        store.shelf(rest[0], rest[1]).drop(rest[2])
    elif kind == "clear":
        store.shelf(rest[0], rest[1]).clear()
    elif kind == "remember":
        store.remember(rest[0], rest[1])
    elif kind == "fresh":
        return store.fresh_uuid()
    return None


def seen(store: Store, name: str, of: str) -> tuple[object, ...]:
    """All that can be asked of a shelf."""
    shelf = store.look(name, of)
    numbers = [shelf.number_at(position) for position in range(len(shelf))]
    return (
        [*shelf],
        numbers,
        [shelf.get(key) for key in ("a", "b", "", "\udcff", "never")],
        [shelf.slice(start, 2) for start in range(4)],
        [shelf.position_after(number) for number in range(8)],
        [store.before(key) for key in ("a", "b", "\udcff", "never")],
    )


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTS, max_size=12))
def test_a_file_answers_as_memory_does(acts: list[tuple[Any, ...]]) -> None:
    with folder() as place:
        memory, opened = Store(3), 0
        kept = KeptStore(place / "s", "m", 3)
        for act in acts:
            if act[0] == "reopen":
                kept.end()
                kept.close()
                kept, opened = KeptStore(place / "s", "m", 3), opened + 1
                assert kept.stocked
            kept.begin()
            one, other = do(memory, act), do(kept, act)
            kept.end()
            assert one == other or (act[0] == "fresh" and opened)
            if act[0] in ("put", "drop", "clear", "reopen"):
                for name, of in ((act[1], act[2]) if len(act) > 2 else ("things", "a"), ("notes", "b")):
                    assert seen(memory, name, of) == seen(kept, name, of)
        with pytest.raises(IndexError):
            kept.shelf("things", "none").number_at(0)
        kept.close()


def test_identifiers_differ_after_a_restart(tmp_path: Path) -> None:
    given = set()
    for _ in range(3):
        store = KeptStore(tmp_path / "s", "m", 1)
        given |= {store.fresh_uuid() for _ in range(20)}
        store.end()
        store.close()
    assert len(given) == 60


def test_answers_are_remembered_once_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.shelving.MOST_ANSWERED", 2)
    store = KeptStore(tmp_path / "s", "m", 1)
    for status, key in enumerate(("a", "a", "b", "c"), 200):
        store.remember(key, Answered(b"", Reply(status=status)))
    found = {key: answered.reply.status for key in "abc" if (answered := store.before(key)) is not None}
    assert found == {"b": 202, "c": 203}
    store.close()


def test_what_a_call_changes_comes_about_at_once_or_not_at_all(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "s", "m", 1)
    store.end()
    store.begin()
    store.shelf("things").put("a", {})
    store.close()
    again = KeptStore(tmp_path / "s", "m", 1)
    assert len(again.look("things")) == 0
    again.close()


def test_what_a_call_that_fails_has_changed_does_not_come_about(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "s", "m", 1)
    store.end()
    store.begin()
    store.shelf("things").put("a", {})
    store.remember("a", Answered(b"", Reply(status=201)))
    store.undo()
    store.begin()
    store.shelf("things").put("b", {})
    store.end()
    assert (store.look("things").get("a"), len(store.look("things")), store.before("a")) == (None, 1, None)
    store.close()


def fill(store: Store) -> None:
    """Change something, and fail at the next."""
    store.shelf("things").put("b", {})
    store.shelf("things").put("c", {"no": {"JSON"}})


def test_what_is_changed_outside_a_call_comes_about_at_once_or_not_at_all(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "s", "m", 1)
    store.end()
    with store.at_once():
        store.shelf("things").put("a", {})
    with pytest.raises(TypeError), store.at_once():
        fill(store)
    store.close()
    again = KeptStore(tmp_path / "s", "m", 1)
    assert list(again.look("things")) == [{}]
    again.close()


@pytest.mark.parametrize("failing", ["tell", "end"])
def test_a_disk_that_fails_is_a_fault_of_ours_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    kept: list[Taken] = []
    host = prepared(MOCK, (), 1, time.time, shelves=tmp_path / "s")
    host.keep = kept.append
    usual, left = getattr(File, failing), [0]

    def fails(file: File, *given: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise sqlite3.OperationalError("disk I/O error")
        return usual(file, *given)

    monkeypatch.setattr(File, failing, fails)
    with served(host) as partner, Client(partner) as client:
        client.token()
        for at in (1, 2, 3) if failing == "tell" else (1,):
            left[0] = at
            assert client.post("/incidents", incident()).status_code == 500
        # Whatever was half done would be in the way of the next, which takes the same number on the same shelf.
        assert client.post("/incidents", incident()).status_code == 201
    failed = [one for one in kept if isinstance(one.reply, Response) and one.reply.status == 500]
    assert len(failed) == len(host.crashes) == (3 if failing == "tell" else 1)


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    KeptStore(tmp_path / "new" / "s", "m", 1).close()
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "new" / "s").stat().st_mode) == 0o600


def no_database(path: Path) -> None:
    path.write_text("This is a letter to a friend, and no database at all." * 20)


def another_program(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE x (y)")
    other.close()


def another_mock(path: Path) -> None:
    store = KeptStore(path, "other", 1)
    store.end()
    store.close()


def a_later_format(path: Path) -> None:
    another_mock(path)
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {FORMAT + 1}")
    other.close()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    "spoil, said",
    [
        (no_database, "this is no SQLite database, or a damaged one"),
        (another_program, "this database is of another program"),
        (another_mock, "the state of other lies here, not of m"),
        (a_later_format, f"the state is of format {FORMAT + 1}; this copy knows {FORMAT}"),
        (a_folder, "cannot be read and written"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(
    tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "s"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(MockError, match=said) as caught:
        KeptStore(path, "m", 1)
    assert caught.value.where == str(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_two_partners_do_not_share_a_file(tmp_path: Path) -> None:
    first = KeptStore(tmp_path / "s", "m", 1)
    first.end()
    with pytest.raises(MockError, match="another process has the state open"):
        KeptStore(tmp_path / "s", "m", 1)
    first.close()
    KeptStore(tmp_path / "s", "m", 1).close()


def test_a_partner_knows_after_a_restart_what_it_was_told(tmp_path: Path) -> None:
    told = incident()
    paths = []
    for _ in range(2):
        host = prepared(MOCK, (), 1, time.time, shelves=tmp_path / "s")
        with served(host) as partner, Client(partner) as client:
            reply = client.post("/incidents", told)
            paths.append(f"/incidents/{reply.json()['sharedIncidentId']}")
            assert client.get(paths[0]).status_code == 200
            assert len(client.items("/agencies")) == 4
    assert paths[0] == paths[1]  # a repeat is known as one


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGKILL")
def test_a_partner_that_is_killed_still_knows_what_it_answered(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness", "mock", MOCK, "--state", str(tmp_path)]
    made = ""
    for turn in range(2):
        with program(command) as process:
            assert process.stderr is not None
            url = next(line for line in process.stderr if "listens on" in line).split()[-1]
            secret = (tmp_path / "secret").read_text().strip()
            token = requests.post(
                f"{url.partition('/incident')[0]}/oauth/token",
                data={"grant_type": "client_credentials"},
                auth=("own-agency", secret),
                timeout=5,
            ).json()["access_token"]
            signed = {"Authorization": f"Bearer {token}"}
            if turn == 0:
                reply = requests.post(f"{url}/incidents", json=incident(), headers=signed, timeout=5)
                made = reply.json()["sharedIncidentId"]
            else:
                assert requests.get(f"{url}/incidents/{made}", headers=signed, timeout=5).status_code == 200
            os.kill(process.pid, signal.SIGKILL)
