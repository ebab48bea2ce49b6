"""Says how hard and how long a product may be worked, and at which times it is left alone."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

TIME_OF_DAY: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Blackout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A time of each day in which nothing is sent: the run pauses, and goes on after it."""

    from_: Annotated[str, msgspec.Meta(pattern=TIME_OF_DAY)]
    """When it begins, as in `08:30`."""
    to: Annotated[str, msgspec.Meta(pattern=TIME_OF_DAY)]
    """When it is over; earlier than `from` means on the next day."""
    zone: str = "UTC"
    """By whose clocks, as in `Europe/London`."""

    def __post_init__(self) -> None:
        if self.from_ == self.to:
            raise ValueError("a blackout has a beginning and another end")
        if self.zone != "UTC":
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"no time zone is called {self.zone!r}; one is Europe/London") from None

    @property
    def begin(self) -> time:
        """Return when it begins."""
        return time.fromisoformat(self.from_)

    @property
    def end(self) -> time:
        """Return when it is over."""
        return time.fromisoformat(self.to)


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard and how long the product may be worked; a run stops at the first that is reached."""

    requests_per_second: Annotated[float, msgspec.Meta(gt=0)] = 50.0
    """How many requests may be sent in a second."""
    max_requests: Annotated[int, msgspec.Meta(ge=1)] = 20_000
    """How many requests a run may send."""
    max_minutes: Annotated[float, msgspec.Meta(gt=0)] = 20.0
    """How long a run may take, with all that it waits for, a person at the product too."""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    """How long one request may take."""
    stimulus_seconds: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    """How long a product that was made to act is waited for, at most."""
    read_only: bool = False
    """Send nothing that creates or changes: only GET, HEAD and OPTIONS."""
    concurrency: Annotated[int, msgspec.Meta(ge=1)] = 16
    """Requests that may be under way at once."""
    blackouts: tuple[Blackout, ...] = ()
    """Times of day in which nothing is sent."""
