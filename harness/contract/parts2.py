"""Reads the parts of an operation as OpenAPI 2.0 has them, in the shape of 3.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.contract.model import Encoding, Header, Media, Parameter, Reply, Unresolved
from harness.contract.parts3 import last_of_each, statuses, text
from harness.contract.places import Place
from harness.contract.schema import REPLY, REQUEST, Schema
from harness.contract.source import Source

_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_LOCATIONS = ("path", "query", "header", "body", "formData")
_COLLECTIONS: dict[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
"""`collectionFormat` as style and explode of 3.1; `tsv` has no like."""


class Parts2:
    """Reads operations of OpenAPI 2.0."""

    def __init__(self, source: Source) -> None:
        """Take the description."""
        self._source = source

    def parameters(self, item: Place, place: Place) -> tuple[Parameter, ...]:
        """Return the parameters of the operation at `place`, without those that make up its body."""
        found: list[Parameter] = []
        for at, value in self._listed(item, place):
            location = value.get("in")
            if not isinstance(value.get("name"), str) or location not in (
                "path",
                "query",
                "header",
                "body",
                "formData",
            ):
                reason = "a parameter needs a name, and one of path, query, header, body and formData under `in`"
                self._source.miss(reason, at)
            elif location in _LOCATIONS[:3]:
                found.append(self._parameter(value, at))
        return last_of_each(found)

    def _listed(self, item: Place, place: Place) -> Iterator[tuple[Place, dict[str, Any]]]:
        for owner in (item, place):
            for each in self._source.elements(owner.below("parameters")):
                at, value = self._source.object(each, "a parameter")
                if isinstance(value, dict):
                    yield at, value

    def _parameter(self, value: dict[str, Any], place: Place) -> Parameter:
        location = value["in"]
        style, explode, gap = self._collection(value, place)
        return Parameter(
            name=value["name"],
            location=location,
            required=value.get("required") is True or location == "path",
            schema=gap or self._source.schema(place, REQUEST),
            style=style,
            explode=explode,
            allow_empty=value.get("allowEmptyValue") is True and location == "query",
            examples=(("", value["x-example"]),) if "x-example" in value else (),
            where=str(place),
        )

    def _collection(self, value: dict[str, Any], place: Place) -> tuple[str, bool, Unresolved | None]:
        """Return style and explode of a parameter, and a gap where 3.1 has no like."""
        if value.get("type") != "array":
            return ("form", True, None) if value.get("in") == "query" else ("simple", False, None)
        written = value.get("collectionFormat", "csv")
        if value.get("in") in ("path", "header"):
            gap = None if written == "csv" else self._unread(written, place)
            return "simple", False, gap
        style, explode = _COLLECTIONS.get(written if isinstance(written, str) else "", ("", False))
        return style or "form", explode, None if style else self._unread(written, place)

    def _unread(self, written: Any, place: Place) -> Unresolved:
        return self._source.gap(f"the collectionFormat {written} is not read here", place.below("collectionFormat"))

    def body(self, item: Place, place: Place) -> tuple[dict[str, Media], bool]:
        """Return the media types of the body that `body` or `formData` parameters describe, and if it is required."""
        # What is amiss with a parameter was said when the others were read.
        before = list(self._source.missed)
        listed = {
            (text(value.get("in")), text(value.get("name"))): (at, value) for at, value in self._listed(item, place)
        }
        self._source.missed = before
        whole = [each for (location, _), each in listed.items() if location == "body"]
        form = {name: each for (location, name), each in listed.items() if location == "formData"}
        consumes = self._types(place, "consumes")
        if whole:
            at, value = whole[-1]
            schema = self._source.schema(at.below("schema"), REQUEST)
            media = self._each(consumes or ("application/json",), schema, {}, at)
            return media, value.get("required") is True
        return self._form(form, consumes, place) if form else ({}, False)

    def _form(
        self, form: dict[str, tuple[Place, dict[str, Any]]], consumes: tuple[str, ...], place: Place
    ) -> tuple[dict[str, Media], bool]:
        required = sorted(name for name, (_, value) in form.items() if value.get("required") is True)
        members = {name: at for name, (at, _) in form.items()}
        schema = self._source.composed(place.below("parameters"), members, required)
        encoding = {}
        for name, (at, value) in form.items():
            style, explode, _ = self._collection(value, at)
            if value.get("type") == "array":
                encoding[name] = Encoding(style=style, explode=explode)
        files = any(value.get("type") == "file" for _, value in form.values())
        types = tuple(each for each in consumes if each.startswith((_URLENCODED, _MULTIPART)))
        media = self._each(types or ((_MULTIPART if files else _URLENCODED),), schema, {}, place, encoding)
        return media, bool(required)

    def _each(
        self,
        types: tuple[str, ...],
        schema: Schema | Unresolved | None,
        examples: dict[str, Any],
        place: Place,
        encoding: dict[str, Encoding] | None = None,
    ) -> dict[str, Media]:
        return {
            name: self._source.judged(
                Media(
                    media_type=name,
                    schema=schema,
                    examples=(("", examples[name]),) if name in examples else (),
                    encoding=encoding or {},
                    where=str(place),
                ),
                place,
            )
            for name in types
        }

    def _types(self, place: Place, member: str) -> tuple[str, ...]:
        """Return the media types that an operation consumes or produces; its own list replaces the general one."""
        listed = self._source.peek(place.below(member))
        if listed is None:
            listed = self._source.root().get(member)
        return tuple(each.lower() for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()

    def replies(self, place: Place) -> dict[str, Reply]:
        """Return what the operation at `place` may answer, by status."""
        produces = self._types(place, "produces") or ("*/*",)
        return {name: self._reply(name, each, produces) for name, each in statuses(self._source, place)}

    def _reply(self, status: str, place: Place, produces: tuple[str, ...]) -> Reply:
        place, value = self._source.object(place, "a reply")
        if isinstance(value, Unresolved):
            return Reply(status=status, media={}, headers={}, unresolved=value, where=str(place))
        headers = {
            name.lower(): self._header(name, each)
            for name, each in self._source.members(place.below("headers"))
            if name.lower() != "content-type"
        }
        media = self._content(value, place, produces) if "schema" in value else {}
        return Reply(status=status, media=media, headers=headers, where=str(place))

    def _content(self, value: dict[str, Any], place: Place, produces: tuple[str, ...]) -> dict[str, Media]:
        given = value.get("examples")
        examples = {name.lower(): each for name, each in given.items()} if isinstance(given, dict) else {}
        said = value["schema"]
        # A file is whatever octets the media type says.
        is_file = isinstance(said, dict) and said.get("type") == "file"
        schema = None if is_file else self._source.schema(place.below("schema"), REPLY)
        return self._each(produces, schema, examples, place)

    def _header(self, name: str, place: Place) -> Header:
        place, value = self._source.object(place, "a header field")
        schema = value if isinstance(value, Unresolved) else self._source.schema(place, REPLY)
        return Header(name=name, required=False, schema=schema, where=str(place))
