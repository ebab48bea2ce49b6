"""`identifiers/1`: national identifiers in replies have the form that their register gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.errors import ProfileError
from harness.formats import FORMATS
from harness.jsonbytes import escape
from harness.reading import NotJson, Reading
from harness.rules import base

DEEPEST = 64


class Params(base.Params, frozen=True, kw_only=True):
    """Which properties, by name wherever they stand, hold which identifiers."""

    fields: dict[str, str]
    """Property name to a name of harness.formats.FORMATS."""
    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at successful JSON replies that hold at least one of the properties."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        unknown = sorted(set(params.fields.values()) - set(FORMATS))
        if unknown or not params.fields:
            names = ", ".join(unknown) or "(none)"
            raise ProfileError(f"identifiers/1: unknown format {names}", hint=f"There are: {', '.join(FORMATS)}.")
        self._fields = params.fields
        self._names = tuple(f'"{name}"'.encode() for name in params.fields)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first identifier that its register could not have issued."""
        if x.from_product or x.status is None or not 200 <= x.status < 300 or not self._may_hold(x.reply_bytes):
            return None
        if isinstance(x.reply_json, NotJson):
            return None
        found = False
        for pointer, name, value in walk(x.reply_json, self._fields):
            if x.is_redacted(pointer):
                continue
            found = True
            if not isinstance(value, str) or not FORMATS[self._fields[name]](value):
                return base.broke(x, "identifier", pointer=pointer, format=self._fields[name])
        return base.passed(x) if found else None

    def _may_hold(self, body: bytes) -> bool:
        return b"\\u" in body or any(name in body for name in self._names)


def walk(value: Any, fields: dict[str, str], pointer: str = "", depth: int = 0) -> Iterator[tuple[str, str, Any]]:
    """Yield (pointer, name, value) of each member with one of the names, in document order; null says nothing."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            here = f"{pointer}/{escape(name)}"
            if name in fields and member is not None:
                yield here, name, member
            elif isinstance(member, dict | list):
                yield from walk(member, fields, here, depth + 1)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from walk(member, fields, f"{pointer}/{index}", depth + 1)


KIND = base.RuleKind("identifiers/1", Params, Watch)
