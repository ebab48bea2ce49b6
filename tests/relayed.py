"""Shares what tests of the relay have in common: two small products, and a relay between them in a thread."""

from __future__ import annotations

import asyncio
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from threads import served

from harness.gather.relay.between import Side
from harness.gather.relay.ending import Terms
from harness.gather.relay.roles import roles_of
from harness.gather.relay.run import RelayOrders, relay
from harness.loading import Bundle, find, load_bundle


@dataclass
class Spoken:
    """One small product: what it was sent, and what it says."""

    url: str = ""
    says: Callable[[str, str, bytes], bytes] = lambda method, target, body: OK
    heard: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Head and content of each request."""


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def product(says: Callable[[str, str, bytes], bytes] | None = None) -> Iterator[Spoken]:
    """Serve raw octets; `says` gives the whole answer, and nothing at all hangs up."""
    spoken = Spoken() if says is None else Spoken(says=says)

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.rfile.readline()
                if not line:
                    self.close_connection = True
                    return
                head += line
            length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                           if line.startswith(b"content-length:")), 0)  # fmt: skip
            body = self.rfile.read(length)
            spoken.heard.append((head, body))
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            self.wfile.write(spoken.says(method, target, body))
            self.close_connection = True

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with served(server) as spoken.url:
        yield spoken


@cache
def bundle() -> Bundle:
    """The profile that relays judge by, loaded once."""
    return load_bundle(find("incident-transfer@1.0"))


def relayed(folder: Path, calling: str, serving: str, talk: Callable[[Side, Side], None], **orders: Any) -> Path:
    """Relay between two addresses while `talk` goes on in a thread, and end when it has ended."""
    raised: list[BaseException] = []
    stop = asyncio.Event()

    def ready(sides: tuple[Side, Side]) -> None:
        loop = asyncio.get_running_loop()

        def acting() -> None:
            try:
                talk(*sides)
            except BaseException as error:
                raised.append(error)
            finally:
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=acting, daemon=True).start()

    path = relay(
        RelayOrders(
            sides=(("caller", calling), ("server", serving)),
            bundle=bundle(),
            roles=roles_of(bundle().profile),
            folder=folder,
            run="test",
            ready=ready,
            **{"terms": Terms(), "timeout": 5.0, **orders},
        ),
        stop,
    )
    for error in raised:
        raise error
    return path
