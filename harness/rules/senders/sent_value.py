"""`sent-value/1`: a value that a product sends is what it must be: a fixture, a text as given, a time that has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from harness.errors import ProfileError
from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Where the value stands, and what it must be: exactly one of `fixture`, `text`, `ends` and `ahead` is given."""

    operations: tuple[str, ...] = ()
    pointer: str
    fixture: str = ""
    """It is the fixture of this name."""
    text: str = ""
    """Where it begins with `like`, it is this text whole."""
    ends: str = ""
    """Where it begins with `like`, it ends with this text: nothing was cut off."""
    like: str = ""
    ahead: int | None = None
    """It is a time not more than so many seconds in the future when it arrives."""
    further: tuple[str, ...] = ()
    """For `ahead`: other places where a time may stand, which is then held to the same."""


class Watch(base.Single):
    """Looks at the calls of the product that have the value."""

    def __init__(self, params: Params, world: base.World) -> None:
        if sum((bool(params.fixture), bool(params.text), bool(params.ends), params.ahead is not None)) != 1:
            raise ProfileError("exactly one of fixture, text, ends and ahead is given")
        super().__init__(params.operations)
        self._params = params
        self._path = parse_pointer(params.pointer)
        self._fixture = world.fixture(params.fixture) if params.fixture else None

    def look(self, x: Reading) -> base.Sign | None:
        """Give what the value shows; a call without it shows nothing."""
        if not x.to_partner or x.operation is None or isinstance(x.request_json, NotJson):
            return None
        value = follow(x.request_json, self._path)
        if not isinstance(value, str):
            return None
        if self._params.fixture:
            if self._fixture is None:
                return None
            return (
                base.passed(x)
                if value == self._fixture
                else base.broke(x, "other-value", cause=self._cause("other-value"), pointer=self._params.pointer)
            )
        if self._params.text or self._params.ends:
            return self._written(x, value)
        return self._timely(x, value)

    def _written(self, x: Reading, value: str) -> base.Sign | None:
        if not value.startswith(self._params.like):
            return None
        if self._params.text:
            return (
                base.passed(x)
                if value == self._params.text
                else base.broke(x, "text-changed", cause=self._cause("text-changed"), pointer=self._params.pointer)
            )
        return (
            base.passed(x)
            if value.rstrip().endswith(self._params.ends)
            else base.broke(x, "text-cut", cause=self._cause("text-cut"), pointer=self._params.pointer)
        )

    def _timely(self, x: Reading, value: str) -> base.Sign | None:
        """Hold the time, and those that stand elsewhere; that one is no time is shown by something else."""
        further: dict[str, Any] = {each: follow(x.request_json, parse_pointer(each)) for each in self._params.further}
        times = {self._params.pointer: value} | further
        early = {place: _microseconds(text) - x.sent_at for place, text in times.items() if _microseconds(text)}
        for place, by in early.items():
            if by > (self._params.ahead or 0) * 1_000_000:
                return base.broke(x, "time-ahead", cause=f"time-ahead/{place}", pointer=place)
        return base.passed(x) if self._params.pointer in early else None

    def _cause(self, code: str) -> str:
        return f"{code}/{self._params.pointer}"


def _microseconds(text: Any) -> int:
    """Return a time with an offset, microseconds since 1970; 0 for anything else."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return 0
    return round(at.timestamp() * 1_000_000) if at is not None and at.tzinfo is not None else 0


KIND = base.RuleKind("sent-value/1", Params, Watch)
