"""Finds what a `$ref` of an API description stands for, in the same file or one beside it, never on the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from harness.errors import ContractError
from harness.jsonbytes import escape
from harness.yamlfile import Loaded, load

MAX_FILES = 1000
MAX_HOPS = 50


class Place(NamedTuple):
    """A value of the description: its file, relative to the main one ('' for the main one), and a JSON pointer."""

    file: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"

    def below(self, *tokens: str | int) -> Place:
        """Return the place of a member of this value."""
        return Place(self.file, "/".join((self.pointer, *(escape(str(token)) for token in tokens))))


class Unfound(Exception):
    """A reference leads nowhere; the message says why."""


class Places:
    """The files of one description, read when they are needed."""

    def __init__(self, main: Loaded) -> None:
        """Start from the main file; where it has no path, no file lies beside it."""
        self._files: dict[str, Loaded] = {"": main}
        self._anchors: dict[str, dict[str, str]] = {}
        self._folder = main.path.resolve().parent if main.path is not None else None
        self._main_name = main.path.name if main.path is not None else ""

    def where(self, place: Place) -> str:
        """Return `file:line` of a place."""
        return self._files[place.file].at(place.pointer)

    def value(self, place: Place) -> Any:
        """Return the value at `place`; raises Unfound."""
        value = self._files[place.file].value
        for part in place.pointer.split("/")[1:]:
            token = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and token in value:
                value = value[token]
            elif isinstance(value, list) and token.isdecimal() and len(token) < 9 and int(token) < len(value):
                value = value[int(token)]
            else:
                raise Unfound(f"nothing stands at {place}")
        return value

    def target(self, ref: Any, base: Place) -> Place:
        """Return the place that `ref`, written at `base`, points to; raises Unfound."""
        if not isinstance(ref, str):
            raise Unfound("a $ref must be text")
        address, _, fragment = ref.partition("#")
        file = self._open(address, base.file) if address else base.file
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return Place(file, self._anchor(file, fragment))
        return Place(file, fragment)

    def follow(self, place: Place) -> tuple[Place, Any]:
        """Return the place and value that remain when every `$ref` on the way is followed; raises Unfound."""
        for _ in range(MAX_HOPS):
            value = self.value(place)
            if not (isinstance(value, dict) and "$ref" in value):
                return place, value
            place = self.target(value["$ref"], place)
        raise Unfound(f"the references at {place} lead in a circle")

    def _open(self, address: str, base: str) -> str:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address.startswith("/"):
            raise Unfound(f"{address} lies elsewhere; nothing is fetched")
        if self._folder is None:
            raise Unfound(f"{address} lies in another file, and this description has no folder")
        path = (self._folder / base).parent / unquote(parts.path) if base else self._folder / unquote(parts.path)
        try:
            path = path.resolve()
            name = path.relative_to(self._folder).as_posix()
        except (ValueError, OSError, RuntimeError):
            raise Unfound(f"{address} lies outside the folder of the description") from None
        name = "" if name == self._main_name else name
        if name not in self._files:
            self._files[name] = self._read(path, address)
        return name

    def _read(self, path: Path, address: str) -> Loaded:
        if len(self._files) >= MAX_FILES:
            raise Unfound(f"{address} would be file number {MAX_FILES + 1}")
        try:
            return load(path, ContractError)
        except ContractError as error:
            raise Unfound(f"{address} cannot be read: {error.message}") from error

    def _anchor(self, file: str, name: str) -> str:
        if file not in self._anchors:
            found: dict[str, str] = {}
            _collect_anchors(self._files[file].value, "", found)
            self._anchors[file] = found
        if name not in self._anchors[file]:
            raise Unfound(f"no $anchor is called {name}")
        return self._anchors[file][name]


def _collect_anchors(value: Any, pointer: str, found: dict[str, str]) -> None:
    if isinstance(value, dict):
        anchor = value.get("$anchor")
        if isinstance(anchor, str):
            found.setdefault(anchor, pointer)
        for key, member in value.items():
            _collect_anchors(member, f"{pointer}/{escape(key)}", found)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            _collect_anchors(member, f"{pointer}/{index}", found)
