"""Asks the process in which evidence is gathered for a pytest session, hears it, and ends it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec

from harness.pytest_plugin.beginning import Started
from harness.pytest_plugin.errand import Asked, Came, Gather, Line, Look, NoRoom, Said, Seen

PATIENCE: Final = 20
"""Seconds that it is given to seal what it has, once it was asked to stop."""
SHOWN: Final = 2000
"""Characters that are shown of what it wrote last to standard error."""


class Gone(Exception):
    """It ended before it said what came of the run."""


class NoRoomThere(OSError):
    """The run's folder takes no more."""


class Gatherer:
    """One process, which loads what it needs from its start on, and gathers once it is asked."""

    def __init__(self, started: Started) -> None:
        self._asked = False
        self._process, self._heard = started

    @property
    def process(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    def look(self, look: Look) -> Seen:
        """Return which requirements there are. Raises Gone."""
        self._send(look)
        said = self._hear(_unheard)
        assert isinstance(said, Seen)
        return said

    def gather(self, gather: Gather, say: Callable[[str], None]) -> Came:
        """Return what came of a run; a first Ctrl-C stops the run in an orderly way.

        Raises Gone, and NoRoomThere. Whatever is raised, the process has ended by then.
        """
        try:
            self._asked = True
            self._send(gather)
            try:
                said = self._hear(say)
            except KeyboardInterrupt:
                self._stop()
                said = self._hear(say)
        except BaseException:
            self.leave()
            raise
        assert isinstance(said, Came)
        return said

    def finish(self) -> str:
        """Wait until the reports are written; returns how that went wrong, '' where it did not."""
        if self._heard.closed:
            return ""
        ended = self._process.wait()
        last = self._last_words().splitlines()[-1:]
        self._close()
        return (last or [f"exit code {ended}"])[0] if ended else ""

    def leave(self) -> None:
        """Have it stop, and wait until it has ended; one that was never asked to gather has nothing to lose."""
        if self._asked:
            self._stop()
        else:
            self._process.kill()
        self._close()
        try:
            self._process.wait(PATIENCE)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def _stop(self) -> None:
        self._write(b"stop\n")

    def _send(self, asked: Asked) -> None:
        self._write(msgspec.json.encode(asked) + b"\n")

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # what it says next tells that it is gone
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _hear(self, say: Callable[[str], None]) -> Seen | Came:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said: Said = msgspec.json.decode(line, type=Said)
            if isinstance(said, NoRoom):
                raise NoRoomThere(0, said.said)
            if not isinstance(said, Line):
                return said
            say(said.text)
        ended = self._process.wait()
        raise Gone(f"the process {self.process} that gathers ended with {ended}\n{self._last_words()}".strip())

    def _last_words(self) -> str:
        self._heard.seek(0)
        return self._heard.read().decode(errors="replace")[-SHOWN:].strip()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._heard):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()


def _unheard(line: str) -> None:
    """Say nothing."""
