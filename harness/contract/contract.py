"""Holds a compiled API description: what may be sent, and what may come back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from harness.contract.model import Link, Match, Operation, Unresolved
from harness.contract.router import Router, path_of

_MEMBER: Final = re.compile(r"/\{([^{}]+)\}")


class Contract:
    """One API description, compiled; nothing in it changes."""

    __slots__ = (
        "_by_id", "_by_path", "_by_place", "_members", "_router", "digest", "gaps", "operations", "security_schemes",
        "servers", "title", "version", "webhooks",
    )  # fmt: skip

    def __init__(
        self,
        *,
        title: str,
        version: str,
        digest: str,
        operations: tuple[Operation, ...],
        webhooks: tuple[Operation, ...],
        gaps: tuple[Unresolved, ...],
        security_schemes: Mapping[str, Mapping[str, Any]],
        servers: tuple[str, ...],
    ) -> None:
        """Made by `compile_contract`."""
        self.title = title
        self.version = version
        self.digest = digest
        """Of what the description means: layout, order, prose and examples of content do not enter it."""
        self.operations = operations
        self.webhooks = webhooks
        """Operations that the party under test calls, from `webhooks` and `callbacks`."""
        self.gaps = gaps
        """What could not be compiled; it is unknown, and printed."""
        self.security_schemes = security_schemes
        self.servers = servers
        self._router = Router(operations)
        self._by_id = {operation.id: operation for operation in (*operations, *webhooks)}
        self._by_place = {operation.where: operation for operation in operations}
        self._by_path = _grouped(operations, lambda operation: operation.path)
        self._members = _grouped(operations, lambda operation: operation.path.rpartition("/{")[0])

    def operation(self, id: str) -> Operation | None:
        """Return the operation, or webhook, of that id, or None."""
        return self._by_id.get(id)

    def on(self, path: str) -> Sequence[Operation]:
        """Return the operations on a path, given as the description has it."""
        return self._by_path.get(path, ())

    def members(self, collection: str) -> Iterator[tuple[Operation, str]]:
        """Yield the operations on a member of the collection at a path, each with the name of its parameter."""
        for operation in self._members.get(collection, ()):
            member = _MEMBER.fullmatch(operation.path, len(collection))
            if member is not None:
                yield operation, member[1]

    def linked(self, link: Link) -> Operation | None:
        """Return the operation that a link of a reply leads to, or None where the description has no such one."""
        return self._by_id.get(link.operation) or self._by_place.get(link.target)

    def match(self, method: str, target: str, prefix: str = "") -> Match | None:
        """Return the operation that a request addresses, or None; `prefix` is the path of the base URL."""
        return self._router.match(method, target, prefix)

    def paths_matching(self, target: str, prefix: str = "") -> dict[str, Operation]:
        """Return the operations on the path of `target` by method (for 405); empty where there is no such path."""
        return self._router.methods(target, prefix)

    def takes(self, method: str, target: str, prefix: str = "") -> bool:
        """Tell whether any path that fits the target has the method."""
        return self._router.takes(method, target, prefix)

    def match_webhook(self, method: str, target: str) -> Match | None:
        """Return the webhook that an inbound call is: by its name as last segment, else the only one of its method."""
        alike = [each for each in self.webhooks if each.method == method]
        last = (path_of(target) or "").rstrip("/").rpartition("/")[2]
        named = [each for each in alike if each.path == last or each.id == last]
        chosen = named if len(named) == 1 else alike
        return Match(operation=chosen[0], path_params={}) if len(chosen) == 1 else None


def _grouped(operations: Iterable[Operation], key: Callable[[Operation], str]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(key(operation), []).append(operation)
    return found


EMPTY: Final = Contract(
    title="", version="", digest="", operations=(), webhooks=(), gaps=(), security_schemes={}, servers=()
)
"""Stands where the contract is the supplier's own, and no supplier is there."""
