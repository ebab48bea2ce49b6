"""`hallmark pki`: writes a throw-away world of certificates, good and bad, for a product and its partners."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.terminal.output import write_json, write_text


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", "names", multiple=True, metavar="HOST", default=("localhost", "127.0.0.1", "::1"),
              show_default=True, help="Host name or address of the server; may be given several times.")  # fmt: skip
@click.option("--client", "clients", multiple=True, metavar="NAME", default=("product",), show_default=True,
              help="A client that gets a certificate; may be given several times.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How long they hold.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def pki(folder: Path, names: tuple[str, ...], clients: tuple[str, ...], days: int, as_json: bool) -> None:
    """Write an authority, certificates for a server and clients, bad ones of each kind, and a revocation list.

    They are for tests: the authority's key is kept nowhere, so nobody can sign anything else in its name.
    """
    import time

    from harness.partner.pki import write_world

    world = write_world(folder, names, clients, time.time(), days)
    if as_json:
        pairs = {
            kind: {name: {"certificate": str(pair.certificate), "key": str(pair.key)} for name, pair in made.items()}
            for kind, made in (("servers", world.servers), ("clients", world.clients))
        }
        write_json({"ca": str(world.ca), "crl": str(world.crl), **pairs})
        return
    write_text(f"trust {world.ca}; what it has revoked is in {world.crl}")
    for kind, made in (("server", world.servers), ("client", world.clients)):
        for name, pair in made.items():
            write_text(f"{kind} {name:<16} {pair.certificate}")
