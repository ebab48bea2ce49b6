"""`hallmark gate`: says whether a release may go, by comparing its run with the last accepted one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harness.gate.snapshot import Snapshot


@click.command()
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@click.option("--baseline", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The last accepted run, as --update-baseline wrote it.")  # fmt: skip
@click.option("--update-baseline", is_flag=True, help="Write the baseline anew from RUN, if the release may go.")
@click.option("--rerun", type=click.Path(exists=True, path_type=Path), metavar="RUN",
              help="A repetition of what failed: what passes in it is a flake.")  # fmt: skip
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path),
              help="Run file with the policy under `gate`; default hallmark.yaml, if it is there.")  # fmt: skip
@click.option("--on", metavar="YYYY-MM-DD", help="Hold known deviations against this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def gate(
    run: Path, baseline: Path, update_baseline: bool, rerun: Path | None, config: Path | None, on: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Compare RUN, a sealed file or the folder of a run, with the last accepted run.

    Exit codes: 0 may go, 1 stopped, 2 cannot be said, 3 could not run, 4 a fault of Hallmark.
    """
    from harness.cli.checking.snapshots import snapshot_of
    from harness.cli.terminal.output import write_out
    from harness.gate.about_requirements import settled
    from harness.gate.baseline import read, write
    from harness.gate.standing import Decision, stand
    from harness.render.standing import standing_json, standing_text
    from harness.runfile import load_gate

    policy = load_gate(config)
    first = update_baseline and not baseline.exists()
    before = None if first else read(baseline)
    after = snapshot_of(run)
    again = _maybe(rerun)
    standing = stand(after, before, policy, _day(on), again)
    written = update_baseline and standing.decision is Decision.GO
    if written:
        baseline.write_bytes(write(settled(after, again)))
    notes = _notes(baseline, update_baseline, written)
    write_out(standing_json(standing, notes) if as_json else standing_text(standing, notes))
    raise SystemExit(standing.exit_code)


def _maybe(run: Path | None) -> Snapshot | None:
    from harness.cli.checking.snapshots import snapshot_of

    return snapshot_of(run) if run is not None else None


def _day(on: str | None) -> str:
    from datetime import UTC, datetime

    from harness.days import day

    if on is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return day(on).isoformat()
    except ValueError:
        raise click.BadParameter(f"{on!r} is no date; write it as 2027-03-31.", param_hint="--on") from None


def _notes(baseline: Path, wanted: bool, written: bool) -> tuple[str, ...]:
    if written:
        return (f"wrote {baseline}: this run is the baseline now",)
    return (f"left {baseline} as it is: only a run that may go becomes the baseline",) if wanted else ()
