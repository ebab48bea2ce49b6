"""No answer leaves before all calls of its turn are written down, and one that cannot be is not answered."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from harness.errors import EvidenceError
from harness.evidence import Request, Silence
from harness.partner.committing import Commit
from harness.partner.recording import Taken


def taken(target: str) -> Taken:
    return Taken(request=Request(method="GET", target=target, head=b""), reply=Silence(why="reset"))


def test_all_of_a_turn_is_written_before_any_of_it_is_answered() -> None:
    done: list[str] = []

    def keep(one: Taken) -> None:
        if one.request.target == "/full":
            raise EvidenceError("no room")
        done.append(f"kept {one.request.target}")

    def then(target: str, kept: bool) -> None:
        done.append(f"{target} {kept}")

    async def main() -> None:
        commit = Commit(keep)
        for target in ("/a", "/full", "/b"):
            commit.add(taken(target), partial(then, target))
        assert done == []
        await asyncio.sleep(0)
        commit.add(taken("/c"), partial(then, "/c"))
        await asyncio.sleep(0)

    asyncio.run(main())
    assert done == ["kept /a", "kept /b", "/a True", "/full False", "/b True", "kept /c", "/c True"]


def test_one_that_cannot_be_answered_keeps_no_other_from_its_answer() -> None:
    answered: list[str] = []

    def fail(kept: bool) -> None:
        raise RuntimeError("broken")

    async def main() -> None:
        commit = Commit(lambda one: None)
        commit.add(taken("/a"), fail)
        commit.add(taken("/b"), lambda kept: answered.append("/b"))
        await asyncio.sleep(0)

    asyncio.run(main())
    assert answered == ["/b"]


def test_what_is_held_is_written_before_any_of_it_is_answered_or_none_of_it_is() -> None:
    done: list[str] = []
    full = [False]

    def settle() -> None:
        if full[0]:
            raise EvidenceError("no room")
        done.append("written")

    async def main() -> None:
        commit = Commit(lambda one: done.append(f"held {one.request.target}"), settle)
        for target in ("/a", "/b"):
            commit.add(taken(target), lambda kept: done.append(f"answered {kept}"))
        await asyncio.sleep(0)
        full[0] = True
        commit.add(taken("/c"), lambda kept: done.append(f"answered {kept}"))
        await asyncio.sleep(0)

    asyncio.run(main())
    assert done == ["held /a", "held /b", "written", "answered True", "answered True", "held /c", "answered False"]


def test_a_full_disk_is_said_once_and_a_bug_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    def settle() -> None:
        raise EvidenceError("no room")

    def fail(one: Taken) -> None:
        raise RuntimeError("broken")

    async def main() -> None:
        full, broken = Commit(lambda one: None, settle), Commit(fail)
        for commit in (full, full, broken):
            commit.add(taken("/a"), lambda kept: None)
            await asyncio.sleep(0)

    asyncio.run(main())
    assert [(record.getMessage()[-9:], bool(record.exc_info)) for record in caplog.records] == [
        (": no room", False),
        (" answered", True),
    ]
