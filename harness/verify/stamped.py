"""Says whether a bundle's time stamp is one of this certificate, by an authority that the buyer trusts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from harness.certificate import timestamp
from harness.certificate.issue import TIMESTAMP
from harness.certificate.zipform import Member
from harness.verdict import Because
from harness.verify import bundle as parts
from harness.verify.answer import Answer
from harness.verify.bundle import Opened
from harness.verify.terms import Terms


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """What came of looking at the time stamp."""

    reasons: tuple[tuple[Answer, Because], ...] = ()
    notes: tuple[Because, ...] = ()
    at: datetime | None = None
    """When it was stamped, where an authority that is trusted here says so."""


def stamped(path: Path, members: Mapping[str, Member], certificate: Opened, terms: Terms) -> Stamped:
    """Look at the time stamp, if there is one."""
    member = members.get(TIMESTAMP)
    if member is None:
        asked = (_because(Answer.NOT_ACCEPTED, "timestamp-missing"),) if terms.policy.timestamp else ()
        return Stamped(reasons=asked)
    try:
        stamp = timestamp.read(parts.read(path, member))
        if stamp.response.tst_info.message_imprint.message != timestamp.imprint(certificate.payload):
            raise timestamp.TimestampProblem("it is of something else")
        if terms.authorities:
            timestamp.check(stamp, certificate.payload, terms.authorities)
    except timestamp.UnknownAuthority:
        return Stamped(reasons=(_because(Answer.NOT_ACCEPTED, "timestamp-untrusted"),))
    except timestamp.TimestampProblem as error:
        return Stamped(reasons=(_because(Answer.REFUTED, "timestamp-wrong", why=error.message),))
    said = stamp.at.astimezone(UTC).isoformat()
    if not terms.authorities:
        note = Because(code="timestamp-unchecked", params={"at": said})
        reasons = (_because(Answer.NOT_ACCEPTED, "timestamp-missing"),) if terms.policy.timestamp else ()
        return Stamped(reasons=reasons, notes=(note,))
    if stamp.at < _ended(certificate):
        return Stamped(reasons=(_because(Answer.REFUTED, "timestamp-early", at=said),))
    # Who backdates what they say is shown up by the authority: it was not there on the day of this check.
    late = (_because(Answer.NOT_ACCEPTED, "timestamp-late", at=said),) if _day(stamp.at) > terms.today else ()
    return Stamped(reasons=late, notes=(Because(code="timestamp-checked", params={"at": said}),), at=stamp.at)


def _ended(certificate: Opened) -> datetime:
    """Return when the run ended, as certified; a run without an end is not certified."""
    run = certificate.statement.get("predicate", {}).get("run", {})
    ended = run.get("ended") if isinstance(run, dict) else None
    return datetime.fromtimestamp(ended // 1_000_000 if isinstance(ended, int) else 0, UTC)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _because(answer: Answer, code: str, **params: str) -> tuple[Answer, Because]:
    return answer, Because(code=code, params=params)
