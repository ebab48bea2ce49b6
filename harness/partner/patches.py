"""Changes a script's data, as a planted defect does: takes away, sets, inserts, adds an operation, spoils answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from harness.errors import MockError
from harness.partner.acts.table import AnyAct
from harness.partner.script import Line, Mock, unshared, written_out
from harness.partner.wires import AnyWire


class Patch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change; exactly one of `remove`, `set`, `insert`, `serve`, `describe` and `wire` is given.

    A place is `operation/act`, or further down `operation/act/member/...`; the operation may be a pattern (`list*`).
    A place that begins with another key of the script (`state`, `authority`, `head` ...) is that one. Every place must
    exist.
    """

    remove: str = ""
    set: str = ""
    to: Any = msgspec.UNSET
    """For `set`: the new value; of an act it may leave `id` out. A place that ends with `-` is the end of a list.
    For `describe`: what stands there instead; absent: nothing."""
    insert: AnyAct | None = None
    before: str = ""
    after: str = ""
    serve: str = ""
    """`METHOD /path` of an operation that the script does not have."""
    acts: tuple[Line, ...] = ()
    describe: str = ""
    """JSON pointer into the description that the mock serves; it plays on as it was."""
    wire: AnyWire | None = None

    def __post_init__(self) -> None:
        ways = (self.remove, self.set, self.insert is not None, self.serve, self.describe, self.wire is not None)
        if sum(map(bool, ways)) != 1:
            raise ValueError("a patch is exactly one of remove, set, insert, serve, describe, wire")
        if bool(self.set) != (self.to is not msgspec.UNSET) and not self.describe:
            raise ValueError("set and to belong together")
        if (self.insert is not None) != bool(self.before or self.after) or (self.before and self.after):
            raise ValueError("insert goes with one of before and after")


def patched(mock: Mock, patches: tuple[Patch, ...], why: str) -> Mock:
    """Return the mock with the patches made in their order; `why` names them in errors. Raises MockError."""
    mock = replace(mock, data=unshared(mock.data))
    for patch in patches:
        try:
            _make(mock, patch)
        except LookupError as error:
            raise MockError(
                f"it patches {error.args[0]!r}, which is not there",
                where=why,
                hint="Either the place is misspelt, or another defect has taken it away: not all can be combined.",
            ) from None
    return mock


def _make(mock: Mock, patch: Patch) -> None:
    if patch.wire is not None:
        mock.data.setdefault("wires", []).append(msgspec.to_builtins(patch.wire))
    elif patch.describe:
        value = None if patch.to is msgspec.UNSET else unshared(patch.to)
        mock.data.setdefault("misdescribed", []).append([patch.describe, value])
    elif patch.serve:
        if patch.serve in mock.data["operations"]:
            raise LookupError(patch.serve)
        mock.data["operations"][patch.serve] = written_out(mock, msgspec.to_builtins(patch.acts))
    elif patch.insert is not None:
        for acts, index in _places(mock.data, patch.before or patch.after):
            acts.insert(index + bool(patch.after), msgspec.to_builtins(patch.insert))
    elif patch.remove:
        for parent, key in _places(mock.data, patch.remove):
            del parent[key]
    else:
        for parent, key in _places(mock.data, patch.set, new=True):
            _set(parent, key, unshared(patch.to))


def _set(parent: Any, key: Any, value: Any) -> None:
    if isinstance(parent, list) and key == "-":
        parent.append(value)
        return
    if isinstance(parent, list) and isinstance(value, dict) and "act" in value:
        value = {"id": parent[key]["id"], **value}
    parent[key] = value


def _places(data: dict[str, Any], place: str, new: bool = False) -> list[tuple[Any, Any]]:
    """Every (container, key) that a place names; raises LookupError for none. With `new` its last key may be new."""
    first, *rest = place.split("/")
    if not rest:
        if first not in data and not new:
            raise LookupError(place)
        return [(data, first)]
    operations = data["operations"].items()
    starts = [data[first]] if first in data else [acts for name, acts in operations if fnmatchcase(name, first)]
    found = [spot for start in starts for spot in _below(start, rest, new)]
    if not found:
        raise LookupError(place)
    return found


def _below(node: Any, parts: list[str], new: bool) -> Iterator[tuple[Any, Any]]:
    token, *rest = parts
    for parent, key in _children(node, token, new and not rest):
        if rest:
            yield from _below(parent[key], rest, new)
        else:
            yield parent, key


def _children(node: Any, token: str, new: bool) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict) and (token in node or new):
        yield node, token
    elif isinstance(node, list):
        if token == "-" and new:
            yield node, token
        for index, item in enumerate(node):
            if isinstance(item, dict) and "act" in item:
                if item["id"] == token:
                    yield node, index
                elif "do" in item:
                    yield from _children(item["do"], token, False)
            elif token == str(index):
                yield node, index
