"""Judges what a disclosure shows again, and says how much of the certificate that bears out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.archive.disclosed import DISCLOSED, Disclosed, read_disclosed
from harness.canonical import canonical
from harness.certificate import statement
from harness.certificate.disclosing import DISCLOSURE, Name
from harness.certificate.issue import DECLARATION, VERDICT, declared
from harness.certificate.zipform import Member
from harness.errors import EvidenceError
from harness.judgement import Judgement, judge_evidence
from harness.verdict import Because, Verdict
from harness.verify import bundle as parts
from harness.verify.answer import Answer

ABOUT = ("profile", "role", "profile_digest", "contract_digest", "rulebook", "limited_to")
"""What a verdict says that does not rest on observations."""


def part(
    path: Path, members: Mapping[str, Member], certificate: Mapping[str, Any], other: Mapping[str, Any], folder: Path
) -> tuple[Judgement, tuple[tuple[Answer, Because], ...]]:
    """Return the judgement of what is shown, and what is wrong with it or how much it is. Raises CannotRun."""
    if missing := parts.lacking(members):
        raise EvidenceError(f"{missing[0]} is missing")
    parts.lay_out(path, members, folder)
    evidence, disclosed = read_disclosed(folder / DISCLOSED)
    judged = judge_evidence(evidence, folder / DISCLOSED)
    stated = _stated(path, members)
    reasons = list(_differences(path, members, certificate, other, judged, stated, disclosed))
    withheld = _withheld(path, members)
    again, held = 0, 0
    for name, same in _compared(stated, judged):
        if name in withheld:
            held += 1
            continue
        again += 1
        if not same:
            code = Because(code="finding-differs", params={"requirement": name.requirement, "profile": name.profile})
            reasons.append((Answer.REFUTED, code))
    if not reasons:
        params: dict[str, Any] = {"again": again, "withheld": held, "exchanges": disclosed.withheld()}
        reasons.append((Answer.PART, Because(code="in-part", params=params)))
    return judged, tuple(reasons)


def _stated(path: Path, members: Mapping[str, Member]) -> tuple[Verdict, ...]:
    try:
        return msgspec.json.decode(parts.read(path, members[VERDICT]), type=tuple[Verdict, ...])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EvidenceError(f"{VERDICT} cannot be read") from error


def _withheld(path: Path, members: Mapping[str, Member]) -> frozenset[Name]:
    data = parts.read(path, members[DISCLOSURE])
    try:
        found = msgspec.json.decode(data, type=dict[str, tuple[Name, ...]])
        names = found["withheld"]
    except (msgspec.MsgspecError, KeyError, RecursionError) as error:
        raise EvidenceError(f"{DISCLOSURE} cannot be read") from error
    if list(found) != ["withheld"] or canonical({"withheld": msgspec.to_builtins(tuple(sorted(set(names))))}) != data:
        raise EvidenceError(f"{DISCLOSURE} is not as it is written")
    return frozenset(names)


def _compared(stated: tuple[Verdict, ...], judged: Judgement) -> Iterator[tuple[Name, bool]]:
    """Yield each requirement that was certified, and whether it comes out as it was."""
    found = {(j.verdict.profile, j.verdict.role, f.requirement): f for j in judged.judged for f in j.verdict.findings}
    for verdict in stated:
        for finding in verdict.findings:
            key = (verdict.profile, verdict.role, finding.requirement)
            yield Name(*key), found.get(key) == finding


def _differences(
    path: Path,
    members: Mapping[str, Member],
    certificate: Mapping[str, Any],
    other: Mapping[str, Any],
    judged: Judgement,
    stated: tuple[Verdict, ...],
    disclosed: Disclosed,
) -> Iterator[tuple[Answer, Because]]:
    """Yield what does not follow: from context, footer and seal, or from the verdicts, withheld findings included."""
    if [_about(v) for v in stated] != [_about(j.verdict) for j in judged.judged]:
        yield Answer.REFUTED, Because(code="verdict-differs")
        return
    pairs = zip(judged.judged, stated, strict=True)
    as_stated = msgspec.structs.replace(
        judged, judged=tuple(msgspec.structs.replace(j, verdict=verdict) for j, verdict in pairs)
    )
    seal = {"evidence": msgspec.to_builtins(disclosed.seal)}
    predicate = dict(certificate.get("predicate", {}))
    again = {
        **statement.kept(judged, disclosed.seal),
        **seal,
        **statement.concluded(as_stated),
        "limits": list(statement.LIMITS),
    }
    for key in sorted((again.keys() | predicate.keys()) - {"issue"}):
        if predicate.get(key) != again.get(key):
            yield Answer.REFUTED, Because(code="certificate-differs", params={"member": key})
    digests = {name: f"sha256:{digest}" for name, digest in parts.subjects(other).items()}
    if statement.test_result(as_stated, digests) != other:
        yield Answer.REFUTED, Because(code="test-result-differs")
    if parts.read(path, members[DECLARATION]) != declared(judged.evidence.context):
        yield Answer.REFUTED, Because(code="declaration-differs")


def _about(verdict: Verdict) -> tuple[Any, ...]:
    return tuple(getattr(verdict, name) for name in ABOUT)
