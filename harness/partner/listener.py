"""Makes a connection for each caller, and ends them all: at the end, on demand, or when nothing comes for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from harness.partner.connection import Connection
from harness.partner.port import Port

LOOK_SECONDS: Final = 15.0
"""How often it looks for connections on which nothing happens."""
MOST_LOOKS: Final = 5
"""How often in a row it may find one so before it is closed."""


class Listener:
    """Hand it to `create_server`: called, it gives the protocol of one connection."""

    def __init__(self, port: Port) -> None:
        """Have requests answered by whoever serves the port."""
        self._port = port
        self.open: set[Connection] = set()
        """All connections that are."""
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self) -> Connection:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
        return Connection(self._port, self.open)

    def drop(self) -> None:
        """Close the connections that wait for a request, so that the next one is a new connection."""
        for connection in tuple(self.open):
            connection.retire()

    async def shutdown(self, seconds: float, goodbye: float) -> None:
        """Let what is being answered be answered, so long at most, and then close what is left.

        `goodbye` is how many seconds at most callers may take for their part of it.
        """
        if self._timer is not None:
            self._timer.cancel()
        self.drop()
        # In this turn of the loop what has come is written down, and answered.
        await asyncio.sleep(0)
        tasks = [connection.task for connection in self.open if connection.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self.drop()
        await self._emptied(goodbye)

    async def _emptied(self, seconds: float) -> None:
        """Wait until every connection has ended, so long at most."""
        ending = asyncio.get_running_loop().time() + seconds
        # One more turn of the loop closes what is below a connection that has ended.
        await asyncio.sleep(0)
        while self.open and asyncio.get_running_loop().time() < ending:
            await asyncio.sleep(0.005)

    def _look(self) -> None:
        """Close connections on which nothing has come for a minute and more, or whose callers do not read."""
        for connection in tuple(self.open):
            if connection.busy:
                continue
            connection.quiet += 1
            if connection.quiet > MOST_LOOKS and connection.transport is not None:
                connection.transport.abort()
        self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)


async def until_closed(server: asyncio.Server, seconds: float) -> None:
    """Wait for the end of a server that was told to close, so long at most.

    From Python 3.12 on it waits for every connection, and so for whoever has begun TLS here and says nothing.
    """
    with suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), seconds)
