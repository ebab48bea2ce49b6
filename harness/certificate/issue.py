"""Issues a bundle from the folder of a run, or refuses by a named rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from harness.archive.journal import SEALED
from harness.canonical import canonical
from harness.certificate import envelope, zipform
from harness.certificate.keys import PrivateKey
from harness.certificate.leaving import OWN, Clear, Refused, cleared
from harness.certificate.statement import Issue, statement, test_result, verdicts
from harness.evidence import RunContext
from harness.judgement import COPIES, Judgement
from harness.leaks.issued import standing
from harness.loading import deciding_files
from harness.verdict import Outcome

CERTIFICATE: Final = "certificate.dsse.json"
RESULT: Final = "test-result.dsse.json"
VERDICT: Final = "verdict.json"
DECLARATION: Final = "declaration.json"
TIMESTAMP: Final = "timestamp.tsr"
SIGNED: Final = (CERTIFICATE, RESULT)
"""What signs."""
BESIDE: Final = (*SIGNED, TIMESTAMP)
"""Members that are not among the subjects of the statements, as they came after them."""
REQUIRED: Final = (CERTIFICATE, DECLARATION, SEALED, RESULT, VERDICT)


def issue(
    judgement: Judgement,
    terms: Issue,
    key: PrivateKey,
    reports: Mapping[str, bytes],
    withdrawn: Mapping[str, str],
    target: BinaryIO,
    secrets: Mapping[str, bytes] | None = None,
    clears: tuple[Clear, ...] = (),
    restricted: Mapping[str, bytes] | None = None,
) -> None:
    """Write the bundle of a run to `target`, signed by `key`; see `refusal` for `withdrawn`. Raises Refused.

    `secrets` are those that the run file declares, by name, and None where it is not known; `clears` says of which
    finds of the scan somebody answers that they are none. `restricted` are members that are not for publication, by
    name; they are looked through as what the issuer says is.
    """
    if why := refusal(judgement, withdrawn):
        raise Refused(f"no certificate is issued: {why[1]}", where=f"rule {why[0]}", hint=why[2])
    members = contents(judgement, reports)
    said = {OWN: canonical({"issue": terms, "clears": [tuple(clear) for clear in clears]})}
    said |= {f"{OWN}:{name}": data for name, data in (restricted or {}).items()}
    live = {
        name: text
        for j in judgement.judged
        for name, text in standing(judgement.evidence, j.bundle, j.subject.target).items()
    }
    found = cleared(judgement.evidence, members | said, secrets, clears, live)
    terms = msgspec.structs.replace(terms, cleared=found, secrets=len(secrets or {}))
    members |= restricted or {}
    digests = {name: _digest(source) for name, source in members.items()}
    members[CERTIFICATE] = envelope.seal(statement(judgement, digests, terms), key)
    members[RESULT] = envelope.seal(test_result(judgement, digests), key)
    zipform.write(target, members)


def refusal(judgement: Judgement, withdrawn: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return the rule that forbids a certificate, what is the matter and what to do; None where nothing does.

    `withdrawn` says of profiles (`id@version`) and of versions of this program (`hallmark@version`) why no certificate
    is issued by them any more.
    """
    footer, context = judgement.evidence.footer, judgement.evidence.context
    if footer is None:
        return "no-footer", "the run never came to its end", "Go on with it by `hallmark run --resume`, or run again."
    outcomes = {f.outcome for j in judgement.judged for f in j.verdict.findings}
    if not outcomes & {Outcome.CONFORMS, Outcome.VIOLATES}:
        return "nothing-shown", "nothing was shown, for or against", "Run `hallmark preflight`, then run again."
    for name in (f"hallmark@{context.harness}", *(j.verdict.profile for j in judgement.judged)):
        if name in withdrawn:
            return "withdrawn", f"{name} was withdrawn: {withdrawn[name]}", "Run again with its successor."
    return None


def contents(judgement: Judgement, reports: Mapping[str, bytes]) -> dict[str, Path | bytes]:
    """Return what a bundle holds besides its signatures: evidence, profiles, declaration, verdict and reports."""
    path = judgement.path
    found: dict[str, Path | bytes] = {
        SEALED: path / SEALED if path.is_dir() else path,
        VERDICT: verdicts(judgement),
        DECLARATION: declared(judgement.evidence.context),
        **{f"reports/{name}": data for name, data in reports.items()},
    }
    for j in judgement.judged:
        folder, name = j.bundle.folder, j.bundle.profile.name.replace("@", "/")
        for file in deciding_files(folder):
            found[f"{COPIES}/{name}/{file.relative_to(folder).as_posix()}"] = file
    return found


def declared(context: RunContext) -> bytes:
    """Return what the supplier declared, as far as evidence keeps it; secrets never enter evidence."""
    return canonical(
        {
            "product": msgspec.to_builtins(context.product),
            "subjects": msgspec.to_builtins(context.subjects),
            "environment": msgspec.to_builtins(context.environment),
            "deviations": msgspec.to_builtins(context.deviations),
            "unavailable": context.unavailable,
            "witness": context.witness,
        }
    )


def _digest(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return f"sha256:{hashlib.sha256(source).hexdigest()}"
    with source.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
