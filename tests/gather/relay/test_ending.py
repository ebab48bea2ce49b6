"""A relay ends when it is told to, and its evidence says whether all was quiet by then."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DeclarationError
from harness.gather.clock import SystemClock
from harness.gather.relay import ending
from harness.gather.relay.ending import Ending, Terms

CLOCK = SystemClock()
LONG_AGO = -10_000_000_000


@dataclass
class Book:
    """What an ending asks of a ledger."""

    calls: int = 1
    last: int = field(default_factory=CLOCK.now)


def ended(terms: Terms, *, told: bool = False, book: Book | None = None, **variables: str) -> str:
    async def main() -> str:
        stop = asyncio.Event()
        if told:
            stop.set()
        found: Any = book or Book()
        return await Ending(terms, found, CLOCK, stop).wait(variables)

    return asyncio.run(main())


def test_an_interruption_while_something_is_said_is_one() -> None:
    assert ended(Terms(), told=True) == "interrupted"


def test_an_interruption_when_all_was_quiet_is_the_end() -> None:
    assert ended(Terms(), told=True, book=Book(last=LONG_AGO)) == "finished"


def test_a_time_that_is_over_is_a_limit_unless_all_was_quiet() -> None:
    assert ended(Terms(seconds=0.01)) == "limit: 0.01 seconds"
    assert ended(Terms(seconds=0.01), book=Book(last=LONG_AGO)) == "finished"


def test_quiet_counts_from_the_first_call() -> None:
    assert ended(Terms(quiet=0.01)) == "finished"
    assert ended(Terms(quiet=5.0, seconds=0.05), book=Book(calls=0, last=CLOCK.now())) == "limit: 0.05 seconds"


def test_a_program_that_ended_well_is_followed_by_quiet(tmp_path: Path) -> None:
    code = f"import os; open({str(tmp_path / 'x')!r}, 'w').write(os.environ['HALLMARK_RELAY_B'])"
    terms = Terms(quiet=0.01, command=(sys.executable, "-c", code))
    assert ended(terms, HALLMARK_RELAY_B="http://127.0.0.1:1/v1") == "finished"
    assert (tmp_path / "x").read_text() == "http://127.0.0.1:1/v1"


def test_a_program_that_failed_is_said() -> None:
    assert ended(Terms(command=(sys.executable, "-c", "raise SystemExit(3)"))) == "command: ended with 3"


def test_a_program_that_is_under_way_ends_with_the_relay() -> None:
    forever = (sys.executable, "-c", "import threading; threading.Event().wait()")
    assert ended(Terms(command=forever), told=True) == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="a program cannot keep on there when it is told to end")
def test_a_program_that_will_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "STUBBORN", 0.1)
    deaf = (
        "import pathlib, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f" pathlib.Path({str(tmp_path / 'deaf')!r}).touch(); signal.pause()"
    )

    async def main() -> None:
        program = await asyncio.create_subprocess_exec(sys.executable, "-c", deaf)
        while not (tmp_path / "deaf").exists():
            await asyncio.sleep(0.01)
        await ending._stopped(program)
        assert program.returncode == -signal.SIGKILL

    asyncio.run(main())


def test_a_program_that_is_not_there_is_said_by_its_name() -> None:
    with pytest.raises(DeclarationError, match="cannot be started") as raised:
        ended(Terms(command=("no-such-program-anywhere",)))
    assert raised.value.where == "no-such-program-anywhere"
