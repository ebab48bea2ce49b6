"""Scores a product by the tender's weights, from counts that anyone can make again, or says why it has no score."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

import msgspec

from harness.compare.column import ATTESTED, Column, cell
from harness.compare.tender import Tender
from harness.profile import Level, NotTested, Profile, Requirement
from harness.verdict import Decision


class Standing(StrEnum):
    """Whether a product may have a score."""

    QUALIFIES = "qualifies"
    KNOCKED_OUT = "knocked_out"
    """A knock-out requirement, or something binding in a mandatory class, is not met."""
    NOT_SHOWN = "not_shown"
    """A knock-out requirement or a mandatory class was not shown."""
    CANNOT_SAY = "cannot_say"
    """A fault of ours stands in the way; it counts against nobody."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a class is met: what counts is what applies and can be tested."""

    must_met: int
    must_asked: int
    should_met: int
    should_asked: int

    def of(self, should: Fraction) -> Fraction:
        """Return the share, from 0 to 1; where nothing applies, 0."""
        asked = self.must_asked + should * self.should_asked
        return (self.must_met + should * self.should_met) / asked if asked else Fraction(0)


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """How a product stands."""

    standing: Standing
    reasons: tuple[str, ...]
    """Classes and requirements that keep it from qualifying."""
    shares: dict[str, Share]
    """By class, of every class that has a weight."""
    points: dict[str, Fraction]
    """By class: weight times share."""
    total: Fraction | None
    """Of 100; None where it does not qualify."""


def score(column: Column, tender: Tender) -> Scored:
    """Return the standing of a product, and its score where it qualifies."""
    profile, should = column.judged.bundle.profile, exact(tender.should)
    standing, reasons = _standing(column, tender)
    shares = {name: share(column, profile, name, met(tender)) for name in tender.weights}
    points = {name: exact(weight) * shares[name].of(should) for name, weight in tender.weights.items()}
    whole = sum(map(exact, tender.weights.values()))
    total = 100 * sum(points.values(), Fraction(0)) / whole
    return Scored(
        standing=standing,
        reasons=reasons,
        shares=shares,
        points=points,
        total=total if standing is Standing.QUALIFIES else None,
    )


def met(tender: Tender) -> tuple[str, ...]:
    """Return the cells that count as met: whether a person's word alone does is for the tender to say."""
    return ("met", ATTESTED) if tender.attested else ("met",)


def share(column: Column, profile: Profile, class_: str, counting: tuple[str, ...] = ("met",)) -> Share:
    """Return how much of a class is met; what was not run or could not be told is not met, and takes no points."""
    mine = [r for r in profile.of_role(column.judged.subject.role) if r.class_ == class_]

    def count(level: Level) -> tuple[int, int]:
        cells = [cell(column, r) for r in mine if weighs(r) is level]
        return sum(map(cells.count, counting)), len(cells) - cells.count("not_applicable")

    (must_met, must_asked), (should_met, should_asked) = count(Level.MUST), count(Level.SHOULD)
    return Share(must_met=must_met, must_asked=must_asked, should_met=should_met, should_asked=should_asked)


def weighs(requirement: Requirement) -> Level | None:
    """Return as what a requirement counts; None for what may be left out and for what cannot be tested."""
    if isinstance(requirement.rule, NotTested) or requirement.level is Level.MAY:
        return None
    return requirement.level


def exact(number: float) -> Fraction:
    """Return the number as it was written, and not as a binary fraction near it."""
    return Fraction(repr(number))


def rounded(number: Fraction, places: int = 2) -> str:
    """Return the number in decimal digits, halves away from zero."""
    scaled = number * 10**places
    whole = (abs(scaled) * 2 + 1) // 2
    digits = str(whole).rjust(places + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _standing(column: Column, tender: Tender) -> tuple[Standing, tuple[str, ...]]:
    profile = column.judged.bundle.profile
    weighed = {*tender.weights, *tender.mandatory}
    asked = {name: profile.requirement(name) for name in tender.knock_outs}
    cells = {name: cell(column, r) for name, r in asked.items() if r is not None}
    ours = sorted(
        {r.class_ for r in profile.of_role(column.judged.subject.role)
         if cell(column, r) == "ours" and (r.class_ in weighed or r.id in cells)}
    )  # fmt: skip
    if ours:
        return Standing.CANNOT_SAY, tuple(ours)
    results = {name: column.result(name) for name in tender.mandatory}
    broken = [n for n, c in results.items() if c is not None and c.claimed and c.verdict is Decision.VIOLATES]
    broken += [name for name, found in cells.items() if found == "not_met"]
    if broken:
        return Standing.KNOCKED_OUT, tuple(broken)
    word = frozenset() if tender.attested else _by_word(column)
    hidden = [
        n for n, c in results.items() if c is None or not c.claimed or c.verdict is not Decision.CONFORMS or n in word
    ]
    hidden += [name for name, found in cells.items() if found not in (*met(tender), "not_applicable")]
    return (Standing.NOT_SHOWN, tuple(hidden)) if hidden else (Standing.QUALIFIES, ())


def _by_word(column: Column) -> frozenset[str]:
    """Return the classes of which something binding is met by a person's word alone."""
    mine = column.judged.bundle.profile.of_role(column.judged.subject.role)
    return frozenset(r.class_ for r in mine if r.level is Level.MUST and cell(column, r) == ATTESTED)
