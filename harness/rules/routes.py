"""Finds the rules that an exchange must be shown to, so that most rules never see most exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from harness.arazzo import OWN
from harness.reading import Reading
from harness.rules.base import Single, Watch
from harness.rules.sequence import Watch as Sequel
from harness.walks import Walks

MOST_KEPT = 5_000
"""Combinations of operation, status and sender whose rules are remembered."""


class Watching(Protocol):
    """Whatever has a watch."""

    watch: Watch


D = TypeVar("D", bound=Watching)


class Routes(Generic[D]):
    """Rules by operation, status and sender; those that follow workflows by where a run begins, and while one lasts."""

    def __init__(self, duties: Iterable[D]) -> None:
        self._kept: dict[tuple[str, int | None, bool], tuple[D, ...]] = {}
        self._plain: list[D] = []
        followers: dict[int, tuple[Walks, list[D]]] = {}
        for duty in duties:
            watch = duty.watch
            if isinstance(watch, Sequel):
                followers.setdefault(id(watch.walks), (watch.walks, []))[1].append(duty)
            else:
                self._plain.append(duty)
        self._followers = tuple(followers.values())
        self._beginning: dict[str, list[int]] = {}
        for index, (walks, _) in enumerate(self._followers):
            self._beginning.setdefault(walks.first, []).append(index)
        self._last: list[int] = []

    def of(self, x: Reading) -> Sequence[D]:
        """Return the rules that look at `x`; ask once for each exchange, in order."""
        operation, exchange = x.operation_id, x.exchange
        usual = exchange.identity == OWN and x.credential == "genuine" and exchange.request.method != "HEAD"
        key = (operation, x.status, usual)
        found = self._kept.get(key)
        if found is None:
            found = self._find(*key)
        beginning = self._beginning.get(operation)
        if beginning is None and not self._last:
            return found
        self._last = self._concerned(x, beginning or [])
        return [*found, *(duty for index in self._last for duty in self._followers[index][1])]

    def _find(self, operation: str, status: int | None, usual: bool) -> tuple[D, ...]:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        found = tuple(duty for duty in self._plain if _heeds(duty.watch, operation, status, usual))
        self._kept[operation, status, usual] = found
        return found

    def _concerned(self, x: Reading, beginning: list[int]) -> list[int]:
        """Return the workflows of which a run is under way, or may begin here."""
        found = {index for index in self._last if self._followers[index][0].open}
        found.update(index for index in beginning if self._followers[index][0].begins(x))
        return sorted(found)


def _heeds(watch: Watch, operation: str, status: int | None, usual: bool) -> bool:
    if watch.operations is not None and operation not in watch.operations:
        return False
    return not isinstance(watch, Single) or watch.heeds(status, usual)
