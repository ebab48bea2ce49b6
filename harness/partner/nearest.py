"""Says of a call that nothing takes what it was, and what came nearest: method, path, first error of its content."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, Final
from urllib.parse import quote

from harness import jsonbytes
from harness.contract import Operation, Schema

LONGEST: Final = 200
"""Characters of a path that are shown and compared."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def nearest(method: str, path: str, operations: Iterable[Operation]) -> Operation | None:
    """Return the operation whose path is most like `path`; of two alike the one of that method, else the first."""
    shown = path[:LONGEST]

    def likeness(operation: Operation) -> tuple[float, bool]:
        same = SequenceMatcher(None, shown, _filled(operation.path, shown), autojunk=False).ratio()
        return round(same, 3), operation.method == method

    return max(operations, key=likeness, default=None)


def missed(method: str, path: str, body: bytes, operations: Iterable[Operation], base: str = "") -> dict[str, Any]:
    """Return what a refusal says besides: what was got, and what came nearest to it.

    `path` is as sent, without the query; `base` is the path under which the operations lie.
    """
    got = {"method": method if method in _METHODS else "another", "path": quote(path[:LONGEST], safe="/%:@-._~")}
    found = nearest(method, path.removeprefix(base), operations)
    if found is None:
        return {"got": got}
    near = {"operation": found.id, "method": found.method, "path": base + found.path}
    first = first_error(body, found) if found.method == method else ""
    return {"got": got, "nearest": {**near, "error": first} if first else near}


def first_error(body: bytes, operation: Operation) -> str:
    """Return keyword and place of the first thing in which content is not what the operation takes; '' for none."""
    schemas = [media.schema for media in operation.request_bodies.values() if isinstance(media.schema, Schema)]
    if not schemas:
        return ""
    value = jsonbytes.parse(body)
    if isinstance(value, jsonbytes.NotJson):
        return f"not JSON: {value.why}" if body or operation.request_required else ""
    for error in schemas[0].errors(value):
        place = "".join("/" + jsonbytes.escape(str(part)) for part in error.instance_path)[:LONGEST]
        return f"breaks {error.kind.name} at {place or 'its root'}"
    return ""


def _filled(template: str, path: str) -> str:
    """Return a path template with what `path` has in place of its parameters, segment by segment."""
    sent = path.split("/")
    parts = template.split("/")
    same = len(sent) == len(parts)
    return "/".join(sent[i] if same and part.startswith("{") else part for i, part in enumerate(parts))
