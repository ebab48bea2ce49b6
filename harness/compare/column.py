"""Shapes one product of a comparison: its bundle, how it was judged, and the facts that its column shows."""

from __future__ import annotations

import msgspec

from harness.compare.likeness import Said
from harness.judgement import Judged, Judgement
from harness.profile import NotTested, Requirement
from harness.verdict import Because, ClassResult, Finding, Outcome


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One product that entered."""

    supplier: str
    """As the tender calls them, by the key that signed."""
    key: str
    """Fingerprint of that key."""
    file: str
    """Name of the bundle's file, without its folder."""
    digest: str
    """Of the bundle."""
    judgement: Judgement
    judged: Judged
    """The verdict under the tender's profile."""
    again: bool
    """Whether the evidence was gathered for another version of the profile, and judged again under this one."""
    issued: str
    expires: str
    age: int
    """Days from the end of the run to the deadline."""
    exchanges: int = 0
    """How many lie under the seal of the evidence."""
    notes: tuple[Because, ...] = ()
    """What checking it said besides, such as replies that are those of a partner of ours, or of another product."""
    said: Said = Said()
    """What the product said, by which it is held against the others."""

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Return what columns are sorted by: nothing that depends on the order in which files were given."""
        product = self.judgement.evidence.context.product
        return (self.supplier.casefold(), product.name, product.version, self.digest)

    @property
    def cases(self) -> int:
        """Return how many cases were decided, over all requirements."""
        return sum(f.passed + f.failed for f in self.judged.verdict.findings)

    def finding(self, requirement: str) -> Finding | None:
        """Return how a requirement came out; None where it was not judged."""
        return next((f for f in self.judged.verdict.findings if f.requirement == requirement), None)

    def result(self, class_: str) -> ClassResult | None:
        """Return how a class came out."""
        return next((c for c in self.judged.verdict.classes if c.id == class_), None)

    def claimed(self, class_: str) -> bool:
        """Tell whether the supplier claims the class."""
        return class_ in self.judged.subject.classes


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One bundle that did not enter; it is listed with the reason, and never scored."""

    file: str
    digest: str
    answer: str
    """`refuted`, `not_accepted` or `not_comparable`."""
    because: tuple[Because, ...]


CELLS = {
    None: "not_run",
    Outcome.CONFORMS: "met",
    Outcome.VIOLATES: "not_met",
    Outcome.INCONCLUSIVE: "not_shown",
    Outcome.NOT_APPLICABLE: "not_applicable",
    Outcome.NOT_TESTED: "not_tested",
    Outcome.FAULT: "ours",
}
"""What a cell of the matrix says, by outcome; of a class that is not claimed it is `not_claimed`."""
ATTESTED = "attested"
"""What it says of what is met by a person's word alone (law 10)."""


def cell(column: Column, requirement: Requirement) -> str:
    """Return what the cell of a product and a requirement says."""
    if isinstance(requirement.rule, NotTested):
        return "not_tested"
    if not column.claimed(requirement.class_):
        return "not_claimed"
    finding = column.finding(requirement.id)
    if finding is not None and finding.attested:
        return ATTESTED
    return CELLS[finding.outcome if finding is not None else None]
