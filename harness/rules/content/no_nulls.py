"""`no-nulls/1`: what has no value is left out of JSON content, and is not null (Open Referral UK 3.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.jsonbytes import NotJson, escape
from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import Operations, Successful

ANY = "*"
"""Stands for the index of an element, so that a list which says null of each is one cause."""


class Watch(Successful):
    """Looks at every successful reply in JSON."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first null."""
        if x.operation is None or x.from_product or x.status is None or not 200 <= x.status < 300 or not x.has_body:
            return None
        if isinstance(x.reply_json, NotJson):
            return None
        for pointer, alike in nulls(x.reply_json):
            if not x.is_redacted(pointer):
                return base.broke(x, "null", cause=f"null/{x.operation_id}{alike}", pointer=pointer)
        return base.passed(x)


def nulls(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the pointer of each null in its order, and the same with `*` for every index; a bare null is none."""
    waiting: list[tuple[Any, str, str]] = [(value, "", "")]
    while waiting:
        node, pointer, alike = waiting.pop()
        if node is None and pointer:
            yield pointer, alike
        elif isinstance(node, dict):
            names = [(one, f"/{escape(name)}") for name, one in node.items()]
            waiting += [(one, f"{pointer}{step}", f"{alike}{step}") for one, step in reversed(names)]
        elif isinstance(node, list):
            waiting += [(node[at], f"{pointer}/{at}", f"{alike}/{ANY}") for at in reversed(range(len(node)))]


KIND = base.RuleKind("no-nulls/1", Operations, Watch)
