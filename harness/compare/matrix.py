"""Puts what entered, what stayed out and how each product scores into one comparison, in an order of its own."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from harness.compare.column import Column, Left
from harness.compare.likeness import likenesses
from harness.compare.score import Scored, score
from harness.compare.tender import Tender, role_of
from harness.loading import Bundle
from harness.profile import ConformanceClass, Profile, Requirement


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """One column with its number and its score."""

    number: int
    """From 1; the report on its evidence is `product-NUMBER.html`."""
    column: Column
    scored: Scored

    @property
    def evidence(self) -> str:
        """Return the report on its evidence, relative to the folder of the comparison."""
        return f"product-{self.number}.html"


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that its renderers show."""

    tender: Tender
    tender_digest: str
    harness: str
    """Version of Hallmark that compared."""
    profile: Profile
    role: str
    classes: tuple[ConformanceClass, ...]
    """Of the role, in the profile's order."""
    products: tuple[Product, ...]
    left: tuple[Left, ...]

    def requirements(self, class_: str) -> tuple[Requirement, ...]:
        """Return the requirements of a class, in the order of their ids."""
        mine = (r for r in self.profile.of_role(self.role) if r.class_ == class_)
        return tuple(sorted(mine, key=lambda r: r.id))


def compare(
    tender: Tender, tender_digest: str, pinned: Bundle, entered: Iterable[Column | Left], harness: str
) -> Comparison:
    """Return the comparison; neither the order in which bundles were given nor one that is given twice changes it."""
    once = {(one.digest, one.file): one for one in entered}
    columns = {
        one.digest: one for one in sorted(once.values(), key=lambda c: c.file, reverse=True) if isinstance(one, Column)
    }
    ordered = _told(sorted(columns.values(), key=lambda c: c.order))
    role = role_of(tender, pinned)
    mine = {r.class_ for r in pinned.profile.of_role(role)}
    return Comparison(
        tender=tender,
        tender_digest=tender_digest,
        harness=harness,
        profile=pinned.profile,
        role=role,
        classes=tuple(c for c in pinned.profile.classes if c.id in mine),
        products=tuple(Product(number=n, column=c, scored=score(c, tender)) for n, c in enumerate(ordered, 1)),
        left=tuple(sorted((one for one in once.values() if isinstance(one, Left)), key=lambda x: (x.file, x.digest))),
    )


def _told(columns: list[Column]) -> list[Column]:
    """Return the columns with what is to be asked of each, as another product said the same."""
    owners = [(c.supplier, c.judgement.evidence.context.product.name) for c in columns]
    asked = likenesses([(owner, c.said) for owner, c in zip(owners, columns, strict=True)])
    return [
        msgspec.structs.replace(column, notes=(*column.notes, *asked.get(place, ())))
        for place, column in enumerate(columns)
    ]
