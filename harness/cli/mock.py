"""`hallmark mock`: serves a partner system on the loopback address, perfect or with planted defects."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.completing import partners
from harness.cli.mocks import mocks
from harness.cli.output import write_json, write_text

if TYPE_CHECKING:
    from harness.partner.host import Running


@click.command()
@click.argument("name", required=False, shell_complete=partners)
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--defect", "defects", multiple=True, metavar="NAME", help="Plant this defect; may be given several times."
)
@click.option("--list-defects", is_flag=True, help="List the defects that can be planted, and stop.")
@click.option("--json", "as_json", is_flag=True, help="With --list-defects: print JSON.")
@click.option(
    "--write-config", type=click.Path(dir_okay=False, path_type=Path), help="Write a hallmark.yaml that tests it."
)
@click.option(
    "--tls",
    metavar="DIR|auto",
    help="Serve https, with throw-away certificates in DIR (auto: a folder of its own); beside it, http is refused.",
)
@click.option("--mutual", is_flag=True, help="With --tls: ask clients for certificates, which are written too.")
@click.option("--record", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Keep every call as evidence in DIR before it is answered, for `hallmark judge`.")  # fmt: skip
def mock(
    name: str | None,
    port: int,
    defects: tuple[str, ...],
    list_defects: bool,
    as_json: bool,
    write_config: Path | None,
    tls: str | None,
    mutual: bool,
    record: Path | None,
) -> None:
    """Serve the partner NAME until interrupted; without NAME, list those that are here."""
    if name is None:
        write_text("\n".join(mocks()))
        return
    if list_defects:
        _list(name, as_json)
        return
    from harness.cli.registering import registering
    from harness.partner.config import write_config as write
    from harness.partner.host import serve

    if mutual and tls is None:
        raise click.UsageError("--mutual goes with --tls")

    def ready(running: Running) -> None:
        if kept is not None:
            kept.begin(running)
        if write_config is not None:
            write(write_config, running)
            click.echo(f"wrote {write_config}; now: hallmark run -c {write_config}", err=True)
        if running.certificates is not None:
            click.echo(f"its authority's certificate is {running.certificates.ca}", err=True)
        click.echo(f"{name} listens on {running.url}", err=True)

    with _folder(tls) as folder, registering(record, name) as kept:
        keep = kept.register.keep if kept is not None else None
        serve(name, port, defects, ready, tls=folder, mutual=mutual, keep=keep)


@contextmanager
def _folder(tls: str | None) -> Iterator[Path | None]:
    """The folder that certificates are written into; one of its own lives as long as the partner."""
    if tls == "auto":
        with tempfile.TemporaryDirectory(prefix="hallmark-mock-") as folder:
            yield Path(folder)
    else:
        yield Path(tls).absolute() if tls else None


def _list(name: str, as_json: bool) -> None:
    from harness.partner.defects import list_defects

    found = list_defects(name)
    if as_json:
        plain = [{"name": d.name, "says": d.says, "kills": d.kills, "also": d.also} for d in found]
        write_json({"mock": name, "defects": plain})
        return
    for defect in found:
        write_text(f"{defect.name:<28} {', '.join(defect.kills):<8}  {defect.says}")
