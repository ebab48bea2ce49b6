"""`hallmark run`: gathers evidence from the product, judges it, and reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from harness.cli.running.aiming import aimed
from harness.cli.terminal.completing import requirements_and_classes
from harness.cli.terminal.output import write_json, write_text
from harness.cli.terminal.params import STDOUT, Wanted, WantedReport

if TYPE_CHECKING:
    from harness.certificate.challenge import Challenge
    from harness.certificate.word import Word
    from harness.cli.running.assembling import Assembled


@click.command()
@aimed
@click.option("--seed", type=int, help="Repeat a run's choices; else one is drawn and printed.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True,
              help="Folder in which the run gets a folder of its own.")  # fmt: skip
@click.option("--only", multiple=True, metavar="REQ|CLASS", shell_complete=requirements_and_classes,
              help="Only this requirement or class; may be repeated.")  # fmt: skip
@click.option("--last-failed", is_flag=False, flag_value="newest", metavar="[RUN]",
              help="Only what was not met or not told in RUN; default: the run begun last.")  # fmt: skip
@click.option("--changed-since", type=click.Path(exists=True, path_type=Path), metavar="OPENAPI|RUN",
              help="Only what is tried on operations that changed since this description or run.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--resume", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="RUN",
              help="Go on with the run in this folder.")  # fmt: skip
@click.option("--report", "reports", multiple=True, type=WantedReport(),
              help="Write a report besides those of the run's folder; may be repeated. FILE may be - .")  # fmt: skip
@click.option("--challenge", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="What a buyer posed: the run takes its seed, and says that it answers it.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that fuzz at once; default: cores, at most 4.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.option("--plain", is_flag=True, help="Progress in whole lines, without a bar.")
def run(
    config: Path | None, profile: str, role: str, url: str, openapi: str, seed: int | None, out: Path,
    only: tuple[str, ...], last_failed: str | None, changed_since: Path | None, dry_run: bool, resume: Path | None,
    reports: tuple[Wanted, ...], challenge: Path | None, workers: int | None, as_json: bool, plain: bool,
) -> None:  # fmt: skip
    """Test a product: gather evidence, judge it, write the reports, exit by the verdict.

    A run that is limited to a part shows no class as a whole: it never ends with 0.
    """
    from harness.cli.running.assembling import assemble, declaration_of, environment
    from harness.cli.terminal.naming import new_run, new_seed

    if as_json and any(one.file == STDOUT for one in reports):
        raise click.UsageError("with --json standard output is one JSON object: give --report a file")
    if resume and (last_failed or changed_since):
        raise click.UsageError("a run that is resumed is limited as it was begun")
    env = environment()
    declared = declaration_of(config, profile, role, url, env, openapi)
    name = resume.name if resume else new_run()
    if resume:
        seed, only = _begun(resume)
    posed = _posed(challenge, declared.declaration.profile, seed)
    if posed is not None:
        seed = posed.said.seed
    if seed is None:
        seed = declared.declaration.seed if declared.declaration.seed is not None else new_seed()
    assembled = assemble(declared, seed, only, env, secrets=not dry_run, begun=resume)
    if last_failed or changed_since:
        assembled = _limited(assembled, last_failed, changed_since, out)
    if posed is not None:
        assembled = msgspec.structs.replace(assembled, challenge=posed.digest)
    if dry_run:
        _show_plan(assembled, as_json)
        return
    from harness.cli.terminal.progress import note

    folder = resume or out / name
    note(f"run {name}, seed {seed}, in {folder}")

    from harness.cli.running.carrying import carry_out
    from harness.cli.terminal.showing import show
    from harness.render.text import closing

    judgement, code = carry_out(assembled, folder, name, plain=plain, resume=resume is not None, workers=workers)
    report = show(judgement, "json" if as_json else "text", code, reports, config)
    note(f"reports: {folder / 'report.html'}, {folder / 'report.txt'}, {folder / 'verdict.json'}")
    for line in closing(report):
        # Last, since the table above it is longer than a terminal is high.
        note(line)
    raise SystemExit(code)


def _limited(assembled: Assembled, last_failed: str | None, changed_since: Path | None, out: Path) -> Assembled:
    """Limit a run to what failed, or to what changed; where both are asked for, to either."""
    from harness.cli.running.rerun import changed, failed, limited

    chosen = failed(last_failed, out, assembled) if last_failed else ()
    return limited(assembled, (*chosen, *(changed(changed_since, assembled) if changed_since else ())))


def _posed(challenge: Path | None, profile: str | tuple[str, ...], seed: int | None) -> Word[Challenge] | None:
    """Return the challenge that the run answers. Raises DeclarationError where the run file is of something else."""
    if challenge is None:
        return None
    from harness.certificate.challenge import CHALLENGE, Challenge
    from harness.certificate.word import take
    from harness.errors import DeclarationError
    from harness.loading import find, profile_digest

    posed = take(challenge.read_bytes(), challenge.name, CHALLENGE, Challenge)
    said = posed.said
    folders = [find(name) for name in ((profile,) if isinstance(profile, str) else profile)]
    if find(said.profile) not in folders or profile_digest(find(said.profile)) != said.profile_digest:
        hint = "Name that profile in the run file, and use the version of Hallmark that the buyer has."
        raise DeclarationError(f"the challenge is of {said.profile}, and this run is not", where="profile", hint=hint)
    if seed is not None and seed != said.seed:
        raise DeclarationError(f"the challenge asks for the seed {said.seed}", where="--seed")
    return posed


def _begun(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Return the seed and the limits that the run was begun with."""
    from harness import archive

    context = archive.replay(folder).context
    return context.seed, context.subjects[0].only


def _show_plan(assembled: Assembled, as_json: bool) -> None:
    from harness.cli.running.acting import STIMULUS, acts

    plan = assembled.plan
    if as_json:
        value = {
            "seed": plan.seed,
            "partitions": [
                {"name": p.name, "requests": p.estimate, "requirements": p.requirements} for p in plan.partitions
            ],
            "left_out": plan.left_out,
            "unavailable": plan.unavailable,
        }
        write_json(value)
        return
    for part in plan.partitions:
        what = "calls" if part.kind == STIMULUS else "requests"
        write_text(f"{part.name:<52} about {part.estimate:>4} {what}  {', '.join(part.requirements)}")
    for left, why in plan.left_out.items():
        write_text(f"not tried: {left} ({why}: {plan.unavailable.get(why, '')})")
    what = "calls of the product" if all(p.kind == STIMULUS for p in plan.partitions) else "requests"
    write_text(f"about {sum(p.estimate for p in plan.partitions)} {what} in all; nothing was sent")
    for line in acts(plan, assembled.declaration.stimuli):
        write_text(line)
