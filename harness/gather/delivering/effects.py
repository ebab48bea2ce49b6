"""Looks for what a product made of events: what it fetched from our partner, and what its own list names."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.declaration import Effects
from harness.evidence import EFFECTS, Answer, Request, Response
from harness.gather.calling.stage import Stage
from harness.gather.delivering.publishing import head_of
from harness.partner.outgoing import AGENT, Outgoing, addressed, send, session_of
from harness.partner.recording import Taken

LISTED: Final = "effects"
"""The question that a program's list answers."""
PROGRAM: Final = "program"
"""Who answers it."""
SECONDS: Final = 10
"""How long a program, or an address, may take to give its list."""
MOST: Final = 1 << 20
"""Characters of a program's list that are kept."""
GAPS: Final = (0.1, 0.3, 1.0)
"""Seconds between two looks; the last goes on."""


class Watcher:
    """Waits for the effect of an event, in the scene in hand."""

    def __init__(
        self,
        stage: Stage,
        retrieve: str,
        declared: Effects | None,
        wall: Callable[[], int],
        folder: Path | None,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """`retrieve` is the operation by which events' documents are fetched; `folder` where a program is run.

        `trusted` are the authorities that the product's addresses are checked by; None: those of this machine.
        """
        self._trusted = trusted
        self._stage = stage
        self._retrieve = retrieve
        self._declared = declared
        self._wall = wall
        self._folder = folder

    def await_effect(self, name: str, seconds: float, tick: Callable[[float], None]) -> bool:
        """Tell whether the event of that name shows an effect, waiting for it so long at most."""
        name = name.lower()

        def fetched(taken: Taken) -> bool:
            return taken.operation == self._retrieve and name in taken.request.target.lower()

        if self._declared is None:
            return self._stage.wait(0, seconds, fetched, tick)
        ending, gaps = self._stage.now() + seconds, iter(GAPS)
        gap = GAPS[0]
        while True:
            if name in self.listed().lower():
                return True
            left = ending - self._stage.now()
            if left <= 0:
                return False
            gap = next(gaps, gap)
            tick(left)
            if self._stage.wait(0, min(gap, left), fetched, tick):
                return True

    def listed(self) -> str:
        """Return the product's own list as text, and keep it; empty where there is none."""
        if self._declared is None:
            return ""
        return self._asked(self._declared.url) if self._declared.url else self._printed(self._declared.command)

    def _asked(self, url: str) -> str:
        host, target = addressed(url)
        fields = {"Host": host, "User-Agent": AGENT, "Accept": "*/*"}
        request = Request(method="GET", target=target, head=head_of("GET", target, fields))
        ended = self._stage.asks(Outgoing(url=url, request=request, at=self._stage.now()), EFFECTS)

        async def ask() -> str:
            async with session_of(SECONDS, True if self._trusted is None else self._trusted) as session:
                reply = await send(session, url, request, fields)
            ended(reply, self._stage.now())
            return reply.body.decode(errors="replace") if isinstance(reply, Response) and reply.status == 200 else ""

        return asyncio.run(ask())

    def _printed(self, command: tuple[str, ...]) -> str:
        try:
            done = subprocess.run(command, cwd=self._folder, capture_output=True, timeout=SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return ""
        text = done.stdout.decode(errors="replace")[:MOST]
        at = self._wall()
        self._stage.note(lambda id: Answer(id=id, by=PROGRAM, question=LISTED, text=text, at=at))
        return text
