"""Runs a server in a thread of its own for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

OFTEN = 0.01
"""Seconds between two looks at whether to end: by default half a second passes, which every test would wait for."""


@contextmanager
def served(server: BaseServer, scheme: str = "http") -> Iterator[str]:
    """Serve; yield the address without a path. All that began has ended when the context does."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": OFTEN})
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
