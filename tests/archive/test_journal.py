"""What happened is on file when the process dies, and no file is ever written twice."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from strategies import INTERRUPTED

from harness.archive import Journal, finish, reopen, replay
from harness.archive.journal import FOOTER, HEADER, SEALED, closed, shards_of
from harness.errors import EvidenceError, LawBroken
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Exchange,
    ExchangeId,
    Footer,
    Product,
    Request,
    Response,
    RunContext,
    Times,
)

CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="1", started=0
)
FOOTER_OF = Footer(ended=1, stopped="finished", counts={"a": 1})


def exchange(ordinal: int, partition: str = "a", body: bytes = b"") -> Exchange:
    return Exchange(
        id=ExchangeId(partition, ordinal),
        from_party=HALLMARK,
        to_party=PRODUCT,
        request=Request(method="GET", target="/", head=b"GET / HTTP/1.1"),
        reply=Response(status=200, head=b"HTTP/1.1 200 OK", body=body),
        times=Times(anchor=0),
    )


def unanswered(ordinal: int, partition: str = "a") -> Exchange:
    return msgspec.structs.replace(exchange(ordinal, partition), reply=INTERRUPTED)


def test_a_run_begins_once(tmp_path: Path) -> None:
    Journal.begin(tmp_path / "new" / "run", CONTEXT)
    with pytest.raises(EvidenceError, match="has begun here already"):
        Journal.begin(tmp_path / "new" / "run", CONTEXT)


def test_there_is_no_journal_before_a_run_begins(tmp_path: Path) -> None:
    for attempt in (lambda: Journal(tmp_path, "w"), lambda: finish(tmp_path, FOOTER_OF), lambda: replay(tmp_path)):
        with pytest.raises(EvidenceError, match="no run has begun here") as error:
            attempt()
        assert error.value.where == str(tmp_path)


def test_fixtures_that_no_reader_would_take_are_refused_at_once(tmp_path: Path) -> None:
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(EvidenceError, match="nest deeper"):
        Journal.begin(tmp_path, msgspec.structs.replace(CONTEXT, fixtures={"area": deep}))
    with pytest.raises(EvidenceError, match="longer than"):
        Journal.begin(tmp_path, msgspec.structs.replace(CONTEXT, fixtures={"area": "x" * 2**23}))
    assert not (tmp_path / HEADER).exists()


def test_a_line_is_on_file_before_the_call_returns(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        journal.sent(unanswered(0))
        assert [o.reply for o in replay(tmp_path).observations] == [INTERRUPTED]
        journal.got(exchange(0))
        assert list(replay(tmp_path).observations) == [exchange(0)]


def test_each_line_is_handed_over_in_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = os.write
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        monkeypatch.setattr(os, "write", lambda file, data: (written.append(bytes(data)), write(file, data))[1])
        journal.sent(unanswered(0))
        journal.got(exchange(0, body=b"x" * 100_000))
        monkeypatch.undo()
    assert [line.count(b"\n") for line in written] == [1, 1]
    assert journal.path.read_bytes() == b"".join(written)


def test_what_is_held_goes_together_and_before_what_is_kept_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []
    write = os.write
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:
        monkeypatch.setattr(os, "write", lambda file, data: (written.append(bytes(data)), write(file, data))[1])
        journal.hold(exchange(0))
        journal.hold(exchange(1))
        assert written == []
        journal.settle()
        journal.settle()
        journal.hold(exchange(2))
        journal.got(exchange(3))
        journal.hold(exchange(4))
    monkeypatch.undo()
    assert [line.count(b"\n") for line in written] == [2, 2, 1]
    assert list(replay(tmp_path).observations) == [exchange(ordinal) for ordinal in range(5)]


def test_what_is_about_to_be_sent_has_no_reply(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal, pytest.raises(LawBroken, match="has no reply yet"):
        journal.sent(exchange(0))


@pytest.mark.parametrize("ordinal", [-1, 2**63])
def test_an_ordinal_counts_up_from_nought(tmp_path: Path, ordinal: int) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal, pytest.raises(LawBroken, match="counts up from 0"):
        journal.got(exchange(ordinal))


@pytest.mark.parametrize("name", ["", "../w", "a/b", ".w", "w.0", "x" * 65, "a\n"])
def test_a_shard_has_a_plain_name(tmp_path: Path, name: str) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with pytest.raises(LawBroken, match="cannot name a shard"):
        Journal(tmp_path, name)


def test_a_journal_writes_a_file_of_its_own(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as first, Journal(tmp_path, "w") as second, Journal(tmp_path, "v") as third:
        for number, journal in enumerate((first, second, third)):
            journal.got(exchange(number))
    assert [path.name for path in shards_of(tmp_path)] == ["v.0.jsonl", "w.0.jsonl", "w.1.jsonl"]
    assert list(replay(tmp_path).observations) == [exchange(0), exchange(1), exchange(2)]


def test_threads_may_share_a_journal(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    with Journal(tmp_path, "w") as journal:

        def work(partition: str) -> None:
            for ordinal in range(100):
                journal.got(exchange(ordinal, partition))

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert replay(tmp_path).last == dict.fromkeys("abcd", 99)


def test_a_disk_that_is_full_is_said_and_nothing_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal.begin(tmp_path, CONTEXT)
    write = os.write
    room = [10]

    def little(file: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: room.pop()])

    with Journal(tmp_path, "w") as journal:
        journal.got(exchange(0))
        monkeypatch.setattr(os, "write", little)
        with pytest.raises(EvidenceError, match="No space left on device") as error:
            journal.got(exchange(1))
        assert error.value.where == str(journal.path)
        monkeypatch.undo()
        with pytest.raises(EvidenceError, match="cannot be written: No space left on device"):
            journal.got(exchange(2))
    known = replay(tmp_path)
    assert list(known.observations) == [exchange(0)]
    assert known.torn == (f"{journal.path}:2",)


def test_a_write_that_the_kernel_cut_short_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal.begin(tmp_path, CONTEXT)
    write = os.write
    with Journal(tmp_path, "w") as journal:
        monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
        journal.got(exchange(0))
        monkeypatch.undo()
    assert list(replay(tmp_path).observations) == [exchange(0)]


def test_a_run_that_ended_takes_nothing_more_until_it_is_reopened(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    finish(tmp_path, FOOTER_OF)
    for attempt in (lambda: Journal(tmp_path, "w"), lambda: finish(tmp_path, FOOTER_OF)):
        with pytest.raises(EvidenceError, match="the run has ended"):
            attempt()
    (tmp_path / SEALED).write_bytes(b"")
    reopen(tmp_path)
    with Journal(tmp_path, "w") as journal:
        journal.got(exchange(0))
    finish(tmp_path, FOOTER_OF)
    assert list(replay(tmp_path).observations) == [exchange(0)]
    assert replay(tmp_path).footer == FOOTER_OF


def test_a_footer_that_was_damaged_is_said(tmp_path: Path) -> None:
    Journal.begin(tmp_path, CONTEXT)
    assert closed(tmp_path) is None
    finish(tmp_path, FOOTER_OF)
    path = tmp_path / FOOTER
    path.write_bytes(path.read_bytes().replace(b"finished", b"Finished"))
    with pytest.raises(EvidenceError, match="checksum") as error:
        closed(tmp_path)
    assert error.value.where == f"{path}:1"


WORKER = """
import sys
from pathlib import Path
import msgspec
from harness.archive import Journal
from harness.evidence import Exchange, Silence

first = msgspec.json.decode(sys.argv[2], type=Exchange)
with Journal(Path(sys.argv[1]), "w") as journal:
    ordinal = 0
    while True:
        id = msgspec.structs.replace(first.id, ordinal=ordinal)
        whole = msgspec.structs.replace(first, id=id)
        journal.sent(msgspec.structs.replace(whole, reply=Silence(why="interrupted")))
        print("sent", ordinal, flush=True)
        journal.got(whole)
        print("got", ordinal, flush=True)
        ordinal += 1
"""


@pytest.mark.parametrize("lines", [1, 2, 301])
def test_every_line_outlives_a_kill(tmp_path: Path, lines: int) -> None:
    Journal.begin(tmp_path, CONTEXT)
    first = exchange(0, body=b"x" * 3000)
    command = [sys.executable, "-c", WORKER, str(tmp_path), msgspec.json.encode(first).decode()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout
        said = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        said += child.stdout.read().splitlines(keepends=True)
    if os.name == "posix":
        assert child.returncode == -signal.SIGKILL
    told = [line.decode().split() for line in said if line.endswith(b"\n")]
    known = replay(tmp_path)
    kept = list(known.observations)
    assert [observation.id.ordinal for observation in kept] == list(range(len(kept)))
    assert {int(number) for word, number in told if word == "sent"} <= {o.id.ordinal for o in kept}
    answered = {o.id.ordinal for o in kept if isinstance(o, Exchange) and o.reply == first.reply}
    assert {int(number) for word, number in told if word == "got"} <= answered
    assert len(kept) - len(answered) == len(known.interrupted) <= 1

    with Journal(tmp_path, "w") as journal:
        journal.got(exchange(len(kept)))
    assert replay(tmp_path).last == {"a": len(kept)}
