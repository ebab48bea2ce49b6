"""Finds the rules that an exchange must be shown to, so that most rules never see most exchanges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from harness.reading import Reading
from harness.rules.base import Watch
from harness.rules.sequence import Watch as Sequel
from harness.walks import Walks


class Watching(Protocol):
    """Whatever has a watch."""

    watch: Watch


D = TypeVar("D", bound=Watching)


class Routes(Generic[D]):
    """Rules by operation; those that follow workflows by where a run begins, and as long as one is under way."""

    def __init__(self, duties: Iterable[D]) -> None:
        self._by_operation: dict[str, tuple[D, ...]] = {}
        self._everywhere: list[D] = []
        self._somewhere: list[tuple[frozenset[str], D]] = []
        followers: dict[int, tuple[Walks, list[D]]] = {}
        for duty in duties:
            watch = duty.watch
            if isinstance(watch, Sequel):
                followers.setdefault(id(watch.walks), (watch.walks, []))[1].append(duty)
            elif watch.operations is None:
                self._everywhere.append(duty)
            else:
                self._somewhere.append((watch.operations, duty))
        self._followers = tuple(followers.values())
        self._beginning: dict[str, list[int]] = {}
        for index, (walks, _) in enumerate(self._followers):
            self._beginning.setdefault(walks.first, []).append(index)
        self._last: list[int] = []

    def of(self, x: Reading) -> Sequence[D]:
        """Return the rules that look at `x`; ask once for each exchange, in order."""
        operation = x.operation_id
        found = self._by_operation.get(operation)
        if found is None:
            here = (duty for operations, duty in self._somewhere if operation in operations)
            found = self._by_operation[operation] = (*self._everywhere, *here)
        beginning = self._beginning.get(operation)
        if beginning is None and not self._last:
            return found
        self._last = sorted(self._still_open().union(beginning or ()))
        return [*found, *(duty for index in self._last for duty in self._followers[index][1])]

    def _still_open(self) -> set[int]:
        """Return the workflows of which a run is under way, among those that were shown the last exchange."""
        return {index for index in self._last if self._followers[index][0].open}
