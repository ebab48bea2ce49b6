"""`hallmark mock`: serves a partner system on the loopback address, perfect or with planted defects."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from harness.cli.terminal.completing import partners
from harness.cli.terminal.mocks import mocks
from harness.cli.terminal.output import write_json, write_text

if TYPE_CHECKING:
    from harness.partner.host import Running


@click.command()
@click.argument("name", required=False, shell_complete=partners)
@click.argument("more", nargs=-1, shell_complete=partners)
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--defect", "defects", multiple=True, metavar="NAME", help="Plant this defect; may be given several times."
)
@click.option("--list-defects", is_flag=True, help="List the defects that can be planted, and stop.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:OPERATION[:CALLS]]",
    help="Play this fault, on the third call for instance: gone:createIncident:3. May be given several times.",
)
@click.option("--list-faults", is_flag=True, help="List the faults that can be played, and stop.")
@click.option("--json", "as_json", is_flag=True, help="With --list-defects or --list-faults: print JSON.")
@click.option(
    "--write-config", type=click.Path(dir_okay=False, path_type=Path), help="Write a hallmark.yaml that tests it."
)
@click.option(
    "--tls",
    metavar="DIR|auto",
    help="Serve https, with throw-away certificates in DIR (auto: a folder of its own); beside it, http is refused.",
)
@click.option("--mutual", is_flag=True, help="With --tls: ask clients for certificates, which are written too.")
@click.option("--state", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Keep what it is told in DIR, and its authority's keys and secret.")  # fmt: skip
@click.option("--trust", default="", metavar="ISSUER", help="Take the tokens of this authority instead of its own.")
@click.option("--trust-state", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="With --trust and --write-config: the folder in which that authority keeps its keys.")  # fmt: skip
@click.option("--trust-ca", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="With --trust: the certificate (PEM) that vouches for that authority's host.")  # fmt: skip
@click.option("--record", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Keep every call as evidence in DIR before it is answered, for `hallmark judge`.")  # fmt: skip
def mock(
    name: str | None,
    more: tuple[str, ...],
    port: int,
    defects: tuple[str, ...],
    list_defects: bool,
    faults: tuple[str, ...],
    list_faults: bool,
    as_json: bool,
    write_config: Path | None,
    tls: str | None,
    mutual: bool,
    state: Path | None,
    trust: str,
    trust_state: Path | None,
    trust_ca: Path | None,
    record: Path | None,
) -> None:
    """Serve the partner NAME until interrupted; without NAME, list those that are here.

    Several are served at once on ports that follow on each other. Where `authority` is among them, the others take its
    tokens. A fault or defect then says whose it is: authority:keys-down, PARTNER:NAME[:OPERATION[:CALLS]].

    `hallmark mock lint [NAME ...]` checks a partner's files, or those of all, and serves nothing.
    """
    if name is None:
        write_text("\n".join(mocks()))
        return
    if name == "lint":
        from harness.cli.partners.mock_lint import mock_lint

        mock_lint(more)
        return
    if more and (list_defects or list_faults or write_config or trust):
        raise click.UsageError("--list-defects, --list-faults, --write-config and --trust are for one partner alone")
    if mutual and tls is None:
        raise click.UsageError("--mutual goes with --tls")
    if more:
        from harness.cli.partners.mock_several import Wanted, serve_several

        with _folder(tls) as folder:
            serve_several((name, *more), Wanted(defects, faults, record), port, folder, mutual, state, _say)
        return
    if list_faults:
        _list_faults(name, as_json)
        return
    if list_defects:
        _list(name, as_json)
        return
    trusts = Trusting(trust, trust_state, trust_ca)
    with _folder(tls) as folder:
        _serve_one(name, port, (defects, faults), folder, mutual, state, trusts, record, write_config)


class Trusting(NamedTuple):
    """Whose tokens a partner takes, where they are not its own."""

    issuer: str
    """Empty: its own."""
    state: Path | None
    ca: Path | None


def _serve_one(
    name: str,
    port: int,
    bad: tuple[tuple[str, ...], tuple[str, ...]],
    tls: Path | None,
    mutual: bool,
    state: Path | None,
    trusting: Trusting,
    record: Path | None,
    write_config: Path | None,
) -> None:
    """Serve one partner until interrupted; `bad` are its defects and its faults."""
    from harness.cli.partners.registering import registering
    from harness.partner.config import write_config as write
    from harness.partner.faults.file import chosen_of
    from harness.partner.host import serve
    from harness.partner.opening import elsewhere
    from harness.partner.outgoing import unkept
    from harness.partner.recording import settled
    from harness.partner.script import read

    def ready(running: Running) -> None:
        if kept is not None:
            kept.begin([running])
        if write_config is not None:
            write(write_config, running)
            click.echo(f"wrote {write_config}; now: hallmark run -c {write_config}", err=True)
        _say(running, state)

    trusts = elsewhere(trusting.issuer, trusting.ca) if trusting.issuer else None
    with registering(record, [name]) as kept:
        desk = kept.desk(str(read(name).data["name"])) if kept is not None else None
        keep, settle, begins = (desk.hold, desk.settle, desk.begins) if desk is not None else (None, settled, unkept)
        serve(
            name, port, bad[0], ready, tls=tls, mutual=mutual, keep=keep, settle=settle, begins=begins,
            shakes=desk.shakes if desk is not None else None, faults=chosen_of(name, bad[1]), state=state,
            trusts=trusts, trust_state=trusting.state,
        )  # fmt: skip


def _say(running: Running, state: Path | None) -> None:
    """Say where a partner is, and what a product has to be told."""
    if running.certificates is not None:
        click.echo(f"its authority's certificate is {running.certificates.ca}", err=True)
    if state is not None and running.token_url:
        click.echo(f"the secret of its clients is in {state / 'secret'}", err=True)
    click.echo(f"{running.script.name} listens on {running.url}", err=True)


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


def _list_faults(name: str, as_json: bool) -> None:
    import msgspec

    from harness.partner.faults.file import list_faults
    from harness.partner.faults.table import FAULTS
    from harness.partner.script import read

    found = list_faults(read(name))
    if as_json:
        write_json({"mock": name, "faults": [msgspec.to_builtins(one) for one in found.values()], "kinds": [*FAULTS]})
        return
    for one in found.values():
        write_text(f"{one.name:<28} {', '.join(one.on)} {one.calls:<4} {one.says}")
    write_text(f"by kind: {', '.join(FAULTS)}")
