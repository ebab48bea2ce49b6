"""`hallmark diff`: shows how two runs differ, requirement by requirement."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("before", type=click.Path(exists=True, path_type=Path))
@click.argument("after", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Show what is different in AFTER against BEFORE; each is a run, its sealed file, or a baseline.

    Exit 0 whatever the difference: `hallmark gate` decides.
    """
    from harness.cli.checking.snapshots import either
    from harness.cli.terminal.output import write_out
    from harness.gate.compare import differences
    from harness.gate.coverage import lost
    from harness.render.standing import difference_json, difference_text

    then, now = either(before), either(after)
    show = difference_json if as_json else difference_text
    write_out(show(then, now, differences(then, now), lost(then, now)))
