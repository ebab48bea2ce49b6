"""`hallmark dispute`: writes down what somebody disputes of a run, with the exchanges that show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.output import write_text

if TYPE_CHECKING:
    from harness.certificate.statement import Disputed
    from harness.judgement import Judgement


@click.command()
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@click.argument("requirement")
@click.option("--reason", required=True, help="Why the outcome is disputed.")
@click.option("--by", required=True, metavar="NAME", help="Who disputes it.")
@key_option("Sign it by this private key", required=False)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The dispute.")
def dispute(run: Path, requirement: str, reason: str, by: str, key: str | None, out: Path) -> None:
    """Write a dispute of REQUIREMENT in RUN, the folder of a run or its sealed evidence.

    It holds the outcome as it is, the exchanges that show it, and the curl lines that repeat each. The outcome stays:
    whoever reads it can repeat what was asked, and judge the same evidence again.
    """
    from harness.errors import DeclarationError
    from harness.judgement import judge
    from harness.render.dispute import dispute as shaped

    found = shaped(judge(run), requirement, reason, by)
    if found is None:
        raise DeclarationError(f"{requirement} was not judged in this run", where=str(run))
    out.write_bytes(signed(found, key))
    write_text(f"{out}: {requirement} disputed by {by}; its outcome stays {found['outcome']}")


def signed(found: dict[str, Any], key: str | None) -> bytes:
    """Return a dispute as JSON, or in a signed envelope."""
    import msgspec

    if key is None:
        return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"
    from harness.certificate import envelope
    from harness.certificate.statement import STATEMENT
    from harness.render.dispute import DISPUTE

    subject = [{"name": found["profile"], "digest": {"sha256": found["profileDigest"].partition(":")[2]}}]
    statement = {"_type": STATEMENT, "subject": subject, "predicateType": DISPUTE, "predicate": found}
    return envelope.seal(statement, signer(key))


def disputed(path: Path, judgement: Judgement) -> Disputed:
    """Return what a dispute, plain or signed, says of this run. Raises EvidenceError for one of another run."""
    import msgspec

    from harness.certificate import envelope
    from harness.certificate.statement import Disputed
    from harness.errors import EvidenceError

    data = path.read_bytes()
    try:
        found = msgspec.json.decode(data)
        if "payload" in found:
            found = msgspec.json.decode(envelope.open_(data)[0])["predicate"]
        said = msgspec.convert({name: found[name] for name in Disputed.__struct_fields__}, Disputed)
        run = found["run"]
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
        raise EvidenceError("this is no dispute", where=str(path), hint="`hallmark dispute` writes one.") from error
    outcomes = {
        (j.verdict.profile, f.requirement): f.outcome.value for j in judgement.judged for f in j.verdict.findings
    }
    if (run, said.outcome) != (judgement.evidence.context.run, outcomes.get((said.profile, said.requirement))):
        raise EvidenceError("this is a dispute of another run, or of another outcome", where=str(path))
    return said
