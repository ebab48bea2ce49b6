"""Remembers what a partition's replies taught: values by their names, and cases that led somewhere new.

Of a list nothing is learned but that it came: it shows what other partitions are making at the same time, and what is
asked must not hang on that. What the exploration saw in lists is known before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from harness.evidence import Exchange, Response
from harness.gather.cases import Case
from harness.jsonbytes import NotJson
from harness.reading import Reading

MOST_VALUES: Final = 12
MOST_NAMES: Final = 200
MOST_CASES: Final = 40
MOST_ALIKE: Final = 8
DEEPEST: Final = 5
LONGEST: Final = 200
"""Characters of a text that is remembered."""


class Learnt:
    """What is known so far; bounded, and the same for the same replies."""

    def __init__(self, known: Mapping[str, tuple[Any, ...]] | None = None) -> None:
        """`known` holds values by name that were learnt before."""
        self.values: dict[str, list[Any]] = {plain(name): list(values) for name, values in (known or {}).items()}
        self.accepted: list[Case] = []
        """Cases that were taken (2xx), unlike in what came back; then those that led to other new replies."""
        self._seen: Counter[object] = Counter()

    def hear(self, case: Case, exchange: Exchange, reading: Reading, *, shared: bool = False) -> None:
        """Take in what came back on a case; `shared`: what came shows more than this partition's own things."""
        reply = exchange.reply
        if not isinstance(reply, Response):
            return
        body = reading.reply_json
        found = not isinstance(body, NotJson)
        alike = (
            reply.status,
            reading.media_type,
            "" if shared else tuple(sorted(body)) if isinstance(body, dict) else type(body).__name__,
        )
        self._seen[alike] += 1
        room = MOST_ALIKE if 200 <= reply.status < 300 else 1
        if self._seen[alike] <= room and len(self.accepted) < MOST_CASES:
            self.accepted.append(case)
        if found and not shared and 200 <= reply.status < 300:
            self.remember(body)

    def remember(self, value: Any, name: str = "", depth: int = 0) -> None:
        """Take in the scalars of a JSON value by the names that they bear."""
        if depth > DEEPEST:
            return
        if isinstance(value, dict):
            for key, member in value.items():
                self.remember(member, key, depth + 1)
        elif isinstance(value, list):
            for member in value[:MOST_VALUES]:
                self.remember(member, name, depth + 1)
        elif name and value is not None and not isinstance(value, bool):
            self._add(plain(name), value)

    def of(self, name: str) -> list[Any]:
        """Return the values that were seen under a name."""
        return self.values.get(plain(name), [])

    def _add(self, name: str, value: Any) -> None:
        if isinstance(value, str) and len(value) > LONGEST:
            return
        if name not in self.values and len(self.values) >= MOST_NAMES:
            return
        known = self.values.setdefault(name, [])
        if value not in known and len(known) < MOST_VALUES:
            known.append(value)


def plain(name: str) -> str:
    """Return a name without case and punctuation: `person_id` is `personId`."""
    return "".join(character for character in name.lower() if character.isalnum())
