"""Records an example of a requirement from a run on a partner: the fewest exchanges that come out as they should."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harness.cli.assembling import assemble, declaration_of, orders
from harness.description import PARTITION
from harness.errors import ProfileError
from harness.evidence import Exchange, ExchangeId
from harness.examples import (
    TARGET,
    Example,
    description_changes,
    judge_example,
    read_example,
    select,
    smallest,
    write_example,
)
from harness.gather.run import gather
from harness.judgement import Judgement, judge
from harness.loading import Bundle
from harness.partner.config import write_config
from harness.partner.host import running
from harness.profile import NotTested, Requirement
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
    """Record from one run on the perfect partner; return a line for each requirement that did not come out."""
    with _tested(bundle, mock, (), only) as judgement:
        wrong = [_record(bundle, r, judgement, Outcome.CONFORMS, RECORDED) for r in wanted]
    return [line for line in wrong if line]


def violating(bundle: Bundle, mock: str, requirement: Requirement, defect: str) -> list[str]:
    """Record from a run on the partner with the defect that kills the requirement; return what did not come out."""
    with _tested(bundle, mock, (defect,), (requirement.id,)) as judgement:
        line = _record(bundle, requirement, judgement, Outcome.VIOLATES, f"{defect}.json")
    return [line] if line else []


@contextmanager
def _tested(bundle: Bundle, mock: str, defects: tuple[str, ...], only: tuple[str, ...]) -> Iterator[Judgement]:
    """Test the partner by the profile and judge; the evidence can be read for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="hallmark-examples-") as place:
        with running(mock, defects, seed=SEED) as partner:
            config = Path(place) / "hallmark.yaml"
            write_config(config, partner)
            assembled = assemble(declaration_of(config, str(bundle.folder), "", "", {}), SEED, only, {})
            gathered = gather(orders(assembled, Path(place) / "run", "example", lambda event: None))
        yield judge(gathered.evidence)


def _record(bundle: Bundle, requirement: Requirement, judgement: Judgement, outcome: Outcome, file: str) -> str:
    """Write the example and return '', or return why there is none."""
    finding = next(f for f in judgement.judged[0].verdict.findings if f.requirement == requirement.id)
    where = f"{requirement.id}: {outcome.value}/{file}"
    if finding.outcome is not outcome:
        return f"{where}: the run came out {finding.outcome.value} ({finding.because.code} {finding.because.params})"
    path = bundle.folder / "examples" / requirement.id / outcome.value / file
    path.parent.mkdir(parents=True, exist_ok=True)
    for example in _candidates(bundle, judgement, finding):
        # Judged as it will be read, since what an example leaves out may decide.
        path.write_bytes(write_example(example, judgement.judged[0].subject.target))
        again = read_example(path)
        if judge_example(bundle, requirement, again).outcome is outcome:
            path.write_bytes(write_example(smallest(bundle, requirement, again), TARGET))
            return ""
    path.unlink()
    return f"{where}: the run came out so, and the example by itself does not"


def _candidates(bundle: Bundle, judgement: Judgement, finding: Finding) -> Iterator[Example]:
    """Yield examples of more and more of what the finding cites, in canonical order."""
    cites = tuple(name for v in finding.violations for name in _first(v.minimal, v.cites.first)) or finding.cites.first
    # What fetched the description is no part of a conversation; where it differs, the example says so itself.
    observed = tuple(
        o for o in judgement.evidence.observations if isinstance(o, Exchange) and o.id.partition != PARTITION
    )
    context = judgement.evidence.context
    described = description_changes(bundle, judgement.judged[0].bundle.description)
    for count in CITED:
        yield Example(
            exchanges=select(observed, cites[:count]),
            fixtures=context.fixtures,
            public_url=context.environment.public_url,
            skew=context.environment.skew,
            described=described,
        )
        if count >= len(cites):
            return


def _first(minimal: ExchangeId, cites: tuple[ExchangeId, ...]) -> tuple[ExchangeId, ...]:
    return (minimal, *(name for name in cites if name != minimal))
