"""Holds a bundle against its predecessors: does each name the one before, and what got worse with each release."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from harness.judgement import Judgement
from harness.verdict import Outcome

_RANK = {Outcome.CONFORMS: 2, Outcome.NOT_APPLICABLE: 2, Outcome.VIOLATES: 0}
"""How good an outcome is for a buyer; what could not be told lies between."""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement that came out otherwise."""

    profile: str
    requirement: str
    before: str
    after: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One step from a release to the next."""

    older: str
    """Product's version."""
    newer: str
    follows: bool
    """Whether the newer bundle names the digest of the older, and both are releases of one product."""
    worse: tuple[Move, ...] = ()
    better: tuple[Move, ...] = ()
    gone: tuple[str, ...] = ()
    """Requirements that were judged before and are not now."""


def link(older: Judgement, digest: str, newer: Judgement, predecessor: str) -> Link:
    """Return how `newer`, which names `predecessor`, lies against `older`, a bundle of that `digest`."""
    before, after = (dict(_outcomes(one)) for one in (older, newer))
    one, other = older.evidence.context, newer.evidence.context
    mine = (one.product.name, one.product.supplier) == (other.product.name, other.product.supplier)
    moves = [
        (Move(profile=key[0], requirement=key[1], before=before[key].value, after=after[key].value), key)
        for key in before
        if key in after and before[key] is not after[key]
    ]
    return Link(
        older=one.product.version,
        newer=other.product.version,
        follows=predecessor == digest and mine and one.started <= other.started,
        worse=tuple(move for move, key in moves if _rank(after[key]) < _rank(before[key])),
        better=tuple(move for move, key in moves if _rank(after[key]) > _rank(before[key])),
        gone=tuple(sorted(key[1] for key in before if key not in after)),
    )


def _outcomes(judged: Judgement) -> Iterable[tuple[tuple[str, str], Outcome]]:
    for j in judged.judged:
        for finding in j.verdict.findings:
            yield (j.verdict.profile, finding.requirement), finding.outcome


def _rank(outcome: Outcome) -> int:
    return _RANK.get(outcome, 1)
