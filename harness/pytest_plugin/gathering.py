"""Has evidence gathered once for a whole session, and tells each of its processes what came of it.

The first process that needs evidence takes a lock, and has a process apart gather and judge; the others wait for it.
What became of it stands in a small file in the run's folder: whoever was killed on the way leaves an error to the rest.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, Protocol

from msgspec.structs import replace

from harness.pytest_plugin.apart import Gone
from harness.pytest_plugin.errand import Came, Gather, Look, spelt
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.settings import Settings
from harness.pytest_plugin.state import State, digest_of, read_state, write_state

LOCK: Final = "pytest.lock"


class Gathers(Protocol):
    """Whoever gathers."""

    @property
    def process(self) -> int:
        """Return the number of the process in which it does."""

    def gather(self, gather: Gather, say: Callable[[str], None]) -> Came:
        """Return what came of it. Raises Gone, OSError and KeyboardInterrupt."""


def gather_once(settings: Settings, gatherer: Callable[[], Gathers], say: Callable[[str], None]) -> State:
    """Return what was gathered and judged in the session, by this process or another.

    `gatherer` gives whoever gathers, where nobody has yet. Raises NotGathered and KeyboardInterrupt.
    """
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        with _alone(settings):
            state = read_state(settings.folder)
            if state is None:
                return _gather(settings, gatherer(), say)
    except OSError as error:
        said = f"nothing can be kept in {settings.folder}: {error.strerror}"
        raise NotGathered(f"{said}\n  Make room there, or name another folder by --hallmark-out.") from error
    if not state.done:
        whom = f"the worker {state.by}, process" if state.by else "the process"
        raise NotGathered(f"nothing can be said: {whom} {state.process} that gathered ended before it was done")
    if state.error:
        raise NotGathered(state.error)
    if digest_of(state.evidence) != state.digest:
        raise NotGathered(
            f"what was gathered cannot be shown: the evidence in {settings.folder} is not what was judged"
        )
    return state


def _alone(settings: Settings) -> AbstractContextManager[object]:
    """Return what lets one process at a time look what became of the run; without workers there is only one."""
    if not settings.worker:
        return nullcontext()
    from filelock import FileLock  # it loads asyncio, for which a session without workers has no use

    return FileLock(settings.folder / LOCK)


def _gather(settings: Settings, gatherer: Gathers, say: Callable[[str], None]) -> State:
    begun = State(by=settings.worker, process=os.getpid(), gatherer=gatherer.process)
    write_state(settings.folder, begun)
    try:
        came = gatherer.gather(gather_for(settings), say)
    except Gone as error:
        raise NotGathered(f"nothing can be said: {error}") from error
    state = replace(
        begun,
        done=True,
        error=came.error,
        faults=came.faults,
        lines=came.lines,
        facts=came.facts,
        shown=came.shown,
        items=came.items,
        digest=digest_of(came.facts.get("Evidence", "")),
    )
    write_state(settings.folder, state)
    if came.interrupted:
        raise KeyboardInterrupt
    if came.error:
        raise NotGathered(f"{came.error}\n{came.trace}".strip())
    return state


def gather_for(settings: Settings) -> Gather:
    """Return what is asked of whoever gathers."""
    return Gather(folder=str(settings.folder), run=settings.run, seed=settings.seed, **_asking(settings))


def look_for(settings: Settings) -> Look:
    """Return what is asked of whoever only looks."""
    return Look(**_asking(settings))


def _asking(settings: Settings) -> dict[str, Any]:
    return {
        "run_file": str(settings.run_file),
        "only": settings.only,
        "profile": settings.profile,
        "url": settings.url,
        "openapi": settings.openapi,
        "here": spelt(str(Path.cwd())),
        "environment": {spelt(name): spelt(value) for name, value in os.environ.items()},
    }
