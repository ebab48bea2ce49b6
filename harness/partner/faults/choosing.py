"""Chooses the fault that is played on a call: by operation and by occurrence, as data says."""

from __future__ import annotations

import random
import re
from collections.abc import Container, Iterable
from fnmatch import fnmatchcase
from typing import Annotated, Final, NamedTuple

import msgspec

from harness.errors import MockError
from harness.fit import suggest
from harness.partner.acts.base import Name
from harness.partner.faults.base import (
    CALLBACK,
    HANDSHAKE,
    TOKEN_CALL,
    Fault,
    OfCallbacks,
    OfHandshakes,
    OfTokens,
)
from harness.partner.faults.certificates import BadCertificate
from harness.partner.faults.table import FAULTS, AnyFault
from harness.partner.identity.terms import ENDPOINTS

CALLS: Final = r"^([1-9][0-9]*(-([1-9][0-9]*)?)?|\*)$"


class Chosen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault, and on which calls it is played."""

    name: Name
    """What evidence calls it."""
    says: str = ""
    """What the partner does, in a plain sentence."""
    play: AnyFault
    on: tuple[str, ...] = ("*",)
    """Operations by name or pattern; `callback` and `handshake` for faults of these; `token`, `jwks`, `discovery`,
    `introspect`, `revoke` and `authorize` for the authority's endpoints, which no pattern covers."""
    calls: Annotated[str, msgspec.Meta(pattern=CALLS)] = "*"
    """Which of the calls that `on` covers: `3` the third, `1-2` the first two, `3-` from the third on, `*` all."""

    def covers(self, operation: str) -> bool:
        """Tell whether calls of an operation count."""
        if operation in (*ENDPOINTS, CALLBACK, HANDSHAKE):
            return operation in self.on
        return any(fnmatchcase(operation, pattern) for pattern in self.on)

    def plays_at(self, occurrence: int) -> bool:
        """Tell whether it is played at an occurrence, counted from 1."""
        if self.calls == "*":
            return True
        first, dash, last = self.calls.partition("-")
        return int(first) <= occurrence <= (int(last) if last else occurrence if dash else int(first))


class _Last(NamedTuple):
    """The last call of an operation, as far as the next one may be its repeat."""

    at: float
    """Seconds since 1970."""
    failed: bool
    """Whether a fault was played on it that did not say when to come again."""


class Faults:
    """What is played, and how often each was asked; the same seed plays the same."""

    def __init__(self, chosen: Iterable[Chosen] = (), seed: int = 0) -> None:
        """Of several that cover a call the first is played; each counts the calls that it covers."""
        self.chosen = tuple(chosen)
        self._seed = seed
        self._counts = [0] * len(self.chosen)
        self._last: dict[str, _Last] = {}
        self._pauses: dict[str, float] = {}

    def pause(self, operation: str) -> float:
        """Return the longest that was waited before a failed call of an operation was made again, seconds.

        What the caller was asked to wait is none of it.
        """
        return self._pauses.get(operation, 0.0)

    def next(self, operation: str, now: float = 0.0) -> tuple[Chosen, random.Random] | None:
        """Count a call, and return what is played on it with its own chance; None for nothing.

        `now` is in seconds since 1970.
        """
        last = self._last.get(operation)
        if last is not None and last.failed:
            self._pauses[operation] = max(self.pause(operation), now - last.at)
        found = self._next(operation)
        self._last[operation] = _Last(now, found is not None and not found[0].play.asks)
        return found

    def _next(self, operation: str) -> tuple[Chosen, random.Random] | None:
        found: tuple[Chosen, random.Random] | None = None
        for index, chosen in enumerate(self.chosen):
            if not chosen.covers(operation):
                continue
            self._counts[index] += 1
            if found is None and chosen.plays_at(self._counts[index]):
                found = chosen, random.Random(f"{self._seed} {chosen.name} {self._counts[index]}")
        return found


NONE: Final = Faults()


def check(chosen: Iterable[Chosen], operations: Iterable[str], where: str) -> None:
    """Raise MockError for an operation that the partner does not have, and for a fault of something else than calls."""
    known = [*operations, *ENDPOINTS, CALLBACK, HANDSHAKE]
    for one in chosen:
        apart = _apart(type(one.play))
        if apart and set(one.on) != {apart}:
            raise MockError(f"{one.name} is a fault of each {apart}", where=where, hint=f"Write on: [{apart}].")
        if not apart and {CALLBACK, HANDSHAKE} & set(one.on):
            raise MockError(f"{one.name} is a fault of calls that come in", where=where, hint="Name operations.")
        for pattern in one.on:
            if not any(fnmatchcase(name, pattern) for name in known):
                said = f"{one.name}: there is no operation {pattern!r}"
                raise MockError(said, where=where, hint=suggest(pattern, known))


def playable(chosen: Iterable[Chosen], bad: Container[str]) -> None:
    """Raise MockError for a bad certificate that is not at hand: who brings a certificate brings no bad ones."""
    for one in chosen:
        kind = one.play.certificate if isinstance(one.play, BadCertificate) else ""
        if kind and kind not in bad:
            hint = "Leave the certificates to partners.tls: auto for that part."
            raise MockError(f"{one.name} cannot be played with a certificate of your own", hint=hint)


def _apart(kind: type[Fault]) -> str:
    """Return what a kind of fault is played on where that is no operation, or empty."""
    apart = {OfCallbacks: CALLBACK, OfHandshakes: HANDSHAKE, OfTokens: TOKEN_CALL}
    return next((name for base, name in apart.items() if issubclass(kind, base)), "")


def written(text: str, known: dict[str, Chosen]) -> Chosen:
    """Return what `NAME`, `NAME:OPERATION` or `NAME:OPERATION:CALLS` chooses, of those known or of the table.

    Raises MockError for an unknown name and for what are no calls.
    """
    name, _, rest = text.partition(":")
    operation, _, calls = rest.partition(":")
    found = known.get(name)
    if found is None and name not in FAULTS:
        names = list(dict.fromkeys((*known, *FAULTS)))
        raise MockError(f"there is no fault {name!r}", where="--fault", hint=suggest(name, names))
    if found is None:
        on = _apart(FAULTS[name]) or "*"
        found = msgspec.convert({"name": name, "play": {"fault": name}, "on": [on]}, Chosen)
    if calls and not re.fullmatch(CALLS, calls):
        raise MockError(f"{calls!r} are no calls", where="--fault", hint="Write 3, 1-2, 3- or *.")
    changes = {**({"on": (operation,)} if operation else {}), **({"calls": calls} if calls else {})}
    return msgspec.structs.replace(found, **changes)
