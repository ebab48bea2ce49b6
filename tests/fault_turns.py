"""Makes turns on which faults are tried without a partner."""

from __future__ import annotations

import random
from typing import Any

import msgspec

from harness.contract import Schema
from harness.partner.authority import Authority, Client, Terms
from harness.partner.call import Reply
from harness.partner.faults.base import Fault, Turn
from harness.partner.faults.table import AnyFault

NOW = 1_000_000.0
REPLY = Reply(
    status=200,
    headers=(("Content-Type", "application/json"), ("Date", "Thu, 01 Jan 1970 00:00:00 GMT")),
    body=b'{"a":"x","b":{"c":[{"d":1}]},"n":2}',
)


def fault(kind: str, **settings: Any) -> Fault:
    """Return a fault as data gives it."""
    made: Fault = msgspec.convert({"fault": kind, **settings}, AnyFault)  # type: ignore[call-overload]
    return made


def turn(
    seed: int = 1, target: str = "/x", elsewhere: str = "", schema: Schema | None = None, pause: float = 0.0
) -> Turn:
    """Return one occurrence."""
    terms = Terms(issuer="here", audience="us", clients={"a": Client(agency="GB-POL-X01", scopes=())})
    authority = Authority(terms, "s")
    return Turn(
        chance=random.Random(seed),
        now=NOW,
        target=target,
        authority=authority,
        elsewhere=elsewhere,
        schema=schema,
        pause=pause,
    )
