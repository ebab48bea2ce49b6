"""`identifiers/1`: national identifiers in replies have the form that their register gives them."""

from __future__ import annotations

from typing import Any

from harness.errors import ProfileError
from harness.formats import FORMATS
from harness.reading import NotJson, Reading
from harness.rules import base

DEEPEST = 64


class Params(base.Params):
    """Which properties, by name wherever they stand, hold which identifiers."""

    fields: dict[str, str]
    """Property name to a name of harness.formats.FORMATS."""
    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at successful JSON replies that hold at least one of the properties."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        unknown = sorted(set(params.fields.values()) - set(FORMATS))
        if unknown:
            raise ProfileError(f"identifiers/1: unknown format {unknown[0]!r}", hint=f"There are: {', '.join(FORMATS)}.")
        self._fields = params.fields

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first identifier that its register could not have issued."""
        if x.from_product or x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
            return None
        found = False
        for pointer, name, value in _walk(x.reply_json, "", self._fields, 0):
            if x.is_redacted(pointer):
                continue
            found = True
            if not isinstance(value, str) or not FORMATS[self._fields[name]](value):
                return base.broke(x, "identifier", pointer=pointer, format=self._fields[name])
        return base.passed(x) if found else None


def _walk(value: Any, pointer: str, fields: dict[str, str], depth: int) -> Any:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in fields and member is not None:
                yield here, name, member
            else:
                yield from _walk(member, here, fields, depth + 1)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _walk(member, f"{pointer}/{index}", fields, depth + 1)


class Identifiers:
    """The kind."""

    name = "identifiers/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
