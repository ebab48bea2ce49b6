"""Counts the replies of a run that are, byte for byte, those of a partner that Hallmark itself ships."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from harness.errors import HallmarkError
from harness.evidence import PRODUCT, Evidence, Exchange, Observation, Response
from harness.examples import read_example
from harness.loading import find

LEAST: Final = 64
"""Octets of a body that tells one program from another."""
FEWEST: Final = 3
"""Different bodies that must be the same before anything is said of it."""


@lru_cache(maxsize=16)
def known_replies(profile: str) -> frozenset[bytes]:
    """Return the bodies that the reference partner of a shipped profile gave, as its examples keep them."""
    try:
        files = find(profile).glob("examples/*/conforms/*.json*")
        return frozenset(body for file in files for body in _bodies(file))
    except HallmarkError:
        return frozenset()


class Counting:
    """The observations of some evidence; counts on the way what is alike, as a walk of its own would cost seconds."""

    def __init__(self, evidence: Evidence) -> None:
        profiles = {subject.profile for subject in evidence.context.subjects}
        self._known = frozenset[bytes]().union(*map(known_replies, sorted(profiles)))
        self._observations = evidence.observations
        self._found: set[bytes] = set()
        self._count = 0

    def __iter__(self) -> Iterator[Observation]:
        self._found, self._count = set(), 0
        known = self._known
        for o in self._observations:
            reply = o.reply if isinstance(o, Exchange) and o.to_party == PRODUCT else None
            if isinstance(reply, Response) and reply.body in known:
                self._found.add(reply.body)
                self._count += 1
            yield o

    def alike(self) -> tuple[int, int]:
        """Return how many different bodies are those of a shipped partner, and how many exchanges had one.

        Of the last walk; (0, 0) where fewer than `FEWEST` are: short refusals look alike by chance.
        """
        return (len(self._found), self._count) if len(self._found) >= FEWEST else (0, 0)


def counting(evidence: Evidence) -> tuple[Evidence, Counting]:
    """Return the same evidence, and what counts while somebody walks through it."""
    watched = Counting(evidence)
    return Evidence(context=evidence.context, observations=watched, footer=evidence.footer), watched


def _bodies(file: Path) -> Iterator[bytes]:
    for one in read_example(file).exchanges:
        if isinstance(one, Exchange) and isinstance(one.reply, Response) and len(one.reply.body) >= LEAST:
            yield one.reply.body
