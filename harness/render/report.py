"""Shapes what a renderer is given: the judgement, the profile's words, and the exchanges that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from harness.arazzo import Workflow
from harness.called import Scene
from harness.contract import Contract
from harness.evidence import Exchange, ExchangeId, Footer, Handshake, Product, RunContext, Subject
from harness.procurement import Asked
from harness.profile import Basis, Level, NotTested, Profile, Requirement
from harness.render.about import DESCRIPTION, PRODUCT, about
from harness.render.inert import one_line
from harness.render.prose import cause_sentence, sentence
from harness.render.words import ENGLISH
from harness.verdict import Because, Cause, Decision, Finding, Outcome, Verdict

MOST_NAMED: Final = 12
"""Requirements that are named in a line."""
RUN_FILE: Final = "hallmark.yaml"
"""The run file's name, where nothing else is known."""


def met(counts: Mapping[str, int], attested: int = 0, of: str = "of", word: str = "attested") -> str:
    """Return how many conform of how many; those that a person's word alone shows are counted apart."""
    shown = f"{counts.get(Outcome.CONFORMS.value, 0) - attested} {of} {sum(counts.values())}"
    return f"{shown} and {attested} {word}" if attested else shown


def met_in_class(
    counts: Mapping[str, int], attested: int = 0, of: str = "of", word: str = "attested", apart: str = "not applicable"
) -> str:
    """Return the same of one class, in which what does not apply to the product is told apart and not as left unmet."""
    asked = {outcome: count for outcome, count in counts.items() if outcome != Outcome.NOT_APPLICABLE.value}
    beside = sum(counts.values()) - sum(asked.values())
    return met(asked, attested, of, word) + (f", {beside} {apart}" if beside else "")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One profile and role."""

    profile: Profile
    subject: Subject
    verdict: Verdict
    workflows: Mapping[str, Workflow] = {}
    """The profile's, so that a failed step can say what was asked for."""
    contract: Contract | None = None
    """What replies were held against, where it is at hand."""
    described: str = ""
    """Title and version of the product's own API description, where it is the contract."""
    keeps: tuple[str, ...] = ()
    """What was inferred that the product keeps, a line each: collection, what can be done, how it is paged."""
    asked: tuple[Asked, ...] = ()
    """What buyers' schemes ask, with the requirements that carry each line."""
    translated: Mapping[str, str] = {}
    """Explanations in the report's language, by requirement, as far as the profile has them."""
    beside: tuple[tuple[str, str], ...] = ()
    """What else is judged in the same report, each by the profile's name and the role."""

    def sentence(self, because: Because) -> str:
        """Return why, in words."""
        return sentence(because, self.workflows)

    def cause_sentence(self, cause: Cause) -> str:
        """Return what is wrong, in words."""
        return cause_sentence(cause, self.workflows)

    @property
    def of(self) -> str:
        """Return which product it is about, or towards which partner, in brackets; empty where there is but one."""
        party, product = self.subject.party, self.subject.product
        if not isinstance(party, str):
            return f" (calling {one_line(self.subject.calls)})" if isinstance(self.subject.calls, str) else ""
        if not isinstance(product, Product):
            return f" ({one_line(party)})"
        return one_line(f" ({party}: {product.name} {product.version} by {product.supplier})")

    def causes(self, what: str) -> tuple[Cause, ...]:
        """Return the root causes that are about the product, or about its description."""
        return tuple(cause for cause in self.verdict.causes if about(cause, self.profile) == what)

    def numbered(self) -> tuple[Cause, ...]:
        """Return all root causes as they are numbered from 1: first those about the product, as those count."""
        return (*self.causes(PRODUCT), *self.causes(DESCRIPTION))

    def rows(self) -> Iterator[tuple[Requirement, Finding]]:
        """Yield each finding with its requirement, in the profile's order."""
        for finding in self.verdict.findings:
            requirement = self.profile.requirement(finding.requirement)
            assert requirement is not None
            yield requirement, finding

    def reason(self, requirement: Requirement, finding: Finding) -> str:
        """Return why the finding is as it is; for what is not tested, the profile's own reason."""
        rule = requirement.rule
        return " ".join(rule.reason.split()) if isinstance(rule, NotTested) else self.sentence(finding.because)

    def decides(self, requirement: Requirement) -> bool:
        """Tell whether the verdict rests on the requirement: only the MUSTs of the claimed classes decide."""
        return requirement.level is Level.MUST and requirement.class_ in self.subject.classes

    def scope_line(self) -> str:
        """Return "n of m classes; not claimed: ...", which no verdict is shown without."""
        own = self.verdict.classes
        shown = sum(c.claimed and c.verdict is Decision.CONFORMS for c in own)
        left = [c.id for c in own if not c.claimed]
        claimed = sum(c.claimed for c in own)
        text = f"{shown} of {len(own)} classes shown to conform; {claimed} claimed"
        soft = [c.id for c in own if c.claimed and not sum(c.must.values()) and c.verdict is not Decision.CONFORMS]
        # A run that was limited left the MUSTs of other classes out; that says nothing about these classes.
        if soft and not self.verdict.limited_to:
            text += f" ({', '.join(soft)} without a MUST)"
        text = f"{text}; not claimed: {', '.join(left)}" if left else f"{text}; none left unclaimed"
        return f"{text}; {self.attested_line()}" if self.verdict.attested else text

    def attested_line(self) -> str:
        """Return what is met by a person's word alone, which is never counted with what was exchanged (law 10)."""
        names = self.verdict.attested
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"{len(names)} attested, by a person's word alone: {', '.join(names[:MOST_NAMED])}{more}"

    def attested_in(self, class_: str = "", basis: str = "") -> dict[bool, int]:
        """Return how many are attested of a class or a basis: of the MUSTs (True), and of the others (False)."""
        found = [self.profile.requirement(name) for name in self.verdict.attested]
        mine = [r for r in found if r is not None and (r.class_ == class_ or r.basis.value == basis)]
        must = sum(r.level is Level.MUST for r in mine)
        return {True: must, False: len(mine) - must}

    def basis_line(self) -> str:
        """Return how the conforming findings split by who asks for them."""
        counts = self.verdict.by_basis
        return ", ".join(
            f"{b.value} {met(counts[b.value], sum(self.attested_in(basis=b.value).values()))}"
            for b in Basis
            if b.value in counts
        )

    def untested_elsewhere(self) -> dict[str, int]:
        """Return the number of requirements of each other role; none of them was judged here."""
        return {
            role.id: len(self.profile.of_role(role.id))
            for role in self.profile.roles
            if role.id != self.subject.role and (self.profile.name, role.id) not in self.beside
        }

    def shoulds(self) -> tuple[int, int]:
        """Return how many SHOULDs conform, of how many."""
        own = self.verdict.by_level.get(Level.SHOULD.value, {})
        return own.get(Outcome.CONFORMS.value, 0), sum(own.values())


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver that a buyer signed, as it stands on the day of the report."""

    requirement: str
    owner: str
    """Who accepts it: the name that belongs to the key."""
    reason: str
    expires: str
    """A date, `YYYY-MM-DD`."""
    state: str = "counts"
    """`counts`, `stale` or `not_needed`."""


class Flakes(msgspec.Struct, frozen=True, kw_only=True):
    """What came of repeating what had failed."""

    judged: int
    """Requirements that were judged at first."""
    flaky: tuple[tuple[str, int, int], ...] = ()
    """Each requirement that was met when repeated, in how many cases it had failed, and of how many."""


class Paged(msgspec.Struct, frozen=True, kw_only=True):
    """Where an HTML report puts what its first page has no room for."""

    page: str
    """Name of the first page's file."""
    folder: str
    """Name of the folder beside it."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a renderer may show."""

    decision: Decision
    exit_code: int
    out: str
    """Folder of the run, or empty."""
    evidence: str
    """Path of the evidence that was judged."""
    context: RunContext
    footer: Footer | None
    parts: tuple[Part, ...]
    exchanges: Mapping[ExchangeId, Exchange] = {}
    handshakes: Mapping[ExchangeId, Handshake] = {}
    scenes: tuple[Scene, ...] = ()
    """Parts of the run in which the product made calls itself."""
    more_scenes: int = 0
    """Those that stand in the evidence alone."""
    language: str = ENGLISH
    """Of the words for buyers; what a language lacks is in English."""
    accepted: tuple[Accepted, ...] = ()
    """Waivers of the buyer whom the report is for."""
    flakes: Flakes | None = None
    """None: the run was not repeated."""
    paged: Paged | None = None
    """None: an HTML report has to be one file, whatever it leaves out."""
    run_file: str = RUN_FILE
    """Where formats that want a place in the supplier's files put a finding: no evidence knows a line of code."""

    def causes(self) -> tuple[Cause, ...]:
        """Return the root causes of all parts that are about the product; gaps of its description do not count."""
        return tuple(c for part in self.parts for c in part.causes(PRODUCT))
