"""Finds products of a comparison that said the same, byte for byte: one run is not the evidence of two products."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

import msgspec

from harness.evidence import PRODUCT, Evidence, Exchange, Observation, Response
from harness.verdict import Because

LEAST: Final = 64
"""Octets of a body that tells one program from another."""
FEWEST: Final = 5
"""Different bodies, or exchanges, that must be the same before anything is said of it."""
SHARE: Final = 0.2
"""Of what the product with fewer different bodies said, how much must be the same."""
_SIZE: Final = 16


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a product said in a run, by digest."""

    bodies: frozenset[bytes] = frozenset()
    """Of what it sent: its replies, and its own requests; short ones, which look alike by chance, are left out."""
    exchanges: frozenset[bytes] = frozenset()
    """Of all that went over the wire in each exchange with it, with the times, which are those of one run alone."""


def said(evidence: Evidence) -> Said:
    """Return what the product said in some evidence, in one walk through it."""
    bodies: set[bytes] = set()
    exchanges: set[bytes] = set()
    for one in evidence.observations:
        for body in _own(one):
            bodies.add(_digest((body,)))
            assert isinstance(one, Exchange)
            exchanges.add(_digest(_whole(one)))
    return Said(bodies=frozenset(bodies), exchanges=frozenset(exchanges))


def likenesses(products: Sequence[tuple[tuple[str, str], Said]]) -> dict[int, tuple[Because, ...]]:
    """Return what is to be asked of each product, by its place in `products`: whose it is, and what it said.

    Two versions of one supplier's product may well say the same.
    """
    found: dict[int, list[Because]] = {}
    for (one, (owner, a)), (other, (rival, b)) in combinations(enumerate(products), 2):
        if owner == rival:
            continue
        for code, count, of in _alike(a, b):
            for mine, theirs in ((one, other), (other, one)):
                params = {"count": count, "of": of, "other": theirs + 1, "supplier": products[theirs][0][0]}
                found.setdefault(mine, []).append(Because(code=code, params=params))
    return {place: tuple(because) for place, because in found.items()}


def _alike(a: Said, b: Said) -> Iterator[tuple[str, int, int]]:
    """Yield in what two are alike, the strongest alone: what is one run has the same answers as well."""
    for code, mine, theirs in (("alike-to-the-time", a.exchanges, b.exchanges), ("alike", a.bodies, b.bodies)):
        count, of = len(mine & theirs), min(len(mine), len(theirs))
        if count >= FEWEST and count >= SHARE * of:
            yield code, count, of
            return


def _own(one: Observation) -> Iterator[bytes]:
    if not isinstance(one, Exchange):
        return
    if one.to_party == PRODUCT and isinstance(one.reply, Response) and len(one.reply.body) >= LEAST:
        yield one.reply.body
    if one.from_party == PRODUCT and len(one.request.body) >= LEAST:
        yield one.request.body


def _whole(one: Exchange) -> Iterator[bytes]:
    reply = one.reply
    yield from (one.request.head, one.request.body, msgspec.json.encode(one.times))
    if isinstance(reply, Response):
        yield from (reply.head, reply.body)


def _digest(parts: Iterable[bytes]) -> bytes:
    found = hashlib.sha256()
    for part in parts:
        found.update(b"%d " % len(part))
        found.update(part)
    return found.digest()[:_SIZE]
