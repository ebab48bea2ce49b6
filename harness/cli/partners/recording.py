"""Records an example of a requirement from a run on a partner: the fewest exchanges that come out as they should."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.description import PARTITION
from harness.errors import ProfileError
from harness.evidence import Exchange, ExchangeId
from harness.examples import (
    SHOWN,
    TARGET,
    Example,
    description_changes,
    judge_example,
    read_example,
    select,
    smallest,
    write_example,
)
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.loading import Bundle
from harness.partner.config import write_config
from harness.partner.defects import list_defects
from harness.partner.ways import served_so
from harness.profile import NotTested, Requirement
from harness.reading import Reading
from harness.reading.entry import Entry
from harness.reading.stream import readings
from harness.verdict import Finding, Outcome

SEED: Final = 1
"""The same for every recording, so that examples change only where the profile or the partner does."""
RECORDED: Final = "recorded.json"
CITED: Final = (1, 2, 4, 8, 20)
"""How many of the cited exchanges an example is tried with, fewest first."""


def recordable(bundle: Bundle, role: str, only: tuple[str, ...]) -> list[Requirement]:
    """Return the requirements of a role that a rule judges, or those named. Raises ProfileError for an unknown one."""
    found = [r for r in bundle.profile.of_role(role) if not isinstance(r.rule, NotTested)]
    unknown = sorted(set(only) - {r.id for r in found})
    if unknown:
        raise ProfileError(
            f"nothing can be recorded for {', '.join(unknown)}",
            where=bundle.profile.name,
            hint=f"`hallmark profiles {bundle.profile.id}` lists what is tested in the role {role}.",
        )
    return [r for r in found if not only or r.id in only]


def conforming(bundle: Bundle, mock: str, wanted: Iterable[Requirement], only: tuple[str, ...]) -> list[str]:
    """Record from runs on the perfect partner; return a line for each requirement that did not come out.

    There is one run for each way of being served that requirements need: plainly, with TLS, with client certificates.
    """
    ways: dict[str, list[Requirement]] = {}
    for requirement in wanted:
        ways.setdefault(_way(mock, requirement), []).append(requirement)
    wrong = []
    for way, requirements in ways.items():
        asked = only if len(ways) == 1 else tuple(r.id for r in requirements)
        with _tested(bundle, mock, (), asked, way) as judgement:
            wrong += [record(bundle, r, judgement, Outcome.CONFORMS, RECORDED) for r in requirements]
    return [line for line in wrong if line]


def _way(mock: str, requirement: Requirement) -> str:
    """Return how the partner is served where the requirement can be shown: as the defects need it that kill it."""
    return next((defect.needs for defect in list_defects(mock) if requirement.id in defect.kills), "")


def violating(bundle: Bundle, mock: str, requirement: Requirement, defect: str) -> list[str]:
    """Record from a run on the partner with the defect that kills the requirement; return what did not come out."""
    way = next((one.needs for one in list_defects(mock) if one.name == defect), "")
    with _tested(bundle, mock, (defect,), (requirement.id,), way) as judgement:
        line = record(bundle, requirement, judgement, Outcome.VIOLATES, f"{defect}.json")
    return [line] if line else []


@contextmanager
def _tested(
    bundle: Bundle, mock: str, defects: tuple[str, ...], only: tuple[str, ...], way: str = ""
) -> Iterator[Judgement]:
    """Test the partner by the profile and judge; the evidence can be read for as long as the context lasts.

    `way` says how the partner is served, in the words of `Defect.needs`.
    """
    with tempfile.TemporaryDirectory(prefix="hallmark-examples-") as place:
        with served_so(mock, defects, way, Path(place), seed=SEED) as partner:
            config = Path(place) / "hallmark.yaml"
            write_config(config, partner)
            openapi = ""
            if way and partner.description:
                # Over TLS that is not trusted it could not be fetched.
                openapi = str(Path(place) / "openapi.json")
                Path(openapi).write_bytes(partner.description)
            declared = declaration_of(config, str(bundle.folder), "", "", {}, openapi)
            assembled = assemble(declared, SEED, only, {})
            gathered = gather(orders(assembled, Path(place) / "run", "example", lambda event: None))
        yield judge(gathered.evidence)


def record(bundle: Bundle, requirement: Requirement, judgement: Judgement, outcome: Outcome, file: str) -> str:
    """Write the example and return '', or return why there is none."""
    finding = next(f for f in judgement.judged[0].verdict.findings if f.requirement == requirement.id)
    where = f"{requirement.id}: {outcome.value}/{file}"
    if finding.outcome is not outcome:
        return f"{where}: the run came out {finding.outcome.value} ({finding.because.code} {finding.because.params})"
    path = bundle.folder / "examples" / requirement.id / outcome.value / file
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = (*_condition(bundle, requirement, judgement), *_control(judgement))
    for example in _candidates(bundle, judgement, finding, beside):
        # Judged as it will be read, since what an example leaves out may decide.
        path.write_bytes(write_example(example, judgement.judged[0].subject.target))
        again = read_example(path)
        if judge_example(bundle, requirement, again).outcome is outcome:
            path.write_bytes(write_example(smallest(bundle, requirement, again), TARGET))
            return ""
    path.unlink()
    return f"{where}: the run came out so, and the example by itself does not"


def _condition(bundle: Bundle, requirement: Requirement, judgement: Judgement) -> tuple[ExchangeId, ...]:
    """Return the exchange that shows whether the requirement applies, where its condition names an operation."""
    named = requirement.applies.with_.get("operation") if requirement.applies is not None else None
    operation = bundle.contract.operation(str(named)) if named else None
    if operation is None:
        return ()
    sent = (o for o in judgement.evidence.observations if isinstance(o, Exchange))
    target = judgement.judged[0].subject.target
    return next(((o.id,) for o in sent if Reading(o, bundle.contract, target).operation is operation), ())


def _control(judgement: Judgement) -> tuple[ExchangeId, ...]:
    """Return the exchange that shows that a good credential lets in, without which a refusal shows nothing."""
    entry, of = Entry(), judgement.judged[0]
    for x in readings(judgement.evidence.observations, of.bundle.contract, of.subject):
        entry.see(x)
    return (entry.let_in,) if entry.let_in is not None else ()


def _candidates(
    bundle: Bundle, judgement: Judgement, finding: Finding, condition: tuple[ExchangeId, ...]
) -> Iterator[Example]:
    """Yield examples of more and more of what the finding cites, beside what its condition and a refusal need."""
    cites = tuple(name for v in finding.violations for name in _first(v.minimal, v.cites.first)) or finding.cites.first
    # What fetched the description is no part of a conversation; where it differs, the example says so itself.
    observed = tuple(o for o in judgement.evidence.observations if isinstance(o, SHOWN) and o.id.partition != PARTITION)
    context = judgement.evidence.context
    described = description_changes(bundle, judgement.judged[0].bundle.description)
    for count in CITED:
        yield Example(
            exchanges=select(observed, (*condition, *(c for c in cites[:count] if c not in condition))),
            fixtures=context.fixtures,
            public_url=context.environment.public_url,
            skew=context.environment.skew,
            described=described,
        )
        if count >= len(cites):
            return


def _first(minimal: ExchangeId, cites: tuple[ExchangeId, ...]) -> tuple[ExchangeId, ...]:
    return (minimal, *(name for name in cites if name != minimal))
