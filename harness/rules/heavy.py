"""`heavy/1`: a request that weighs a product down is refused in order (RFC 9110 sections 15.5.1 and 15.5.14).

What makes a request heavy is read from its content: its size, how deep it is nested, how long a list or a number is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any, Final

from harness.errors import ProfileError
from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.rules import base
from harness.rules.silences import Silences
from harness.rules.statuses import Statuses, compile_statuses
from harness.verdict import Because

LEAST: Final = {"size": 1 << 20, "depth": 500, "list": 10_000, "number": 300}
"""Octets of content, levels, elements, and digits or power of ten from which a request is heavy."""
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_NUMBER: Final = re.compile(rb"[0-9]{300}|[0-9][eE]\+?[0-9]{3}")


class Params(base.Params, frozen=True, kw_only=True):
    """What makes a request heavy, and which statuses refuse it."""

    by: tuple[str, ...]
    """`size`, `depth`, `list`, `number`."""
    operations: tuple[str, ...] = ()
    statuses: Statuses = (400, 413, 422)
    tolerated: Statuses = (401, 403, 404, 405, 409, 411, 412, 415, 428, 429)
    """Refusals for another reason: they decide nothing."""
    taken: bool = False
    """Whether a product that takes it meets the requirement; if not, nothing is known of where its limit lies."""


class Watch:
    """Looks at heavy requests made with our own, genuine credential."""

    scope: base.Scope = "partition"
    least: int = 1
    steers: bool = False

    def __init__(self, params: Params, world: base.World) -> None:
        unknown = sorted(set(params.by) - WAYS.keys())
        if unknown or not params.by:
            raise ProfileError(f"heavy/1: by is some of {', '.join(WAYS)}", hint=f"Not known: {', '.join(unknown)}.")
        self.operations: frozenset[str] | None = frozenset(params.operations) or None
        self._ways = tuple(WAYS[name] for name in params.by)
        self._refuses = compile_statuses(params.statuses)
        self._tolerated = compile_statuses(params.tolerated)
        self._taken = params.taken

    def select(self, x: Reading) -> Hashable | None:
        """One key for a partition: what is not heavy shows that the product answers."""
        return None if x.from_product or x.operation is None or not base.soundly_ours(x) else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Give what a heavy request came to."""
        silences: Silences = state or Silences()
        status = x.status
        if status is None:
            return silences, silences.heard(x) if self._is_heavy(x) else ()
        silences.answered()
        if not self._is_heavy(x):
            return silences, ()
        sign = self._sign(x, status)
        return silences, (sign,) if sign is not None else ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give the silences that were not tried again."""
        silences: Silences = state
        return silences.rest()

    def _is_heavy(self, x: Reading) -> bool:
        return bool(x.exchange.request.body) and any(way(x) for way in self._ways)

    def _sign(self, x: Reading, status: int) -> base.Sign | None:
        if self._refuses(status):
            return base.passed(x)
        if base.busy(x):
            return base.unsure(x, "busy", status=status)
        if self._tolerated(status):
            return None
        if status < 300:
            return base.passed(x) if self._taken else _no_limit(x)
        return base.broke(x, "not-a-refusal", status=status)


def _no_limit(x: Reading) -> base.Unsure:
    return base.Unsure(because=Because(code="no-limit-found"), cites=(x.id,), blocks=False)


def _large(x: Reading) -> bool:
    return len(x.exchange.request.body) >= LEAST["size"]


def _deep(x: Reading) -> bool:
    """Tell by brackets outside of texts: a reader of our own would stumble, too."""
    body = x.exchange.request.body
    if body.count(b"[") + body.count(b"{") < LEAST["depth"]:
        return False
    depth = 0
    for octet in _BRACKET.findall(b"".join(_unquoted(body))):
        depth += 1 if octet in b"[{" else -1
        if depth >= LEAST["depth"]:
            return True
    return False


def _long(x: Reading) -> bool:
    return x.exchange.request.body.count(b",") >= LEAST["list"] - 1 and _longest(x.request_json) >= LEAST["list"]


def _longest(value: Any) -> int:
    if isinstance(value, NotJson):
        return 0
    if isinstance(value, list):
        return max(len(value), *map(_longest, value[:50])) if value else 0
    return max(map(_longest, value.values()), default=0) if isinstance(value, dict) else 0


def _huge(x: Reading) -> bool:
    body = x.exchange.request.body
    return bool(_NUMBER.search(body)) and any(_NUMBER.search(piece) for piece in _unquoted(body))


def _unquoted(body: bytes) -> list[bytes]:
    """Return what stands outside of JSON texts, as far as that can be told of what may be no JSON."""
    return re.split(rb'"(?:[^"\\]|\\.)*"', body[: 1 << 20])


WAYS: Final[dict[str, Callable[[Reading], bool]]] = {"size": _large, "depth": _deep, "list": _long, "number": _huge}

KIND = base.RuleKind("heavy/1", Params, Watch)
