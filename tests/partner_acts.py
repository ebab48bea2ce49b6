"""Runs single acts of a partner against a call that a test makes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import orjson

from harness.content import root
from harness.contract import compile_contract
from harness.expression import Headers
from harness.partner.acts.running import in_order
from harness.partner.acts.table import AnyAct
from harness.partner.authority import Authority, Client, Terms
from harness.partner.bench import Bench
from harness.partner.call import Call, Fresh, Reply
from harness.partner.dispatch.letter import Letter
from harness.partner.identity.keys import Ring
from harness.partner.instant import written
from harness.partner.store import Store

NOW = 1_800_000_000.0
SECRET = "s" * 24
CONTRACT = compile_contract(root("profiles") / "incident-transfer" / "1.0" / "openapi.yaml")
RECORDS = compile_contract(root("mocks") / "reference-records" / "openapi.yaml")
TERMS = Terms(
    issuer="here",
    audience="us",
    clients={
        "own": Client(agency="GB-POL-X01", scopes=("read", "write")),
        "reader": Client(agency="GB-POL-X01", scopes=("read",)),
        "stale": Client(agency="GB-POL-X01", scopes=("read",), lifetime=-10),
        "stray": Client(agency="GB-POL-X01", scopes=("read",), audience="them"),
    },
)
RING = Ring("ES256")


def authority() -> Authority:
    """Return an authority whose key is the same in all tests of a process."""
    return Authority(TERMS, SECRET, RING)


class World:
    """What lies outside a call, with a clock that stands still and nothing that really waits."""

    def __init__(self) -> None:
        self.store = Store(1)
        self.clock = NOW
        self.waiting: list[tuple[float, Callable[[], None]]] = []
        self.sent: list[tuple[str, Any]] = []
        self.letters: list[Letter] = []

    def now(self) -> float:
        return self.clock

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.waiting.append((seconds, do))

    def send(self, url: str, body: bytes) -> None:
        self.sent.append((url, orjson.loads(body)))

    def dispatch(self, letter: Letter) -> None:
        self.letters.append(letter)


def a_call(
    world: World | None = None,
    *,
    body: Any = None,
    raw: bytes = b"",
    headers: Mapping[str, str] | None = None,
    path: dict[str, str] | None = None,
    query: str = "",
    method: str = "POST",
    found: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
) -> Call:
    """Return a call; `body` is one that has been parsed already, `raw` one that has not."""
    world = world or World()
    fields = Headers((headers or {}).items())
    found = found if found is not None else {}
    scope: dict[str, Any] = {
        "request": {"header": fields, "path": path or {}},
        "found": found,
        "now": written(world.now()),
        "fresh": Fresh(world.store),
        "base": "/base",
        "facts": {"author": "B. Enghraifft"},
    }
    if body is not None:
        scope["request"]["body"] = body
    if identity is not None:
        scope["identity"] = identity
    return Call(
        world=world,
        operation="op",
        method=method,
        path=path or {},
        query=query,
        headers=fields,
        body=raw,
        scope=scope,
        target="/base/things",
        found=found,
    )


def bench(operation: str = "") -> Bench:
    """Return a bench for an operation of one of the contracts, or for one that they do not have."""
    found = (CONTRACT.operation(operation) or RECORDS.operation(operation)) if operation else None
    return Bench(found, authority(), "/base", b'{"openapi":"3.1.0"}')


def run(call: Call, *acts: dict[str, Any], operation: str = "") -> Reply | None:
    """Do some acts, written as in a script but for their ids, and return the answer."""
    written_out = [{"id": f"act-{index}", **act} for index, act in enumerate(acts)]
    return in_order(msgspec.convert(written_out, list[AnyAct]), bench(operation))(call)


def status(reply: Reply | None) -> int | None:
    """Return the status of an answer, None when there is none."""
    return None if reply is None else reply.status


REFUSAL = {"status": 409, "detail": "No."}
