"""Counts the replies of a run that are, byte for byte, those of a partner that Hallmark itself ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from harness.errors import HallmarkError
from harness.evidence import PRODUCT, Evidence, Exchange, Response
from harness.examples import read_example
from harness.loading import find

LEAST: Final = 64
"""Octets of a body that tells one program from another."""
FEWEST: Final = 3
"""Different bodies that must be the same before anything is said of it."""


def known_replies(profile: str) -> frozenset[bytes]:
    """Return the bodies that the reference partner of a shipped profile gave, as its examples keep them."""
    try:
        files = find(profile).glob("examples/*/conforms/*.json*")
        return frozenset(body for file in files for body in _bodies(file))
    except HallmarkError:
        return frozenset()


def alike(evidence: Evidence, profiles: tuple[str, ...]) -> tuple[int, int]:
    """Return how many different bodies of the product are those of a shipped partner, and how many exchanges had one.

    (0, 0) where fewer than `FEWEST` are: short refusals look alike by chance.
    """
    known = frozenset[bytes]().union(*map(known_replies, profiles))
    found: set[bytes] = set()
    count = 0
    for o in evidence.observations:
        if (
            isinstance(o, Exchange)
            and o.to_party == PRODUCT
            and isinstance(o.reply, Response)
            and o.reply.body in known
        ):
            found.add(o.reply.body)
            count += 1
    return (len(found), count) if len(found) >= FEWEST else (0, 0)


def _bodies(file: Path) -> Iterator[bytes]:
    for one in read_example(file).exchanges:
        if isinstance(one, Exchange) and isinstance(one.reply, Response) and len(one.reply.body) >= LEAST:
            yield one.reply.body
