"""`hallmark verify`: checks a bundle offline, step by step, and answers Confirmed, Refuted or Not accepted."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.terminal.output import write_out

if TYPE_CHECKING:
    from harness.verify.terms import Policy


SEVERITY = (0, 2, 1)
"""Exit codes, the worst last."""


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", "trusted", multiple=True, metavar="[ROLE=]KEY|DIR",
              help="Public keys, perhaps for a role: supplier, force, laboratory, buyer, publisher.")  # fmt: skip
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What you ask of a bundle (YAML).",
)
@click.option("--accept", "waivers", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="A waiver that you signed; may be repeated.")  # fmt: skip
@click.option("--challenge", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="The challenge that you posed, and that it must answer.")  # fmt: skip
@click.option("--chain", "older", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="BUNDLE", help="Its predecessor, then that one's, and so on.")  # fmt: skip
@click.option("--errata", "found_wrong", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="What a publisher signed of its profiles later; may be repeated.")  # fmt: skip
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Your private key, where the evidence is covered by it (age).")  # fmt: skip
@click.option("--profile", "brought", multiple=True,
              help="A profile of another publisher (folder, or packed file with #sha256= or #key=).")  # fmt: skip
@click.option("--tsa", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PEM",
              help="Certificates of the time stamping authorities that you trust.")  # fmt: skip
@click.option("--allow-unknown-signer", is_flag=True, help="Take a signer whom --trust does not name.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Check as on this day; default today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def verify(
    bundle: Path, trusted: tuple[str, ...], policy_file: Path | None, waivers: tuple[Path, ...],
    challenge: Path | None, older: tuple[Path, ...], found_wrong: tuple[Path, ...],
    identity: Path | None, brought: tuple[str, ...], tsa: Path | None,
    allow_unknown_signer: bool, as_of: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Check BUNDLE without a network: is it genuine, whole and current, and does its verdict follow from its evidence?

    Exit codes: 0 Confirmed, 1 Refuted, 2 Not accepted, 3 unreadable.
    """
    from harness.certificate.challenge import CHALLENGE, Challenge
    from harness.certificate.waiver import given
    from harness.certificate.word import take
    from harness.cli.certifying.chaining import chained
    from harness.cli.certifying.enclosing import maker
    from harness.cli.certifying.opening import plain
    from harness.cli.certifying.trusting import authorities, errata, trust, withdrawn
    from harness.cli.terminal.collecting import seldom
    from harness.render.verification import verification_json, verification_text
    from harness.verify.answer import EXIT
    from harness.verify.check import check
    from harness.verify.terms import Terms

    keys, roles = trust(trusted)
    terms = Terms(
        today=(as_of or datetime.now(UTC)).date(),
        keys=keys,
        roles=roles,
        allow_unknown=allow_unknown_signer,
        policy=_policy(policy_file),
        waivers=tuple(given(path.read_bytes(), path.name) for path in waivers),
        challenge=take(challenge.read_bytes(), challenge.name, CHALLENGE, Challenge) if challenge else None,
        authorities=authorities(tsa),
        withdrawn=withdrawn(),
        profiles=_brought(brought),
        errata=errata(found_wrong, keys, roles),
    )
    with tempfile.TemporaryDirectory(prefix="hallmark-verify-") as folder:
        opened, laid_out = Path(folder) / "opened", Path(folder) / "laid-out"
        opened.mkdir()
        laid_out.mkdir()
        with seldom():
            checked, result = check(plain(bundle, identity, opened), terms, laid_out, maker())
        links = chained(checked, result, older, terms, Path(folder)) if older else ()
    render = verification_json if as_json else verification_text
    write_out(render(str(bundle), checked, result, links))
    raise SystemExit(max(EXIT[checked.answer], 0 if all(one.follows for one in links) else 2, key=SEVERITY.index))


def _brought(names: tuple[str, ...]) -> dict[str, str]:
    """Return the digests of profiles by name. Raises ProfileError."""
    from harness.cli.terminal.obtaining import place
    from harness.loading import load_bundle

    found = [load_bundle(place(name)).profile for name in names]
    return {profile.name: profile.digest for profile in found}


def _policy(path: Path | None) -> Policy:
    from harness.errors import DeclarationError
    from harness.fit import misfits, pointer
    from harness.verify.terms import Policy
    from harness.yamlfile import load

    if path is None:
        return Policy()
    import msgspec

    file = load(path, DeclarationError)
    wrong = misfits(file.value, Policy)
    if wrong:
        raise DeclarationError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
    return msgspec.convert(file.value, Policy)
