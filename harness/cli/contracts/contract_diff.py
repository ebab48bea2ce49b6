"""`hallmark contract diff`: what changed between two versions of an API description, and what that puts at risk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.terminal.completing import profiles

if TYPE_CHECKING:
    from harness.contract import Contract
    from harness.contract.changes import Change
    from harness.gate.atrisk import Risk


@click.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--profile",
    default="",
    shell_complete=profiles,
    help="Name the requirements of this profile (id@version or folder) at risk.",
)
@click.option("--role", default="", help="Role that the product takes; default: the first that can be tested.")
@click.option("--run", type=click.Path(exists=True, path_type=Path),
              help="Name only what this run showed as met, and what its evidence cites.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def diff(old: Path, new: Path, profile: str, role: str, run: Path | None, as_json: bool) -> None:
    """Compare two versions of a product's OpenAPI description, OLD and NEW.

    Exit codes: 0 nothing may break a partner, 1 something may, 3 could not compare.
    """
    from harness.cli.terminal.output import write_out
    from harness.contract import compile_contract
    from harness.contract.changes import changes
    from harness.render.changes import changes_json, changes_text

    if profile and run is not None:
        raise click.UsageError("the run names its profile: give --run or --profile")
    before, after = compile_contract(old), compile_contract(new)
    found = changes(before, after)
    risks, against = _of_run(found, before, run) if run is not None else _of_profile(found, before, profile, role)
    write_out((changes_json if as_json else changes_text)(found, risks, against))
    raise SystemExit(1 if any(change.breaking for change in found) else 0)


def _of_profile(found: tuple[Change, ...], before: Contract, name: str, role: str) -> tuple[tuple[Risk, ...], str]:
    if not name:
        return (), ""
    from harness.cli.terminal.obtaining import place
    from harness.errors import ProfileError
    from harness.gate.atrisk import at_risk
    from harness.loading import load_bundle

    bundle = load_bundle(place(name))
    contract = before if bundle.of_subject else bundle.contract
    profile = bundle.profile
    roles = [one.id for one in profile.roles if profile.testable_classes(one.id)]
    chosen = role or next(iter(roles), "")
    if chosen not in roles:
        told = f"{profile.name} can test nothing in the role {chosen!r}"
        raise ProfileError(told, hint=f"Roles that can be tested: {', '.join(roles) or 'none'}.")
    return at_risk(found, before, profile, chosen, bundle.workflows, contract), f"{profile.name}, role {chosen}"


def _of_run(found: tuple[Change, ...], before: Contract, run: Path) -> tuple[tuple[Risk, ...], str]:
    from harness.gate.atrisk import at_risk, certified
    from harness.judgement import judge

    judgement, risks = judge(run), list["Risk"]()
    for j in judgement.judged:
        bundle = j.bundle
        shown = certified(j.verdict, judgement.evidence.observations, bundle.contract, j.subject)
        risks += at_risk(found, before, bundle.profile, j.subject.role, bundle.workflows, bundle.contract, shown)
    names = ", ".join(f"{j.verdict.profile}, role {j.verdict.role}" for j in judgement.judged)
    return tuple(risks), f"{names}, as met in run {judgement.evidence.context.run}"
