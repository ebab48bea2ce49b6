"""`hallmark relay`: stands between two products as a recording relay, and judges both from one evidence file."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from harness.cli.terminal.completing import profiles
from harness.cli.terminal.params import Described, Named

if TYPE_CHECKING:
    from harness.auth import Certificate
    from harness.evidence import Product
    from harness.gather.relay.between import Side
    from harness.judgement import Judgement
    from harness.loading import Bundle
    from harness.partner.certificates import Certificates
    from harness.partner.faults.choosing import Chosen


@click.command()
@click.option("--between", "calling", type=Named(url=True), metavar="A=URL",
              help="The product that calls, and where it takes calls back.")  # fmt: skip
@click.option("--and", "serving", type=Named(url=True), metavar="B=URL",
              help="The product that is called, and where its interface begins.")  # fmt: skip
@click.option("--profile", default="incident-transfer@1.0", show_default=True, shell_complete=profiles,
              help="Profile (id@version or folder) that both are judged by.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True,
              help="Folder in which the run gets a folder of its own.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True,
              help="Where A finds B; 0 takes a free one.")  # fmt: skip
@click.option("--back-port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Where B finds A.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--host", default="", help="Name under which the products find this machine; default: the address.")
@click.option("--tls", metavar="DIR|auto",
              help="Listen with https, with throw-away certificates in DIR (auto: a folder of its own).")  # fmt: skip
@click.option("--cert", type=click.Path(path_type=Path), metavar="FILE", help="Listen with https, with your own (PEM).")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="The key of --cert.")
@click.option("--ca", default="", metavar="FILE", help="Authorities to trust over there, instead of this machine's.")
@click.option("--client-cert", "certs", type=Named(), multiple=True, metavar="NAME=FILE",
              help="Show this certificate (PEM) to the product of that name, A or B; may be repeated.")  # fmt: skip
@click.option("--client-key", "keys", type=Named(), multiple=True, metavar="NAME=FILE",
              help="The key of the --client-cert of that name.")  # fmt: skip
@click.option("--fault", "faults", multiple=True, metavar="NAME[:OPERATION[:CALLS]]",
              help="Play this fault on calls of B, on the first for instance: lost-acknowledgement:createIncident:1."
                   " May be repeated.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True,
              help="Seconds that an answer may take.")  # fmt: skip
@click.option("--max-content", "most", type=click.IntRange(1, 20), default=8, show_default=True, metavar="MIB",
              help="Content of a message that is passed on, in MiB; more is refused as the relay's own.")  # fmt: skip
@click.option("--fixture", "fixtures", type=Named(), multiple=True, metavar="NAME=VALUE",
              help="What exists over there, such as known_agency=GB-FRS-X02; may be repeated.")  # fmt: skip
@click.option("--product-a", type=Described(), metavar="PRODUCT",
              help="Which product A is, for the report: NAME,VERSION,SUPPLIER, or its run file.")  # fmt: skip
@click.option("--product-b", type=Described(), metavar="PRODUCT", help="The same of B.")
@click.option("--for", "seconds", type=click.FloatRange(0, min_open=True), metavar="SECONDS", help="End after so long.")
@click.option("--until-quiet", "quiet", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help="End when nothing was said for so long after the first call.")  # fmt: skip
@click.option("--command", default="", metavar="CMD",
              help="Run this, which makes A act, without a shell; end when it has ended and all is quiet.")  # fmt: skip
@click.option("--self-test", is_flag=True,
              help="Relay between the reference sender and the reference receiver. Exit 0 where all is shown that a"
                   " relay can show of the sender, and something of the receiver, and neither is blamed; otherwise 4."
                   " The verdict itself is inconclusive: a relay cannot show everything.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def relay(
    calling: tuple[str, str] | None, serving: tuple[str, str] | None, profile: str, out: Path, port: int,
    back_port: int, address: str, host: str, tls: str | None, cert: Path | None, key: Path | None, ca: str,
    certs: tuple[tuple[str, str], ...], keys: tuple[tuple[str, str], ...], faults: tuple[str, ...],
    timeout: float, most: int, fixtures: tuple[tuple[str, str], ...], product_a: Product | None,
    product_b: Product | None,
    seconds: float | None, quiet: float | None, command: str, self_test: bool, as_json: bool,
) -> None:  # fmt: skip
    """Pass on what two products say to each other, keep it, and judge each of them in its role.

    Each is told the relay's address instead of the other's. Without --for, --until-quiet or --command it goes on until
    it is interrupted. The exit code is the worse of the two verdicts; that of --self-test has a meaning of its own.
    """
    if self_test:
        _test_itself(out, as_json)
    if calling is None or serving is None:
        raise click.UsageError("between whom? Give --between A=URL and --and B=URL")
    from harness.cli.running.assembling import platform_name
    from harness.cli.terminal.naming import new_run
    from harness.cli.terminal.progress import note
    from harness.gather.relay.ending import Terms
    from harness.gather.relay.roles import roles_of
    from harness.gather.relay.run import RelayOrders, found_at
    from harness.gather.relay.run import relay as carry
    from harness.judgement import judge

    _check(calling[0], serving[0])
    bundle, shown = _bundle(profile), _shown_to((calling[0], serving[0]), dict(certs), dict(keys))
    roles = roles_of(bundle.profile)
    chosen = _chosen(bundle, roles.calls, faults)
    name = new_run()

    def ready(sides: tuple[Side, Side]) -> None:
        for one, other in (sides, sides[::-1]):
            note(f"tell {one.name} that {other.name} is at {found_at(other)}")
        for one in sides:
            note(f"absolute URLs that {one.name} sends are rewritten: {one.shown.own} becomes {one.shown.shown}")

    if warning := _warning(address, host):
        note(warning)
    with _certificates(tls, cert, key) as certificates:
        if certificates is not None and tls:
            note(f"its authority's certificate is {certificates.ca}")
        note(f"run {name}, in {out / name}")
        if product_a is None or product_b is None:
            note("the report does not say which products these are: --product-a and --product-b do")
        path = carry(
            RelayOrders(
                sides=(calling, serving),
                products=(product_a, product_b),
                bundle=bundle,
                roles=roles,
                folder=out / name,
                run=name,
                terms=Terms(seconds=seconds or 0.0, quiet=quiet or 0.0, command=tuple(shlex.split(command))),
                address=address,
                host=host,
                ports=(back_port, port),
                certificates=certificates,
                ca=ca,
                shown=shown,
                faults=chosen,
                timeout=timeout,
                most=most << 20,
                fixtures=dict(fixtures),
                ready=ready,
                platform=platform_name(),
            )
        )
    judgement = judge(path)
    _shown(judgement, out / name, as_json)
    raise SystemExit(judgement.exit_code)


def _test_itself(out: Path, as_json: bool) -> NoReturn:
    """Relay between two products that are perfect, and say in words what came of it."""
    from harness.cli.partners.selftest import LISTENED, shortcomings, talked, well
    from harness.cli.terminal.naming import new_run
    from harness.cli.terminal.progress import note

    name = new_run()
    judgement = talked(out / name, quiet=LISTENED, run=name)
    _shown(judgement, out / name, as_json)
    wrong = tuple(shortcomings(judgement))
    for line in (*wrong, "the self-test failed: exit 4") if wrong else (well(judgement),):
        note(line)
    raise SystemExit(4 if wrong else 0)


def _shown(judgement: Judgement, folder: Path, as_json: bool) -> None:
    from harness.cli.running.carrying import write_reports
    from harness.cli.terminal.progress import note
    from harness.cli.terminal.showing import report_of, show

    write_reports(report_of(judgement), folder)
    show(judgement, "json" if as_json else "text")
    note(f"reports: {folder / 'report.html'}, {folder / 'report.txt'}, {folder / 'verdict.json'}")


def _check(one: str, other: str) -> None:
    from harness.evidence import HALLMARK, PRODUCT, RELAY, TOKEN_SERVER, WITHOUT_TLS

    if one == other:
        raise click.UsageError(f"the two products need two names, and both are called {one!r}")
    taken = {one, other} & {HALLMARK, PRODUCT, RELAY, TOKEN_SERVER, WITHOUT_TLS}
    if taken:
        raise click.UsageError(f"a product cannot be called {taken.pop()!r} here: evidence has another meaning for it")


def _shown_to(names: tuple[str, str], certs: dict[str, str], keys: dict[str, str]) -> dict[str, Certificate]:
    """Return the certificate that is shown to each product."""
    from harness.auth import Certificate

    if strange := sorted({*certs, *keys} - {*names}):
        raise click.UsageError(f"no product here is called {strange[0]!r}: there are {names[0]!r} and {names[1]!r}")
    if alone := sorted({*certs} ^ {*keys}):
        raise click.UsageError(f"give --client-cert and --client-key of {alone[0]!r} together")
    return {name: Certificate(client_cert=certs[name], client_key=keys[name]) for name in certs}


def _chosen(bundle: Bundle, role: str, faults: tuple[str, ...]) -> tuple[Chosen, ...]:
    """Return the faults that are asked for: those that the role's partner knows by name, or of the table."""
    from harness.partner.faults.file import chosen_of

    return chosen_of(bundle.profile.partner_of(role), faults) if faults else ()


def _bundle(profile: str) -> Bundle:
    from harness.cli.terminal.obtaining import place
    from harness.judgement import check
    from harness.loading import load_bundle

    bundle = load_bundle(place(profile))
    check(bundle)
    return bundle


def _warning(address: str, host: str) -> str:
    """Return what whoever listens beyond this machine is told."""
    from harness.loopback import is_loopback

    if address in ("0.0.0.0", "::") and not host:
        raise click.UsageError(f"listening on {address} needs --host: the name under which the products find us")

    if is_loopback(f"http://[{address}]" if ":" in address else f"http://{address}"):
        return ""
    return f"the relay listens on {address}: whoever reaches this machine can call both products through it"


@contextmanager
def _certificates(tls: str | None, cert: Path | None, key: Path | None) -> Iterator[Certificates | None]:
    """What the listeners speak TLS with. Raises MockError for files that cannot be used, before anything starts."""
    import time

    from harness.partner.certificates import own_certificates, write_certificates

    if bool(cert) != bool(key) or (cert and tls):
        raise click.UsageError("give either --tls, or --cert and --key together")
    if not tls and cert is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="hallmark-relay-") as folder:
        if cert is not None and key is not None:
            yield own_certificates(cert, key, None, Path(folder), time.time())
        else:
            place = Path(folder) if tls == "auto" else Path(str(tls)).absolute()
            yield write_certificates(place, "good", (), time.time())
