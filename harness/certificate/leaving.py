"""Refuses a bundle that would carry out what must not leave, unless somebody answers for each find by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from harness.certificate.statement import Clearance
from harness.content import root
from harness.errors import CannotRun
from harness.evidence import Evidence
from harness.judgement import COPIES
from harness.leaks.scan import Leak, scan

OWN: Final = "issue"
"""What the issuer says, by which name it is looked through; names and addresses of persons are theirs to give."""
SHOWN: Final = 40
"""Finds that a refusal lists."""
RESEAL: Final = (
    "`hallmark reseal RUN --redact PLACE` takes it out and judges again; a false alarm is cleared by"
    " --clear PLACE --by NAME --reason TEXT, which the certificate prints."
)
STANDING: Final = (
    "What was issued to the run counts until the evidence shows that it was ended. Where it was not, `hallmark cleanup"
    " RUN` ends it; where it has been ended since, --clear PLACE --by NAME --reason TEXT says so."
)
"""Before that, of secrets that the product issued: they are no false alarm, and sealed evidence does not change."""


NO_SECRETS: Final[Mapping[str, bytes]] = {}


OF_RUN: Final = "Give the run file that the run was made with: --config FILE, its secrets within reach."
RELAYED: Final = "A relay has no run file: give one that has the secrets which the two products showed: --config FILE."


class Refused(CannotRun):
    """No certificate is issued; the message names the rule."""


class Clear(NamedTuple):
    """Somebody's word that a find is none."""

    place: str
    by: str
    reason: str


def cleared(
    evidence: Evidence,
    members: Mapping[str, Path | bytes],
    secrets: Mapping[str, bytes] | None,
    clears: tuple[Clear, ...],
    live: Mapping[str, bytes] = NO_SECRETS,
) -> tuple[Clearance, ...]:
    """Return what was found and cleared; `secrets` is None where nobody knows which were used. Raises Refused.

    `live` are secrets that the product issued to the run and that still count.
    """
    if secrets is None and _used(evidence):
        relayed = any(isinstance(subject.party, str) for subject in evidence.context.subjects)
        hint = RELAYED if relayed else OF_RUN
        raise _refused("secrets-unknown", "the run used secrets, and without them nothing can be looked for", hint)
    own = {name: source for name, source in members.items() if not _published(name, source)}
    found = (leak for leak in scan(evidence, own, {**(secrets or {}), **live}))
    leaks = {leak.place: leak for leak in found if not (leak.kind == "person" and leak.place.startswith(f"{OWN}:"))}
    said = {clear.place: clear for clear in clears}
    if strange := [place for place in said if place not in leaks]:
        hint = "Give the place as the refusal prints it."
        raise _refused("clearance", f"nothing was found at {strange[0]} that could be cleared", hint)
    if nameless := [place for place, clear in said.items() if not clear.by.strip() or not clear.reason.strip()]:
        raise _refused("clearance", f"nobody answers for {nameless[0]}", "Give --by NAME and --reason TEXT.")
    left = [leak for place, leak in leaks.items() if place not in said]
    if left:
        issued = any(leak.what in live for leak in left)
        raise _refused("leak", _listed(left), f"{STANDING} {RESEAL}" if issued else RESEAL)
    return tuple(
        Clearance(place=place, what=leaks[place].what, others=leaks[place].others, by=clear.by, reason=clear.reason)
        for place, clear in said.items()
    )


def _published(name: str, source: Path | bytes) -> bool:
    """Say whether a member is a file of a profile as it is published: what anybody can read gives nothing away."""
    if isinstance(source, bytes) or not name.startswith(f"{COPIES}/"):
        return False
    known = root("profiles") / name.removeprefix(f"{COPIES}/")
    return known.is_file() and known.read_bytes() == source.read_bytes()


def _listed(leaks: list[Leak]) -> str:
    lines = [f"{len(leaks)} that must not leave {'was' if len(leaks) == 1 else 'were'} found"]
    for leak in leaks[:SHOWN]:
        others = f", and in {leak.others} more places" if leak.others else ""
        lines.append(f"  {leak.kind}: {leak.what}\n    at {leak.place}{others}")
    if len(leaks) > SHOWN:
        lines.append(f"  and {len(leaks) - SHOWN} more")
    return "\n".join(lines)


def _used(evidence: Evidence) -> bool:
    """Say whether something was taken out of the evidence that only the run file knows."""
    return any(
        it.length and it.marker.startswith("secret:")
        for o in evidence.observations
        for it in getattr(o, "redactions", ())
    )


def _refused(rule: str, message: str, hint: str) -> Refused:
    return Refused(f"no certificate is issued: {message}", where=f"rule {rule}", hint=hint)
