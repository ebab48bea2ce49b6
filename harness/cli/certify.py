"""`hallmark certify`: issues a signed bundle from a run, or says by which rule none is issued."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.output import write_json, write_text

if TYPE_CHECKING:
    from harness.judgement import Judgement

FRESH_DAYS = 90
REPORTS = {"html": "report.html", "text": "report.txt", "json": "result.json"}


@click.command()
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@click.option("--key", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Private key in PEM form; its passphrase in HALLMARK_KEY_PASSPHRASE.")  # fmt: skip
@click.option("--issuer", required=True, help="Who issues the certificate.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The bundle; default bundle.zip.")
@click.option("--days", default=FRESH_DAYS, show_default=True, help="For how many days it is valid.")
@click.option("-c", "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Run file, whose secrets must not be in the bundle; default hallmark.yaml.")  # fmt: skip
@click.option("--clear", "clears", multiple=True, metavar="PLACE",
              help="What was found there is neither secret nor somebody's; may be repeated.")  # fmt: skip
@click.option("--by", default="", metavar="NAME", help="Who answers for each --clear.")
@click.option("--reason", default="", metavar="TEXT", help="Why it may leave.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def certify(
    run: Path, key: Path, issuer: str, out: Path | None, days: int, config: Path | None,
    clears: tuple[str, ...], by: str, reason: str, as_json: bool,
) -> None:  # fmt: skip
    """Issue a certificate of RUN, the folder of a run or its sealed evidence, as one file that anyone can check.

    Everything that the bundle would hold is looked through for secrets, keys, tokens and what looks like somebody's;
    where something is found, none is issued.
    """
    import os

    from harness.certificate.issue import issue
    from harness.certificate.keys import read_private
    from harness.certificate.leaving import Clear
    from harness.certificate.statement import Issue
    from harness.judgement import judge

    passphrase = os.environ.get("HALLMARK_KEY_PASSPHRASE", "").encode()
    from harness.cli.declaring import secrets_in

    secrets, answered = secrets_in(config), tuple(Clear(place, by, reason) for place in clears)
    signer = read_private(key.read_bytes(), str(key), passphrase)
    judgement = judge(run)
    today = _today()
    terms = Issue(
        issuer=issuer,
        issued=today.isoformat(),
        expires=(today + timedelta(days=days)).isoformat(),
        witness=judgement.evidence.context.witness,
    )
    path = out or (run if run.is_dir() else run.parent) / "bundle.zip"
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as target:
            issue(judgement, terms, signer, _reports(judgement), _withdrawn(), target, secrets, answered)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if as_json:
        write_json({"bundle": str(path), "verdict": judgement.decision.value, "expires": terms.expires})
    else:
        write_text(f"{path}: {judgement.decision.value}, valid until {terms.expires}")


def _reports(judgement: Judgement) -> dict[str, bytes]:
    """Return the reports that go along; paths of this machine do not."""
    import msgspec

    from harness.cli.showing import report_of
    from harness.render import RENDERERS

    report = msgspec.structs.replace(report_of(judgement), out="", evidence="evidence.jsonl.gz")
    return {file: RENDERERS[form](report) for form, file in REPORTS.items()}


def _withdrawn() -> dict[str, str]:
    from harness.content import root
    from harness.errors import ProfileError
    from harness.yamlfile import load

    value = load(root("profiles") / "_withdrawn.yaml", ProfileError).value
    return {str(name): str(why) for name, why in (value or {}).items()}


def _today() -> date:
    return datetime.now(UTC).date()
