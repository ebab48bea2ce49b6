"""`page-cap/1`: a page holds no more than its description allows, however many elements are asked for."""

from __future__ import annotations

from typing import Any, Final

from harness.contract import Contract, Schema
from harness.reading import Reading
from harness.resources import Resource, resources_of
from harness.resources.answers import elements_of
from harness.rules import base
from harness.verdict import Because

WITHOUT: Final = 1_000
"""Elements that a page of no described limit may hold, before it is called one without a cap."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which lists are looked at; none given: all that have a parameter for the size of a page."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at lists of which more was asked for than their description allows, or than anybody can want."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._lists = {list_.list: (list_, size, cap) for list_, size, cap in sized(world.contract)}

    def look(self, x: Reading) -> base.Sign | None:
        """A refusal is as good as a page that is cut; a page that nothing had to cut shows nothing."""
        known = self._lists.get(x.operation_id)
        if known is None or x.from_product or not base.soundly_ours(x):
            return None
        resource, size, cap = known
        asked = x.query.get(size, "")
        if not asked.isascii() or not asked.isdigit() or len(asked) > 18 or int(asked) <= cap:
            return None
        status = x.status
        if status is None:
            return base.no_answer(x)
        if 400 <= status < 500:
            return base.passed(x) if status in (400, 413, 422) else None
        if base.busy(x):
            return base.hidden(x)
        return self._page(x, resource, cap) if status == 200 else base.broke(x, "not-a-refusal", status=status)

    def _page(self, x: Reading, resource: Resource, cap: int) -> base.Sign | None:
        elements = elements_of(resource, x)
        if elements is None:
            return None
        got = len(elements)
        if got > cap:
            return base.broke(x, "page-too-long", limit=cap, got=got)
        if got == cap:
            return base.passed(x)
        return base.Unsure(because=Because(code="page-not-full", params={"got": got}), cites=(x.id,), blocks=False)


def sized(contract: Contract) -> list[tuple[Resource, str, int]]:
    """Return each list with the parameter for the size of a page, and the greatest size that it allows."""
    found = []
    for resource in resources_of(contract):
        operation = contract.operation(resource.list)
        size = resource.paging.limit if resource.paging is not None else ""
        parameter = operation.parameter("query", size) if operation is not None and size else None
        if parameter is not None:
            node = parameter.schema.plain() if isinstance(parameter.schema, Schema) else {}
            found.append((resource, size, min(_maxima(node), default=WITHOUT)))
    return found


def _maxima(node: Any) -> list[int]:
    if isinstance(node, list):
        return [m for member in node for m in _maxima(member)]
    if not isinstance(node, dict):
        return []
    own = [node["maximum"]] if isinstance(node.get("maximum"), int) else []
    return own + [m for member in node.values() for m in _maxima(member)]


KIND = base.RuleKind("page-cap/1", Params, Watch)
