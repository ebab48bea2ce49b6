"""`times/1`: a time in a reply is written as RFC 3339 has it, with its offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.jsonbytes import escape
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.replies import Operations, Successful

DEEPEST = 24
MOST = 5_000
"""Values of one reply that are looked at."""
_ALIKE = re.compile(
    r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[Tt ][0-9]{2}:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)?\s*(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)
"""What looks like a time of day on a day, and nothing else (ISO 8601, and habits near it)."""
_RIGHT = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
"""RFC 3339 section 5.6; the letters may be small, and a blank may stand for T."""
_PERHAPS = re.compile(rb'"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[Tt ][0-9]{2}')


class Watch(Successful):
    """Looks at every text of a successful JSON reply that is a time of day on a day."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first time that is written otherwise; a reply without any shows nothing."""
        if x.operation is None or x.from_product or not x.says_json or not _PERHAPS.search(x.reply_bytes):
            return None
        if isinstance(x.reply_json, NotJson):
            return None
        found = False
        for pointer, text in texts(x.reply_json):
            if not _ALIKE.fullmatch(text) or x.is_redacted(pointer):
                continue
            found = True
            if not _RIGHT.fullmatch(text):
                return base.broke(x, "time", cause=f"time/{_name(pointer)}", pointer=pointer)
        return base.passed(x) if found else None


def texts(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield pointer and text of each string, level by level."""
    level: list[tuple[str, Any]] = [(pointer, value)]
    left = MOST
    for _ in range(DEEPEST):
        below: list[tuple[str, Any]] = []
        for here, node in level:
            left -= 1
            if left < 0:
                return
            if isinstance(node, str):
                yield here, node
            elif isinstance(node, dict):
                below += ((f"{here}/{escape(name)}", member) for name, member in node.items())
            elif isinstance(node, list):
                below += ((f"{here}/{index}", member) for index, member in enumerate(node))
        level = below


def _name(pointer: str) -> str:
    """Return the last name of a pointer that is no index: what is wrong in one element is wrong in all."""
    return next((token for token in reversed(pointer.split("/")) if not token.isdigit()), "")


KIND = base.RuleKind("times/1", Operations, Watch)
