"""Turns a call away that is as it should be: too many, not now, failed, gone, or look elsewhere."""

from __future__ import annotations

from email.utils import formatdate
from typing import Annotated, Final, Literal

import msgspec

from harness.partner.call import Fields, Reply
from harness.partner.faults.base import Fault, Turn
from harness.partner.problem import problem

Wait = Annotated[int, msgspec.Meta(ge=0, le=86_400)]
LONGEST_WAIT: Final = 120.0
"""Seconds that a pause of the caller's own adds at most."""


class Waits(Fault, frozen=True, kw_only=True):
    """A fault that says how long to wait (RFC 9110 section 10.2.3): longer than the caller would anyway, if wanted."""

    seconds: Wait = 1
    form: Literal["seconds", "date"] = "seconds"
    pauses: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0
    """How often the longest pause of the caller's own is added, up to two minutes: who waits so long has read it."""
    spread: Wait = 0
    """Up to so many seconds more, by chance."""

    @property
    def asks(self) -> bool:
        """Tell whether the caller is told when to come again."""
        return bool(self.seconds)

    def wait(self, turn: Turn) -> Fields:
        """Return the field that says it."""
        own = min(self.pauses * turn.pause, LONGEST_WAIT)
        return retry_after(round(self.seconds + own) + turn.chance.randint(0, self.spread), self.form, turn.now)


class TooManyRequests(Waits, frozen=True, kw_only=True, tag="too-many-requests"):
    """Says 429 (RFC 6585 section 4), and how long to wait."""

    def instead(self, turn: Turn) -> Reply | None:
        return problem(429, "Wait before the next request.", headers=self.wait(turn))


class Unavailable(Waits, frozen=True, kw_only=True, tag="unavailable"):
    """Says 503 (RFC 9110 section 15.6.4), with Retry-After unless `seconds` is 0."""

    def instead(self, turn: Turn) -> Reply | None:
        headers = self.wait(turn) if self.seconds else ()
        return problem(503, "The service is not available.", headers=headers)


class ServerError(Fault, frozen=True, kw_only=True, tag="server-error"):
    """Says 500; nothing was done."""

    status: Annotated[int, msgspec.Meta(ge=500, le=599)] = 500

    def instead(self, turn: Turn) -> Reply | None:
        return problem(self.status, "Something went wrong.")


class Conflict(Fault, frozen=True, kw_only=True, tag="conflict"):
    """Says that the thing has changed meanwhile (RFC 9110 section 15.5.10)."""

    status: Literal[409, 412] = 409

    def instead(self, turn: Turn) -> Reply | None:
        return problem(self.status, "It has changed since that version.")


class Refused(Fault, frozen=True, kw_only=True, tag="refused"):
    """Says that it takes this from nobody, or not so (RFC 9110 sections 15.5.4 and 15.5.21): asking again is no use."""

    status: Literal[400, 403, 404, 422] = 422

    def instead(self, turn: Turn) -> Reply | None:
        return problem(self.status, "This is not taken here.")


class Gone(Fault, frozen=True, kw_only=True, tag="gone"):
    """Says 410: nobody wants further calls here (RFC 9110 section 15.5.11)."""

    def instead(self, turn: Turn) -> Reply | None:
        return problem(410, "Nothing is taken here any more.")


class Redirect(Fault, frozen=True, kw_only=True, tag="redirect"):
    """Sends the caller elsewhere (RFC 9110 section 15.4)."""

    to: Literal["same-host", "other-host", "loop"] = "other-host"
    status: Literal[301, 302, 303, 307, 308] = 307

    def instead(self, turn: Turn) -> Reply | None:
        mark = "&" if "?" in turn.target else "?"
        where = {
            "same-host": f"{turn.target}{mark}again=1",
            "other-host": f"{turn.elsewhere or 'http://elsewhere.example.org'}{turn.target}",
            "loop": turn.target,
        }[self.to]
        return Reply(status=self.status, headers=(("Location", where),))


def leads_away(play: object) -> bool:
    """Tell whether a fault sends callers to another host of ours."""
    return isinstance(play, Redirect) and play.to == "other-host"


def retry_after(seconds: int, form: str, now: float) -> Fields:
    """Return the field in one of its two forms; a date is rounded up, so that it is never too early."""
    return (("Retry-After", str(seconds) if form == "seconds" else formatdate(int(now) + seconds + 1, usegmt=True)),)
