"""Gathers once for a whole session, however many processes it has, and hands every process the same judgement.

The first process that needs evidence takes a lock, gathers and judges; the others wait for it and judge what lies in
the run's folder. What became of it stands in a small file there: a process that was killed leaves an error to the rest.
"""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from filelock import FileLock
from msgspec.structs import replace

from harness.cli.advice import advice
from harness.cli.assembling import (
    Assembled,
    Declared,
    aim_of,
    assemble,
    bundles_of,
    declaration_of,
    environment,
    new_seed,
)
from harness.cli.carrying import Carried, carry
from harness.cli.showing import report_of
from harness.errors import NO_ROOM, HallmarkError
from harness.gather.orders import Event
from harness.gather.plan import Aim, limited
from harness.judgement import Judgement, judge
from harness.loading import Bundle
from harness.profile import Requirement
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.settings import Settings
from harness.pytest_plugin.state import State, read_state, write_state
from harness.render.prose import stopped
from harness.render.report import Part, Report
from harness.verdict import Finding

LOCK: Final = "pytest.lock"


class Claim(NamedTuple):
    """What is promised by whom, as far as run file and profiles say it."""

    declared: Declared
    bundles: tuple[Bundle, ...]
    aims: tuple[Aim, ...]
    only: tuple[str, ...]
    """The requirements that the run is limited to; empty: all of the claimed classes."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of the session's run and what was judged by it."""

    folder: Path
    judgement: Judgement
    report: Report

    def finding(self, requirement: str, profile: str = "", role: str = "") -> Finding:
        """Return the finding on a requirement; raises LookupError where the verdict has none."""
        return self.row(requirement, profile, role)[2]

    def row(self, requirement: str, profile: str = "", role: str = "") -> tuple[Part, Requirement, Finding]:
        """Return a requirement and its finding, with the part of the report that they stand in."""
        for part in self.report.parts:
            if profile in ("", part.verdict.profile) and role in ("", part.verdict.role):
                for found, finding in part.rows():
                    if found.id == requirement:
                        return part, found, finding
        raise LookupError(f"the verdict has no finding on {requirement}")


def claim_of(settings: Settings) -> Claim:
    """Read run file and profiles; nothing is looked up or sent. Raises DeclarationError and ProfileError."""
    env = environment()
    declared = declaration_of(settings.run_file, settings.profile, "", settings.url, env, settings.openapi)
    bundles = bundles_of(declared)
    aims = tuple(aim_of(bundle, declared.declaration) for bundle in bundles)
    return Claim(declared=declared, bundles=bundles, aims=aims, only=tuple(limited(aims, settings.only)))


def assembled_for(settings: Settings, claim: Claim) -> Assembled:
    """Return the plan, with secrets and the product's description. Raises HallmarkError for what cannot be had."""
    seeds = (settings.seed, claim.declared.declaration.seed)
    seed = next((seed for seed in seeds if seed is not None), None)
    drawn = new_seed() if seed is None else seed
    return assemble(claim.declared, drawn, settings.only, environment(), bundles=claim.bundles)


def gather_once(settings: Settings, claim: Claim, progress: Callable[[Event], None]) -> Held:
    """Return what was gathered in the session, by this process or another. Raises NotGathered, KeyboardInterrupt."""
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.folder / LOCK):
            state = read_state(settings.folder)
            if state is None:
                return _gather(settings, claim, progress)
    except OSError as error:
        said = f"nothing can be kept in {settings.folder}: {error.strerror}"
        raise NotGathered(f"{said}\n  Make room there, or name another folder by --hallmark-out.") from error
    if not state.done:
        whom = f"the worker {state.by}, process" if state.by else "the process"
        raise NotGathered(f"nothing can be said: {whom} {state.process} that gathered ended before it was done")
    if state.error:
        raise NotGathered(state.error)
    try:
        judgement = judge(settings.folder)
    except HallmarkError as error:
        raise NotGathered(f"what was gathered cannot be judged: {error}") from error
    return Held(folder=settings.folder, judgement=judgement, report=report_of(judgement))


def _gather(settings: Settings, claim: Claim, progress: Callable[[Event], None]) -> Held:
    folder, begun = settings.folder, State(by=settings.worker, process=os.getpid())
    write_state(folder, begun)
    try:
        carried = _carried(settings, claim, progress)
    except HallmarkError as error:
        said = f"nothing was gathered: {error}"
        write_state(folder, replace(begun, done=True, error=said))
        raise NotGathered(said) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        said = f"a fault of Hallmark, never counted against the product: {type(error).__name__}"
        write_state(folder, replace(begun, done=True, error=said, faults=(type(error).__name__,)))
        raise NotGathered(f"{said}\n{traceback.format_exc()}") from error
    blocked = _blocked(carried)
    report = carried.report
    ended = replace(begun, faults=carried.gathered.faults, lines=tuple(_lines(report)), facts=_facts(report))
    write_state(folder, replace(ended, done=True, error=blocked))
    if carried.gathered.stopped == "interrupted":
        raise KeyboardInterrupt
    if blocked:
        raise NotGathered(blocked)
    return Held(folder=folder, judgement=carried.judgement, report=report)


def _carried(settings: Settings, claim: Claim, progress: Callable[[Event], None]) -> Carried:
    with warnings.catch_warnings():
        # A project that turns warnings into errors means its own code.
        warnings.simplefilter("ignore")
        return carry(assembled_for(settings, claim), settings.folder, settings.run, progress)


def _blocked(carried: Carried) -> str:
    """Return why the run cannot be judged at all: it never came to the plan, or a person broke it off."""
    gathered = carried.gathered
    if gathered.blocked is not None:
        return (
            f"nothing was gathered; {gathered.blocked.name} {advice(gathered.blocked)}\n  {stopped(gathered.stopped)}"
        )
    return stopped(gathered.stopped) if gathered.stopped == "interrupted" else ""


def _lines(report: Report) -> Iterator[str]:
    for part in report.parts:
        verdict, why = part.verdict, part.sentence(part.verdict.because)
        yield f"{verdict.profile}, role {verdict.role}: {verdict.verdict.value}. {why}"
        yield f"  {part.scope_line()}"
    yield f"run {report.context.run}, seed {report.context.seed}; judge it again: hallmark judge {report.out}"


def _facts(report: Report) -> dict[str, str]:
    context, product = report.context, report.context.product
    return {
        "Product": f"{product.name} {product.version}",
        "Supplier": product.supplier,
        "Target": context.subjects[0].target,
        "Profiles": ", ".join(f"{part.verdict.profile} as {part.verdict.role}" for part in report.parts),
        "Verdict": report.decision.value,
        "Run": context.run,
        "Seed": str(context.seed),
        "Evidence": report.evidence,
        "Hallmark": context.harness,
        "Platform": context.environment.platform,
    }
