"""Says in what places one JSON value differs from another, and makes the other from the one again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any, Final

import msgspec

from harness.expression import parse_pointer
from harness.jsonbytes import escape

GONE: Final = "gone"


class Difference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One place that is otherwise."""

    at: str
    """JSON pointer (RFC 6901); its parent exists in both."""
    now: Any = msgspec.UNSET
    """What stands there instead; unset where nothing does."""


def differences(before: Any, after: Any, pointer: str = "") -> Iterator[Difference]:
    """Yield where `after` differs, outermost only; lists of different length differ as a whole."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before.keys() | after.keys():
            here = f"{pointer}/{escape(name)}"
            if name not in after:
                yield Difference(at=here)
            elif name not in before:
                yield Difference(at=here, now=after[name])
            else:
                yield from differences(before[name], after[name], here)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{pointer}/{index}")
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        yield Difference(at=pointer, now=after)


def applied(value: Any, changes: Iterable[Difference]) -> Any:
    """Return a copy of `value` with the differences put in. Raises LookupError for a place that is not there."""
    made = deepcopy(value)
    for change in changes:
        if not change.at:
            made = change.now
            continue
        *above, last = parse_pointer(change.at)
        node = made
        for token in above:
            node = node[int(token)] if isinstance(node, list) else node[token]
        key: Any = int(last) if isinstance(node, list) else last
        if change.now is msgspec.UNSET:
            del node[key]
        else:
            node[key] = change.now
    return made
