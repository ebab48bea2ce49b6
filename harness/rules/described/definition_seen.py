"""Remembers what a run shows of a server's own API definition, and the answers that it is held against."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.addressed import prefix_of
from harness.rules.kept import Kept, keep
from harness.served import ITEMS, UNKNOWN, Entry, Served, entries, readable, served

MOST: Final = 4_000
"""Answers, and names of collections, that are remembered."""
MOST_LANDINGS: Final = 20


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What came from where a definition should lie."""

    kept: Kept
    entry: Entry
    definition: Served | None
    readable: bool
    """Whether it is a JSON value."""
    as_linked: bool
    """Whether it was asked for as the type that the link names."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of those that are alike."""

    kept: Kept
    plain: bool
    """Whether it was asked for without a query."""
    odd: bool
    """Whether with the parameter that no definition has."""
    anonymous: bool
    """Whether without any credential."""
    lists: bool
    """Whether it is about the features of a collection."""


class Seen:
    """What the run has shown so far."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.landings: list[Kept] = []
        self.entries: dict[str, Entry] = {}
        """Links that lead somewhere below the base URL, by target."""
        self.elsewhere: list[tuple[Kept, Entry]] = []
        self.documents: dict[tuple[str, int, str, bool], Document] = {}
        self.served: Served | None = None
        self.brought: Document | None = None
        """What brought the definition."""
        self.answers: dict[tuple[Any, ...], Answer] = {}
        self.listed: dict[str, None] = {}
        """Names of collections in the list."""
        self.lists: list[Kept] = []
        self.cut = False
        """Whether a list of collections says that it goes on."""
        self.belongs: dict[str, Kept] = {}
        """By name of a collection: a feature that says that it belongs to it."""

    def unheard(self, relation: str) -> bool:
        """Tell whether a link of that relation was followed to no answer that tells, or not at all."""
        had = {document.kept.target for document in self.documents.values()}
        return any(one.relation == relation and one.target not in had for one in self.entries.values())

    @property
    def at(self) -> tuple[ExchangeId, ...]:
        """What shows which definition it is: the landing page that links to it, and the reply that brought it."""
        found = (*self.landings[:1], *((self.brought.kept,) if self.brought is not None else ()))
        return tuple(kept.id for kept in found)

    def see(self, x: Reading, entry: str, collections: str) -> None:
        """Remember what an exchange shows; `entry` and `collections` are operations of the profile's own contract."""
        kept = keep(x, x.status or 0)
        self._answer(x, kept)
        if x.operation_id == entry and kept.status == 200:
            self._land(x, kept)
        if collections and x.operation_id == collections and kept.status == 200:
            self._list(x, kept)
        target = kept.target.removeprefix(prefix_of(x.base))
        if kept.method == "GET" and target in self.entries:
            self._document(x, kept, self.entries[target])
        self._belonging(x, kept)

    def _land(self, x: Reading, kept: Kept) -> None:
        if len(self.landings) < MOST_LANDINGS:
            self.landings.append(kept)
            for one in entries(x):
                if one.target:
                    self.entries.setdefault(one.target, one)
                else:
                    self.elsewhere.append((kept, one))

    def _document(self, x: Reading, kept: Kept, entry: Entry) -> None:
        found, asked = served(x), x.request_headers.get("accept", "") == entry.media_type
        document = Document(kept=kept, entry=entry, definition=found, readable=readable(x), as_linked=asked)
        if len(self.documents) < MOST_LANDINGS:
            self.documents.setdefault((kept.target, kept.status, kept.content_type, asked), document)
        if self.served is None and found is not None:
            self.served, self.brought = found, document

    def _list(self, x: Reading, kept: Kept) -> None:
        value = x.reply_json if isinstance(x.reply_json, dict) else {}
        if len(self.lists) < MOST_LANDINGS:
            self.lists.append(kept)
        links = value.get("links")
        self.cut |= any(isinstance(one, dict) and one.get("rel") == "next" for one in _items(links))
        for one in _items(value.get("collections")):
            if isinstance(one, dict) and isinstance(one.get("id"), str) and len(self.listed) < MOST:
                self.listed[one["id"]] = None

    def _answer(self, x: Reading, kept: Kept) -> None:
        odd, anonymous = UNKNOWN in x.query, x.exchange.identity == "none" or x.credential == "absent"
        above = next(iter(x.path_params.values()), "") if x.operation is not None else kept.path
        key = (kept.operation, above, kept.method, kept.status, kept.media_type, not x.query, odd, anonymous)
        if key not in self.answers and len(self.answers) < MOST:
            lists = ITEMS.search(kept.path) is not None and kept.path.endswith("/items")
            self.answers[key] = Answer(kept=kept, plain=not x.query, odd=odd, anonymous=anonymous, lists=lists)

    def _belonging(self, x: Reading, kept: Kept) -> None:
        """Remember the collection that a feature, read by itself, says that it belongs to."""
        if kept.status != 200 or not isinstance(x.reply_json, dict) or x.reply_json.get("type") != "Feature":
            return
        above = next(iter(x.path_params.values()), "")
        if above and len(self.belongs) < MOST:
            self.belongs.setdefault(above, kept)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
