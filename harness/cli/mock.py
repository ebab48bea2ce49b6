"""`hallmark mock`: serves a partner system on the loopback address, perfect or with planted defects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.mocks import mocks
from harness.cli.output import write_json, write_text

if TYPE_CHECKING:
    from harness.partner.host import Running


@click.command()
@click.argument("name", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--defect", "defects", multiple=True, metavar="NAME", help="Plant this defect; may be given several times."
)
@click.option("--list-defects", is_flag=True, help="List the defects that can be planted, and stop.")
@click.option("--json", "as_json", is_flag=True, help="With --list-defects: print JSON.")
@click.option(
    "--write-config", type=click.Path(dir_okay=False, path_type=Path), help="Write a hallmark.yaml that tests it."
)
def mock(
    name: str | None, port: int, defects: tuple[str, ...], list_defects: bool, as_json: bool, write_config: Path | None
) -> None:
    """Serve the partner NAME until interrupted; without NAME, list those that are here."""
    if name is None:
        write_text("\n".join(mocks()))
        return
    if list_defects:
        _list(name, as_json)
        return
    from harness.partner.config import write_config as write
    from harness.partner.host import serve

    def ready(running: Running) -> None:
        if write_config is not None:
            write(write_config, running)
            click.echo(f"wrote {write_config}; now: hallmark run -c {write_config}", err=True)
        click.echo(f"{name} listens on {running.url}", err=True)

    serve(name, port, defects, ready)


def _list(name: str, as_json: bool) -> None:
    from harness.partner.defects import list_defects

    found = list_defects(name)
    if as_json:
        plain = [{"name": d.name, "says": d.says, "kills": d.kills, "also": d.also} for d in found]
        write_json({"mock": name, "defects": plain})
        return
    for defect in found:
        write_text(f"{defect.name:<28} {', '.join(defect.kills):<8}  {defect.says}")
