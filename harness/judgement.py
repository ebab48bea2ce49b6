"""Judges evidence as it lies on disk: finds the profiles it names, holds their digests against it, and adjudicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from harness import archive
from harness.adjudicate import adjudicate, world_of
from harness.description import PARTITION, Description, described
from harness.duty import open_watch
from harness.errors import EvidenceError, ProfileError
from harness.evidence import Evidence, Exchange, ExchangeId, Handshake, Observation, Product, RunContext, Subject
from harness.leading import Made, weight
from harness.loading import Bundle, find, load_bundle
from harness.profile import RuleCall
from harness.reading.stream import unseen
from harness.verdict import Decision, Verdict, over_all

COPIES = "profiles"
"""Folder of a run in which the profiles that it was made by are kept, so that it can be judged anywhere."""
ROOM = 48 << 20
"""Octets of memory for exchanges that reports show: the replies of a product may be large, and many are cited."""
EXIT = {Decision.CONFORMS: 0, Decision.VIOLATES: 1, Decision.INCONCLUSIVE: 2}


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict, and the profile that it was made by."""

    subject: Subject
    bundle: Bundle
    verdict: Verdict


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """All verdicts on one piece of evidence."""

    evidence: Evidence
    path: Path
    judged: tuple[Judged, ...]

    @property
    def decision(self) -> Decision:
        """Return the verdict over all profiles and roles."""
        return over_all(j.verdict.verdict for j in self.judged)

    @property
    def exit_code(self) -> int:
        """Return 0, 1 or 2; 3 when the plan never began for want of a usable exchange, and nothing else showed a fault.

        What TLS itself shows is judged although no connection could be trusted.
        """
        footer = self.evidence.footer
        if footer is not None and footer.stopped.startswith("preflight") and self.decision is not Decision.VIOLATES:
            return 3
        return EXIT[self.decision]


def judge(path: Path, profile: str = "") -> Judgement:
    """Judge a sealed file or a run folder, by the profile at `profile` or those that the evidence names.

    Raises EvidenceError for damaged evidence and ProfileError when a profile is not here or is another than the one
    that the evidence was gathered for.
    """
    return judge_evidence(archive.read(path), path, profile)


def judge_evidence(evidence: Evidence, path: Path, profile: str = "") -> Judgement:
    """Judge evidence that was read from `path`, beside which its profiles lie. Raises what `judge` raises."""
    description = described(evidence.observations)
    judged = []
    for subject in evidence.context.subjects:
        bundle = _completed(_bundle(path, subject, profile), subject, description)
        check(bundle)
        verdict = adjudicate(bundle.profile, bundle.contract, bundle.workflows, evidence, subject, bundle.description)
        judged.append(Judged(subject=subject, bundle=bundle, verdict=verdict))
    return Judgement(evidence=evidence, path=path, judged=tuple(judged))


def check(bundle: Bundle) -> None:
    """Put every rule of a profile to work once. Raises ProfileError, with file and line, for one that cannot be."""
    for error in unusable(bundle):
        raise error


def unusable(bundle: Bundle) -> Iterator[ProfileError]:
    """Put every rule of a profile to work once; yield an error, with file and line, for each that cannot be."""
    nobody = RunContext(
        run="", subjects=(), product=Product(name="", version="", supplier=""), seed=0, harness="", started=0
    )
    for role in bundle.profile.roles:
        world = world_of(bundle.profile, bundle.contract, bundle.workflows, nobody, role.id, None)
        for requirement in bundle.profile.of_role(role.id):
            for call in (requirement.rule, requirement.applies):
                if isinstance(call, RuleCall):
                    try:
                        open_watch(requirement, call, world)
                    except ProfileError as error:
                        where = f"{bundle.lines.get(requirement.id, '')} {requirement.id}".strip()
                        yield ProfileError(error.message, where=where, hint=error.hint)


def cited(
    judgement: Judgement, room: int = ROOM, beside: Callable[[Observation], None] = unseen
) -> dict[ExchangeId, Observation]:
    """Return the observations that the verdicts show: smallest and first of each violation, and what they rest on.

    What made the things that those name is among them, so that a reader can repeat them.

    One that finds no more of `room` (octets) is left out: reports name it, and the evidence has it. `beside` is shown
    every observation on the way, as a walk of its own would cost as much again.
    """
    wanted: set[ExchangeId] = set()
    for j in judgement.judged:
        for finding in j.verdict.findings:
            wanted.update(finding.cites.first[:3])
            for violation in finding.violations:
                wanted.add(violation.minimal)
                wanted.update(violation.beside)
                wanted.update(violation.cites.first[:6])
    found: dict[ExchangeId, Observation] = {}
    made = Made()
    for o in judgement.evidence.observations:
        beside(o)
        if isinstance(o, Handshake) and o.id in wanted:
            found[o.id] = o
        if isinstance(o, Exchange):
            made.see(o)
            if o.id in wanted:
                room = _with_leading(o, made, found, room)
    for one in [o for o in found.values() if isinstance(o, Exchange)]:
        room = _with_leading(one, made, found, room)
    return found


def _with_leading(exchange: Exchange, made: Made, found: dict[ExchangeId, Observation], room: int) -> int:
    """Put an exchange and what has to come before it to what was found; return how much room is left."""
    room = _held(exchange, found, room)
    for earlier in made.leading(exchange) if exchange.id in found else ():
        room = _held(earlier, found, room)
    return room


def _held(exchange: Exchange, found: dict[ExchangeId, Observation], room: int) -> int:
    """Put an exchange to what was found, if it finds room; return how much is left.

    One takes a quarter of what is left at most, so that a few large ones do not keep all small ones out.
    """
    size = weight(exchange)
    if exchange.id in found or size > room // 4:
        return room
    found[exchange.id] = exchange
    return room - size


def _completed(bundle: Bundle, subject: Subject, description: Description | None) -> Bundle:
    """Return the profile with the product's own description as it was when the evidence was gathered."""
    if not bundle.of_subject:
        return bundle
    if description is None:
        raise EvidenceError(
            f"{subject.profile} judges a product by its own API description, and the evidence brings none",
            where=PARTITION,
        )
    if description.contract.digest != subject.contract_digest:
        raise EvidenceError(
            "the contract in the evidence is not the one that it was gathered by",
            where=str(description.compiled.id),
            hint=f"Wanted {subject.contract_digest}, found {description.contract.digest}.",
        )
    return bundle.completed(description)


def _bundle(path: Path, subject: Subject, profile: str) -> Bundle:
    folder = path if path.is_dir() else path.parent
    kept = folder / COPIES / subject.profile.replace("@", "/")
    bundle = load_bundle(find(profile) if profile else kept if kept.is_dir() else find(subject.profile))
    if bundle.profile.name != subject.profile:
        raise ProfileError(f"the evidence is of {subject.profile}, and this is {bundle.profile.name}", where=profile)
    if not profile and bundle.profile.digest != subject.profile_digest:
        raise EvidenceError(
            f"the profile {subject.profile} that lies here is not the one that the evidence was gathered for",
            where=str(bundle.folder),
            hint=f"Wanted {subject.profile_digest}, found {bundle.profile.digest}. --profile judges it all the same.",
        )
    return bundle
