"""Answers every request with the same octets, and does nothing else: what the machine and the load allow at all.

`python -m benchmarks.partners.floor` prints its port. It reads no head and keeps nothing; a request is whole when as
many octets have come as the first had.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final, cast

import uvloop

ANSWER: Final = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n" + b'"' + b"x" * 598 + b'"'
)


class Floor(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what the answers go to."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer: requests of the load come one at a time, and each in one piece."""
        self._transport.write(ANSWER)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        uvloop.run(main())
    except KeyboardInterrupt:
        sys.exit()
