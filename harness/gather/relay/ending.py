"""Says when a relay has done: when the time is over, when all is quiet, when a program has ended, or when told to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harness.errors import DeclarationError
from harness.gather.clock import Clock
from harness.gather.relay.ledger import Ledger

SETTLE: Final = 2.0
"""Seconds without a call after which what has to come has come, where nobody says."""
LONGEST: Final = 60.0
"""Seconds that the products are given to become quiet once a program has ended."""
STUBBORN: Final = 5.0
"""Seconds that a program is given to end when it is told to; then it is ended."""
SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What ends a relay; nothing given: somebody who interrupts it."""

    seconds: float = 0.0
    """As long as this at most; 0: as long as it takes."""
    quiet: float = 0.0
    """Until so many seconds after the first call nothing was said; 0: that ends nothing."""
    command: tuple[str, ...] = ()
    """A program that makes the products act, and its arguments."""


class Ending:
    """Waits for the end of one relay."""

    def __init__(self, terms: Terms, ledger: Ledger, clock: Clock, stop: asyncio.Event) -> None:
        """`stop` is set by whoever interrupts."""
        self._terms = terms
        self._ledger = ledger
        self._clock = clock
        self._stop = stop

    async def wait(self, variables: Mapping[str, str]) -> str:
        """Return why it ended, in the words of `Footer.stopped`. `variables` are told to the program.

        Raises DeclarationError for a program that cannot be started.
        """
        terms = self._terms
        try:
            async with asyncio.timeout(terms.seconds or None):
                if terms.command:
                    return await self._after_command(variables)
                if terms.quiet:
                    return await self._until_quiet(terms.quiet, since_first=True)
                await self._stop.wait()
                return self._cut("interrupted")
        except TimeoutError:
            return self._cut(f"limit: {terms.seconds:g} seconds")

    async def _after_command(self, variables: Mapping[str, str]) -> str:
        try:
            program = await asyncio.create_subprocess_exec(
                *self._terms.command, env={**os.environ, **variables}, stdin=asyncio.subprocess.DEVNULL
            )
        except OSError as error:
            raise DeclarationError(f"cannot be started: {error.strerror}", where=self._terms.command[0]) from None
        ends, told = asyncio.ensure_future(program.wait()), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait((ends, told), return_when=asyncio.FIRST_COMPLETED)
            if not ends.done():
                return self._cut("interrupted")
        finally:
            told.cancel()
            if program.returncode is None:
                await _stopped(program)
            await ends
        if program.returncode:
            return f"command: ended with {program.returncode}"
        try:
            async with asyncio.timeout(LONGEST):
                return await self._until_quiet(self._terms.quiet or SETTLE, since_first=False)
        except TimeoutError:
            return f"limit: not quiet within {LONGEST:g} seconds"

    async def _until_quiet(self, quiet: float, *, since_first: bool) -> str:
        while True:
            begun = self._ledger.calls or not since_first
            left = self._left(quiet) if begun else quiet
            if begun and left <= 0:
                return "finished"
            try:
                await asyncio.wait_for(self._stop.wait(), left)
            except TimeoutError:
                continue
            return self._cut("interrupted")

    def _cut(self, why: str) -> str:
        """Return `why`, unless all was quiet by then: what had to come had come."""
        return why if self._left(self._terms.quiet or SETTLE) > 0 else "finished"

    def _left(self, quiet: float) -> float:
        return quiet - (self._clock.now() - self._ledger.last) / SECOND


async def _stopped(program: asyncio.subprocess.Process) -> None:
    """Tell a program to end, and see to it that it does."""
    program.terminate()
    try:
        await asyncio.wait_for(program.wait(), STUBBORN)
    except TimeoutError:
        program.kill()
        await program.wait()
