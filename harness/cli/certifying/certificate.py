"""`hallmark certificate`: writes the certificate of a confirmed bundle as a PDF of one or two pages."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.terminal.output import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.certificate.keys import PublicKey
    from harness.judgement import Judgement
    from harness.render.certificate import Certified
    from harness.verify.bundle import Opened


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", "trusted", multiple=True, metavar="[ROLE=]KEY|DIR",
              help="Public keys, perhaps for one role: supplier, force, laboratory.")  # fmt: skip
@click.option("--allow-unknown-signer", is_flag=True, help="Take a signer whom --trust does not name.")
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Your private key, where the evidence is covered by it (age).")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Check as on this day; default today.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
def certificate(
    bundle: Path, trusted: tuple[str, ...], allow_unknown_signer: bool, identity: Path | None, as_of: datetime | None,
    out: Path,
) -> None:  # fmt: skip
    """Write the certificate of BUNDLE on paper, if it is confirmed; else say why not, and end as verifying does.

    BUNDLE may be one of its volumes, the others beside it.
    """
    from harness.cli.certifying.enclosing import maker
    from harness.cli.certifying.opening import name_of, plain
    from harness.cli.certifying.trusting import errata, trust, withdrawn
    from harness.render.certificate import render
    from harness.verify.answer import EXIT, Answer
    from harness.verify.check import check
    from harness.verify.terms import Terms

    day = (as_of or datetime.now(UTC)).date()
    keys, roles = trust(trusted)
    terms = Terms(
        today=day, keys=keys, roles=roles, allow_unknown=allow_unknown_signer, withdrawn=withdrawn(), errata=errata()
    )
    with tempfile.TemporaryDirectory(prefix="hallmark-certificate-") as folder:
        opened, laid_out = Path(folder) / "opened", Path(folder) / "laid-out"
        opened.mkdir()
        laid_out.mkdir()
        whole = plain(bundle, identity, opened)
        checked, result = check(whole, terms, laid_out, maker())
        if checked.answer is not Answer.CONFIRMED:
            click.echo(f"no paper is written: {bundle} is not confirmed; hallmark verify says why", err=True)
            raise SystemExit(EXIT[checked.answer])
        assert result.judgement is not None
        assert result.certificate is not None
        out.write_bytes(render(_certified(whole, name_of(bundle), result.judgement, result.certificate, keys)))
    write_text(f"wrote {out}")


def _certified(
    bundle: Path, name: str, judgement: Judgement, opened: Opened, keys: Mapping[str, PublicKey]
) -> Certified:
    import msgspec

    from harness.certificate.envelope import signers
    from harness.cli.terminal.showing import report_of
    from harness.render.certificate import Certified
    from harness.render.words import words

    with bundle.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    # Who cannot be checked is shown for what it is: anybody can write the name of a key.
    checked = signers(opened.payload, opened.signatures, keys)
    unchecked = tuple(f"{name} ({words()('paper.unchecked')})" for name, _ in opened.signatures)
    return Certified(
        report=msgspec.structs.replace(report_of(judgement), out="", evidence="evidence.jsonl.gz"),
        predicate=opened.statement["predicate"],
        digest=digest,
        keys=checked or unchecked,
        file=name,
    )
