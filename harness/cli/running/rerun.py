"""Chooses what a run is limited to: what failed in an earlier one, or what touches operations that have changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness import archive
from harness.cli.running.assembling import Assembled
from harness.contract import Contract, compile_contract
from harness.contract.changes import changed_operations
from harness.errors import DeclarationError, EvidenceError
from harness.gather.plan import Aim
from harness.gather.running.planning import plan
from harness.judgement import judge
from harness.loading import Bundle
from harness.touching import tried_on
from harness.verdict import Outcome

NEWEST = "newest"
"""Stands for the run that was begun last in the folder of runs."""
FAILED = (Outcome.VIOLATES, Outcome.INCONCLUSIVE, Outcome.FAULT)


def limited(assembled: Assembled, chosen: Iterable[str]) -> Assembled:
    """Return the same with a plan for these requirements, as far as the plan had them before."""
    before = assembled.plan
    wanted = [name for name in dict.fromkeys(chosen) if not before.only or name in before.only]
    if not wanted:
        raise DeclarationError("nothing is left to run", where="--only", hint="Leave --only out, or the other limit.")
    made = plan(before.aims, assembled.declaration, before.seed, wanted)
    return msgspec.structs.replace(assembled, plan=made)


def failed(run: str, out: Path, assembled: Assembled) -> tuple[str, ...]:
    """Return what was not met or could not be told in a run, judged anew; `run` is its folder, or NEWEST in `out`.

    Raises DeclarationError where nothing failed, and EvidenceError where there is no such run.
    """
    path = newest(out) if run == NEWEST else Path(run)
    known = {r.id for aim in assembled.plan.aims for r in aim.profile.of_role(aim.role)}
    findings = (f for j in judge(path).judged for f in j.verdict.findings)
    names = tuple(f.requirement for f in findings if f.outcome in FAILED and f.requirement in known)
    if not names:
        raise DeclarationError(f"nothing failed in {path}", where="--last-failed", hint="Run everything.")
    return names


def newest(out: Path) -> Path:
    """Return the folder of the run that was begun last. Raises EvidenceError."""
    runs = [folder for folder in sorted(out.glob("*")) if (folder / "header.jsonl").is_file()]
    if not runs:
        raise EvidenceError("there is no run here", where=str(out), hint="Name one: --last-failed RUN.")
    return max(runs, key=lambda folder: archive.replay(folder).context.started)


def changed(since: Path, assembled: Assembled) -> tuple[str, ...]:
    """Return the requirements of the claimed classes that are tried on operations that are new or have changed.

    `since` is the product's own description as it was, or a run. Raises DeclarationError where nothing has changed.
    """
    before = _contracts(since)
    names = [name for aim, bundle in zip(assembled.plan.aims, assembled.bundles, strict=True)
             for name in touched(aim, _old(since, before, aim, bundle))]  # fmt: skip
    if not names:
        raise DeclarationError(
            f"no operation has changed since {since}", where="--changed-since", hint="There is nothing to run again."
        )
    return tuple(names)


def _contracts(since: Path) -> dict[str, Contract]:
    """Return the contracts of a run by profile, or that of a description under the empty name."""
    if since.is_dir() or since.suffix == ".gz":
        return {j.verdict.profile: j.bundle.contract for j in judge(since).judged}
    return {"": compile_contract(since)}


def _old(since: Path, before: dict[str, Contract], aim: Aim, bundle: Bundle) -> Contract | None:
    if "" in before and not bundle.of_subject:
        raise DeclarationError(
            f"{aim.profile.name} brings its own API description, and {since} is none of its versions",
            where="--changed-since",
            hint="Give a run; or `hallmark contract diff OLD NEW --profile ...` names requirements for --only.",
        )
    return before.get("", before.get(aim.profile.name))


def touched(aim: Aim, old: Contract | None) -> Iterable[str]:
    """Yield the requirements that are tried on what changed since `old`; all, where there is no old contract."""
    changes = changed_operations(old, aim.contract) if old is not None else None
    for requirement in aim.profile.of_role(aim.role):
        operations = tried_on(requirement, aim.workflows, aim.contract)
        if requirement.class_ in aim.classes and operations and (changes is None or changes & set(operations)):
            yield requirement.id
