"""Holds the description's own examples against its own schemas, before a product is asked to take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from harness import jsonbytes
from harness.contract.codes import problems
from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.lint.nodes import below, definitions, schemas
from harness.contract.media import is_json
from harness.contract.model import Media, Parameter
from harness.contract.schema import Schema

MOST: Final = 20_000
"""Examples within schemas that are looked at."""


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield each example that breaks the schema which it is an example of."""
    for operation in (*compiled.contract.operations, *compiled.contract.webhooks):
        for parameter in operation.parameters:
            yield from _parameter(parameter)
        for media in operation.request_bodies.values():
            yield from _media(media)
        for reply in operation.replies.values():
            for media in reply.media.values():
                yield from _media(media)
    yield from _within(compiled)


def _parameter(parameter: Parameter) -> Iterator[Finding]:
    for name, value in parameter.examples:
        if not parameter.media_type and not _reads_right(parameter.schema, value):
            yield from _finding(parameter.schema, value, "examples/parameter", _at(parameter.where, name), name)


def _reads_right(schema: object, value: Any) -> bool:
    """Whether an example is the text of a parameter, which is what goes over the wire, and means what it should."""
    if not isinstance(value, str) or not isinstance(schema, Schema):
        return False
    meant = jsonbytes.parse(value.encode("utf-8", "surrogatepass"))
    return schema.type in ("array", "object") or (not isinstance(meant, jsonbytes.NotJson) and schema.is_valid(meant))


def _media(media: Media) -> Iterator[Finding]:
    for name, value in media.examples:
        if fits(media, value) is False:
            yield from _finding(media.schema, value, "examples/content", _at(media.where, name), name)


def fits(media: Media, value: Any) -> bool | None:
    """Tell whether an example keeps the schema of its media type; None where that cannot be told.

    The example of a content that is not JSON may be written as the text that it is.
    """
    if not isinstance(media.schema, Schema):
        return None
    name = media.media_type.partition(";")[0].strip()
    if not is_json(name) and isinstance(value, str):
        return None
    return media.schema.is_valid(value)


def _at(where: str, name: str) -> str:
    return f"{where}/examples/{name}" if name else f"{where}/example"


def _finding(schema: object, value: Any, code: str, where: str, name: str) -> Iterator[Finding]:
    if isinstance(schema, Schema):
        for problem in problems(schema.errors(value), schema.key, "")[:1]:
            if problem.code != "unjudged":
                which = f"the example {name}" if name else "the example"
                message = f"{which} breaks its own schema: at {problem.pointer or 'its root'} the rule {problem.code}"
                yield Finding(code=code, message=message, where=where)


def _within(compiled: Compiled) -> Iterator[Finding]:
    """Look at the examples that schemas themselves bring, however deep."""
    looked = 0
    keepers: dict[bytes, Callable[[Any], bool]] = {}
    anyone = next(iter(schemas(compiled.contract).values()), None)
    for key, node in definitions(compiled.contract).items() if anyone is not None else ():
        for where, inner in below(key, node):
            for value in inner.get("examples", ()):
                looked += 1
                if looked > MOST:
                    message = f"there are more than {MOST} examples in schemas; the rest were not looked at"
                    yield Finding(code="examples/too-many", message=message, where=where)
                    return
                if anyone is not None and not _keeper(anyone, inner, keepers)(value):
                    message = "the example of a schema breaks that schema"
                    yield Finding(code="examples/schema", message=message, where=f"{where}/example")


def _keeper(anyone: Schema, node: dict[str, Any], known: dict[bytes, Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Return what tells whether a value keeps `node`; many schemas say the same in the same words."""
    bare = {keyword: value for keyword, value in node.items() if keyword not in ("examples", "default")}
    key = orjson.dumps(bare)
    if key not in known:
        known[key] = anyone.keeper(bare)
    return known[key]
