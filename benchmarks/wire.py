"""Measures how many exchanges a second the wire carries on one core, and what two parsers of HTTP/1.1 cost."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.goals import asking, told
from harness.declaration import Limits
from harness.evidence import Exchange, Observation
from harness.gather.clock import SystemClock
from harness.gather.restraint.heartbeat import Heartbeat
from harness.gather.restraint.limits import Bounds
from harness.gather.transmission.replyparser import ReplyParser
from harness.gather.wire import Wire
from harness.redact import Redactor

EXCHANGES = 10_000
GOAL_PER_S = 8_000
REPLIES = 5_000
TOKEN = "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl"
BODY = json.dumps({"items": [{"id": number, "status": "open"} for number in range(10)]}).encode()
FIELDS = (
    "HTTP/1.1 200 OK",
    "Content-Type: application/json",
    "Date: Mon, 01 Jan 2024 00:00:00 GMT",
    "Server: trivial",
    'ETag: "1"',
    "X-Request-Id: 7d1f2b1e",
    "Cache-Control: no-store",
    f"Content-Length: {len(BODY)}",
)
REPLY = "\r\n".join([*FIELDS, "", ""]).encode() + BODY
SERVER = """
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
reply = sys.stdin.buffer.read()
sock, _ = listener.accept()
sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
while sock.recv(65536):
    sock.sendall(reply)
"""


class Forgetful:
    """A journal that keeps nothing, so that the wire alone is measured."""

    def sent(self, exchange: Exchange) -> None:
        """Let it go."""

    def keep(self, observation: Observation) -> None:
        """Nothing else is observed."""

    def got(self, exchange: Exchange) -> None:
        """Let it go."""


def carried(exchanges: int) -> dict[str, float]:
    """Return exchanges a second, and processor time for each in microseconds: redaction and heartbeat included."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        port = int(server.stdout.readline())
        server.stdin.write(REPLY)
        server.stdin.close()
        clock = SystemClock()
        redactor = Redactor({"client-secret": b"a secret of the client", "token": TOKEN.encode()})
        limits = Limits(requests_per_second=1_000_000, max_requests=1_000_000)
        with (
            Heartbeat(clock.now) as heartbeat,
            Wire(
                f"http://127.0.0.1:{port}", journal=Forgetful(), redactor=redactor, limits=limits, heartbeat=heartbeat
            ) as wire,
        ):
            return _timed(wire, exchanges)


def _timed(wire: Wire, exchanges: int) -> dict[str, float]:
    part = wire.partition("benchmark")
    headers = (("Accept", "application/json"), ("Authorization", f"Bearer {TOKEN}"))
    for _ in range(500):
        wire.send(part, "GET", "/items/1", headers)
    begun, used = time.perf_counter(), time.process_time()
    for _ in range(exchanges):
        wire.send(part, "GET", "/items/1", headers)
    return {
        "exchanges_a_second": exchanges / (time.perf_counter() - begun),
        "processor_us": (time.process_time() - used) / exchanges * 1e6,
    }


def floor() -> float:
    """Return round trips a second of bare sockets in one process: nothing can be faster."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        begun = time.perf_counter()
        for _ in range(EXCHANGES):
            ours.sendall(b"GET / HTTP/1.1\r\n\r\n")
            theirs.recv(65536)
            theirs.sendall(REPLY)
            ours.recv(65536)
        return EXCHANGES / (time.perf_counter() - begun)


def each(parse: Callable[[], None]) -> float:
    """Return microseconds for one reply."""
    begun = time.perf_counter()
    for _ in range(REPLIES):
        parse()
    return (time.perf_counter() - begun) / REPLIES * 1e6


def with_httptools() -> None:
    """Parse one reply as the wire does."""
    parser = ReplyParser("GET", Bounds())
    parser.feed(REPLY)
    parser.end()


def with_h11() -> None:
    """Parse the same reply with h11."""
    import h11

    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(REPLY)
    while type(connection.next_event()) is not h11.EndOfMessage:
        pass


def main(arguments: list[str]) -> int:
    """Print one line of JSON; return 1 where the goal is missed."""
    parser = asking("wire", __doc__)
    parser.add_argument("--exchanges", type=int, default=EXCHANGES)
    exchanges = parser.parse_args(arguments).exchanges
    found = {**carried(exchanges), "floor_a_second": floor(), "httptools_us": each(with_httptools)}
    if importlib.util.find_spec("h11"):
        found["h11_us"] = each(with_h11)
    figures = {name: round(value, 1) for name, value in found.items()}
    met = {"exchanges_a_second": found["exchanges_a_second"] >= GOAL_PER_S}
    return told({"benchmark": "wire", **figures, "goal": GOAL_PER_S}, met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
