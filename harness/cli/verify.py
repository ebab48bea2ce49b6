"""`hallmark verify`: checks a bundle offline, step by step, and answers Confirmed, Refuted or Not accepted."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.output import write_json, write_text

if TYPE_CHECKING:
    from harness.certificate.keys import PublicKey
    from harness.verify.terms import Policy

ANSWERS = {"confirmed": "Confirmed", "refuted": "Refuted", "not_accepted": "Not accepted"}


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", "trusted", multiple=True, type=click.Path(exists=True, path_type=Path), metavar="KEY|DIR",
              help="A public key, or a folder of them; may be repeated.")  # fmt: skip
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What you ask of a bundle (YAML).",
)
@click.option("--allow-unknown-signer", is_flag=True, help="Take a signer whom --trust does not name.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Check as on this day; default today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def verify(
    bundle: Path, trusted: tuple[Path, ...], policy_file: Path | None, allow_unknown_signer: bool,
    as_of: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Check BUNDLE without a network: is it genuine, whole and current, and does its verdict follow from its evidence?

    Exit codes: 0 Confirmed, 1 Refuted, 2 Not accepted, 3 unreadable.
    """
    from harness.verify.answer import EXIT
    from harness.verify.check import check
    from harness.verify.terms import Terms

    terms = Terms(
        today=(as_of or datetime.now(UTC)).date(),
        keys=keys_of(trusted),
        allow_unknown=allow_unknown_signer,
        policy=_policy(policy_file),
    )
    with tempfile.TemporaryDirectory(prefix="hallmark-verify-") as folder:
        checked, _ = check(bundle, terms, Path(folder))
    answer = checked.answer
    if as_json:
        import msgspec

        write_json({"answer": answer.value, "exit": EXIT[answer], "steps": msgspec.to_builtins(checked.steps)})
    else:
        write_text(f"{ANSWERS[answer.value]}: {bundle}")
        for step in checked.steps:
            write_text(f"  {step.number}. {step.name:<10} {ANSWERS[step.answer.value] if step.done else 'not checked'}")
            for because in step.because:
                write_text(f"       {because.code} {because.params}")
    raise SystemExit(EXIT[answer])


def keys_of(places: tuple[Path, ...]) -> Mapping[str, PublicKey]:
    from harness.certificate.keys import key_id, read_public_file

    files = [file for place in places for file in (sorted(place.glob("*.pem")) if place.is_dir() else [place])]
    keys = [read_public_file(file) for file in files]
    return {key_id(key): key for key in keys}


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
