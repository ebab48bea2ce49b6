"""Renders a comparison as one HTML page, readable without a network or a script; every result leads to its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from harness.compare.column import cell
from harness.compare.matrix import Comparison, Product
from harness.compare.score import rounded
from harness.profile import ConformanceClass, Requirement
from harness.render.comparison.told import asked, facts, reasons, standing, total, word_counts
from harness.render.filling import filled
from harness.render.words import words

TAGS: Final = {
    "met": "conforms",
    "not_met": "violates",
    "not_shown": "inconclusive",
    "ours": "fault",
}
"""How a cell is coloured; others are grey. The word in it says the same."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One class, with a row for each requirement."""

    about: ConformanceClass
    weight: float
    rows: tuple[tuple[Requirement, tuple[tuple[str, str], ...]], ...]
    """Each requirement with what the cell of each product says and where its evidence is."""


def render(comparison: Comparison) -> bytes:
    """Return the page in UTF-8; the same comparison gives the same bytes."""
    said = words()
    return filled(
        "comparison.html.j2",
        c=comparison,
        tender=comparison.tender,
        said=said,
        facts={p.number: facts(p, said) for p in comparison.products},
        standings={p.number: standing(p, said) for p in comparison.products},
        totals={p.number: total(p, said) for p in comparison.products},
        points={p.number: _points(p) for p in comparison.products},
        blocks=[_block(class_, comparison) for class_ in comparison.classes],
        alike=asked(comparison),
        word_counts=word_counts(comparison, said),
        reasons=reasons,
        tags=TAGS,
    )


def _points(product: Product) -> Mapping[str, Any]:
    """Return points and the count behind them, by class."""
    return {name: (rounded(product.scored.points[name]), share) for name, share in product.scored.shares.items()}


def _block(class_: ConformanceClass, comparison: Comparison) -> Block:
    return Block(
        about=class_,
        weight=comparison.tender.weights.get(class_.id, 0.0),
        rows=tuple(
            (r, tuple((cell(p.column, r), _where(p, r)) for p in comparison.products))
            for r in comparison.requirements(class_.id)
        ),
    )


def _where(product: Product, requirement: Requirement) -> str:
    found = product.column.finding(requirement.id)
    return f"{product.evidence}#{requirement.id}" if found is not None else product.evidence
