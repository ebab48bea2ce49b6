"""Finds the rules that an exchange must be shown to, so that most rules never see most exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from harness.arazzo import OWN
from harness.reading import Reading
from harness.rules.base import Single, Watch
from harness.rules.sequence import Watch as Sequel
from harness.walks import Walks
from harness.walks.steps import at

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
        self._beginning: dict[str, _Openings] = {}
        for index, (walks, _) in enumerate(self._followers):
            self._beginning.setdefault(walks.first, _Openings()).add(walks, index)
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
        self._last = self._concerned(x, beginning)
        return [*found, *(duty for index in self._last for duty in self._followers[index][1])]

    def _find(self, operation: str, status: int | None, usual: bool) -> tuple[D, ...]:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        found = tuple(duty for duty in self._plain if _heeds(duty.watch, operation, status, usual))
        self._kept[operation, status, usual] = found
        return found

    def _concerned(self, x: Reading, beginning: _Openings | None) -> list[int]:
        """Return the workflows of which a run is under way, or may begin here."""
        found = {index for index in self._last if self._followers[index][0].open}
        if beginning is not None:
            found.update(beginning.of(x))
        return sorted(found)


class _Openings:
    """The workflows that begin with one operation: many do, and a text in the payload tells most of them apart."""

    def __init__(self) -> None:
        self._marked: dict[tuple[str, tuple[str, ...]], list[tuple[str, bool, Walks, int]]] = {}
        self._others: list[tuple[Walks, int]] = []

    def add(self, walks: Walks, index: int) -> None:
        identity, mark = walks.glance
        if mark is None:
            self._others.append((walks, index))
        else:
            path, text, only_ends = mark
            self._marked.setdefault((identity, path), []).append((text, only_ends, walks, index))

    def of(self, x: Reading) -> Iterator[int]:
        """Yield those of which a run may begin with `x`."""
        for (identity, path), marked in self._marked.items():
            said = at(x.request_json, path) if identity == x.exchange.identity else None
            if isinstance(said, str):
                for text, only_ends, walks, index in marked:
                    if (said.endswith(text) if only_ends else said == text) and walks.begins(x):
                        yield index
        for walks, index in self._others:
            if walks.begins(x):
                yield index


def _heeds(watch: Watch, operation: str, status: int | None, usual: bool) -> bool:
    if watch.operations is not None and operation not in watch.operations:
        return False
    return not isinstance(watch, Single) or watch.heeds(status, usual)
