"""`hallmark certify`: issues a signed bundle from a run, or says by which rule none is issued."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.output import write_json, write_text

FRESH_DAYS = 90


@click.command()
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@key_option()
@click.option("--issuer", required=True, help="Who issues the certificate.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The bundle; default bundle.zip in the folder of RUN.",
)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=FRESH_DAYS, show_default=True, help="For how many days it is valid."
)
@click.option("-c", "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Run file, whose secrets must not be in the bundle; default hallmark.yaml.")  # fmt: skip
@click.option("--clear", "clears", multiple=True, metavar="PLACE",
              help="What was found there is neither secret nor somebody's; may be repeated.")  # fmt: skip
@click.option("--by", default="", metavar="NAME", help="Who answers for each --clear.")
@click.option("--reason", default="", metavar="TEXT", help="Why it may leave.")
@click.option("--witness", type=click.Choice(["supplier", "force", "laboratory"]),
              help="Who watched the run; one who is independent signs, or countersigns.")  # fmt: skip
@click.option("--predecessor", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="BUNDLE",
              help="The bundle of the release before, which this one then names.")  # fmt: skip
@click.option("--run-number", type=click.IntRange(1), default=1, show_default=True,
              help="Which run on its challenge this is; you declare it.")  # fmt: skip
@click.option("--dispute", "disputes", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="A dispute of this run, which is printed; may be repeated.")  # fmt: skip
@click.option("--marking", default="", metavar="TEXT", help="Protective marking; it begins a restricted annex.")
@click.option("--foi-contact", default="", metavar="TEXT", help="Who answers questions for information about it.")
@click.option("--review", type=click.DateTime(["%Y-%m-%d"]), help="When its marking is looked at again.")
@click.option("--max-part", default="", metavar="SIZE", help="Write volumes of at most this size besides, as in 9MB.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def certify(
    run: Path, key: str, issuer: str, out: Path | None, days: int, config: Path | None,
    clears: tuple[str, ...], by: str, reason: str, witness: str | None, predecessor: Path | None, run_number: int,
    disputes: tuple[Path, ...], marking: str, foi_contact: str, review: datetime | None, max_part: str, as_json: bool,
) -> None:  # fmt: skip
    """Issue a certificate of RUN, the folder of a run or its sealed evidence, as one file that anyone can check.

    Everything that the bundle would hold is looked through for secrets, keys, tokens and what looks like somebody's;
    where something is found, none is issued.
    """
    from harness.certificate.issue import issue
    from harness.certificate.leaving import Clear
    from harness.certificate.statement import Issue
    from harness.certificate.volumes import size_of, split
    from harness.cli.certifying.chaining import digest_of
    from harness.cli.certifying.dispute import disputed
    from harness.cli.certifying.enclosing import reports
    from harness.cli.certifying.trusting import withdrawn
    from harness.cli.running.declaring import secrets_in
    from harness.errors import DeclarationError
    from harness.judgement import judge
    from harness.program import program
    from harness.render.restricted import ANNEX, restricted

    if not issuer.strip():
        raise DeclarationError("nobody issues it", where="--issuer", hint="Say who does.")
    secrets, answered = secrets_in(config), tuple(Clear(place, by, reason) for place in clears)
    most = size_of(max_part) if max_part else 0
    mine = signer(key)
    judgement = judge(run)
    today = _today()
    terms = Issue(
        issuer=issuer,
        issued=today.isoformat(),
        expires=(today + timedelta(days=days)).isoformat(),
        run=run_number,
        program=program(),
        disputes=tuple(disputed(path, judgement) for path in disputes),
        predecessor=digest_of(predecessor) if predecessor is not None else "",
        witness=witness or judgement.evidence.context.witness,
    )
    day = review.date().isoformat() if review is not None else ""
    wanted = bool(marking or foi_contact or day)
    apart = {ANNEX: restricted(judgement, marking, foi_contact, day)} if wanted else {}
    path = out or (run if run.is_dir() else run.parent) / "bundle.zip"
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as target:
            issue(judgement, terms, mine, reports(judgement), withdrawn(), target, secrets, answered, apart)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    volumes = [str(one) for one in split(path, most)] if most else []
    if as_json:
        write_json(
            {"bundle": str(path), "volumes": volumes, "verdict": judgement.decision.value, "expires": terms.expires}
        )
    else:
        write_text(f"{path}: {judgement.decision.value}, valid until {terms.expires}")
        for volume in volumes:
            write_text(f"  {volume}")


def _today() -> date:
    return datetime.now(UTC).date()
