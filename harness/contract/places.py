"""Finds what a `$ref` of an API description stands for, in the same file or one beside it, never on the network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from harness.canonical import digest
from harness.contract.names import Named, collect, joined
from harness.errors import ContractError
from harness.jsonbytes import escape
from harness.yamlfile import Loaded, load

ELSEWHERE: Final = "lies elsewhere; nothing is fetched"
"""The end of the reason where a reference names another host."""
MAX_FILES = 1000
MAX_HOPS = 50


Scope = tuple[tuple[str, str], ...]
"""Names of dynamic anchors and the places that they mean, as the outermost schema decides, in order of names."""


class Place(NamedTuple):
    """A value of the description: its file, relative to the main one ('' for the main one), and a JSON pointer."""

    file: str
    pointer: str
    base: bool = False
    """Whether a schema is meant without its own discriminator, as part of one that the discriminator may choose."""
    scope: Scope = ()
    """What dynamic references in a schema mean, where that is not what they mean by themselves."""

    def __str__(self) -> str:
        # No pointer holds `~b` or `~$`, so that no two places are written alike.
        bound = "".join(f"~${name}={place}" for name, place in self.scope)
        return f"{self.file}#{self.pointer}{'~base' if self.base else ''}{bound}"

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that `str` wrote, without how a schema is meant there."""
        file, _, pointer = text.partition("#")
        return cls(file, pointer.partition("~b")[0].partition("~$")[0])

    def below(self, *tokens: str | int) -> Place:
        """Return the place of a member of this value."""
        pointer = "/".join((self.pointer, *(escape(str(token)) for token in tokens)))
        return Place(self.file, pointer, scope=self.scope)


class Unfound(Exception):
    """A reference leads nowhere; the message says why."""


class Places:
    """The files of one description, read when they are needed."""

    def __init__(self, main: Loaded) -> None:
        """Start from the main file; where it has no path, no file lies beside it."""
        self._files: dict[str, Loaded] = {"": main}
        self._named: dict[str, Named] = {}
        self._has_dynamic: dict[str, bool] = {}
        self._failed: dict[str, str] = {}
        self._folder = main.path.resolve().parent if main.path is not None else None
        self._main_name = main.path.name if main.path is not None else ""

    def where(self, place: Place) -> str:
        """Return `file:line` of a place."""
        return self._files[place.file].at(place.pointer)

    def located(self, places: Iterable[str]) -> dict[str, str]:
        """Return `file:line` of many places, as `str` writes them."""
        by_file: dict[str, dict[str, str]] = {}
        for text in places:
            place = Place.read(text)
            by_file.setdefault(place.file, {})[text] = place.pointer
        found = {}
        for file, asked in by_file.items():
            loaded = self._files.get(file)
            lines = loaded.lines_of(asked.values()) if loaded is not None else {}
            for text, pointer in asked.items():
                found[text] = f"{loaded.where}:{lines[pointer]}" if loaded is not None else text
        return found

    def read_besides(self) -> dict[str, str]:
        """Return the digest of every other file that was looked for, by its name; '' where it could not be read."""
        found = {name: digest(loaded.data) for name, loaded in self._files.items() if name}
        return found | dict.fromkeys(self._failed, "")

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
        """Return the place that `ref`, written at `base`, points to; raises Unfound.

        A reference is read from the file that it stands in, as authors of descriptions mean it; where that leads
        nowhere, from the `$id` of the schema that it stands in (JSON Schema 2020-12 core, 8.2.1).
        """
        if not isinstance(ref, str):
            raise Unfound("a $ref must be text")
        address, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        try:
            place = Place(self._open(address, base.file) if address else base.file, fragment)
            if not fragment.startswith("/"):
                return self._anchored(place, fragment) if fragment else place
            self.value(place)
            return place
        except Unfound:
            found = self._identified(address, fragment, base)
            if found is None:
                raise
            return found

    def _identified(self, address: str, fragment: str, base: Place) -> Place | None:
        """Return what a reference means that is read from the `$id` of the schema around it."""
        named = self.named(base.file)
        resource = named.resource(base.pointer)
        root: Place | None = Place(base.file, resource)
        if address:
            root = self._by_id(joined(named.resources.get(resource, ""), address))
        if root is None or (not address and not resource):
            return None
        if fragment and not fragment.startswith("/"):
            return self._anchored(root, fragment)
        return Place(root.file, root.pointer + fragment)

    def _by_id(self, address: str) -> Place | None:
        for file in list(self._files):
            pointer = self.named(file).by_id.get(address)
            if pointer is not None:
                return Place(file, pointer)
        return None

    def dynamic(self, ref: Any, base: Place) -> Place:
        """Return the place that a `$dynamicRef` points to from within the schemas that led there; raises Unfound."""
        place = self.target(ref, base)
        name = ref.rpartition("#")[2]
        chosen = dict(base.scope).get(name)
        if chosen is None or self._dynamic(place).get(name) != str(place):
            return place
        file, _, pointer = chosen.partition("#")
        return Place(file, pointer)

    def entered(self, target: Place, base: Place) -> Place:
        """Return `target` with what dynamic anchors mean there, as a reference at `base` leads to it.

        Outer schemas come before inner ones (JSON Schema 2020-12 core, 8.2.3.2).
        """
        scope = {**self._dynamic(base), **dict(base.scope)}
        if not scope:
            return target
        there = self._dynamic(target)
        kept = {name: place for name, place in scope.items() if there.get(name) != place}
        return target._replace(scope=tuple(sorted(kept.items())))

    def _dynamic(self, place: Place) -> dict[str, str]:
        """Return the dynamic anchors of the resource that `place` lies in, and the place of each."""
        if place.file not in self._has_dynamic:
            self._has_dynamic[place.file] = b"$dynamicAnchor" in self._files[place.file].data
        if not self._has_dynamic[place.file]:
            return {}
        named = self.named(place.file)
        found = named.dynamic.get(named.resource(place.pointer), {})
        return {name: f"{place.file}#{pointer}" for name, pointer in found.items()}

    def recursive(self, base: Place) -> Place:
        """Return what a `$recursiveRef` at `base` means: the schema around it that says so; raises Unfound."""
        pointer = base.pointer
        while True:
            place = Place(base.file, pointer)
            value = self.value(place)
            if isinstance(value, dict) and value.get("$recursiveAnchor") is True:
                return place
            if not pointer:
                raise Unfound("no schema around it has a $recursiveAnchor")
            pointer = pointer.rpartition("/")[0]

    def follow(self, place: Place) -> tuple[Place, Any]:
        """Return the place and value that remain when every `$ref` on the way is followed; raises Unfound."""
        for _ in range(MAX_HOPS):
            value = self.value(place)
            if not (isinstance(value, dict) and "$ref" in value):
                return place, value
            place = self.target(value["$ref"], place)
        raise Unfound(f"the references at {place} lead in a circle")

    def _open(self, address: str, base: str) -> str:
        try:
            parts = urlsplit(address)
        except ValueError:
            raise Unfound(f"{address} is no address") from None
        if parts.scheme or parts.netloc or address.startswith("/"):
            raise Unfound(f"{address} {ELSEWHERE}")
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
            self._files[name] = self._read(path, name, address)
        return name

    def _read(self, path: Path, name: str, address: str) -> Loaded:
        if name in self._failed:
            raise Unfound(self._failed[name])
        if len(self._files) + len(self._failed) >= MAX_FILES:
            raise Unfound(f"{address} would be file number {MAX_FILES + 1}")
        try:
            return load(path, ContractError, (Path(self._files[""].where).parent / name).as_posix())
        except ContractError as error:
            self._failed[name] = f"{address} cannot be read: {error.message}"
            raise Unfound(self._failed[name]) from error

    def _anchored(self, place: Place, name: str) -> Place:
        """Return the schema that is called `name`, in the resource at `place`, else anywhere in its file."""
        named = self.named(place.file)
        resource = place.pointer if place.pointer in named.resources else ""
        found = named.anchors.get((resource, name)) or named.anywhere.get(name, [])
        if not found:
            raise Unfound(f"no $anchor is called {name}")
        if len(found) > 1:
            raise Unfound(f"{len(found)} schemas are called {name}")
        return Place(place.file, found[0])

    def named(self, file: str) -> Named:
        """Return the names that schemas of a file give themselves."""
        if file not in self._named:
            self._named[file] = collect(self._files[file].value)
        return self._named[file]
