"""Says what a conversation is, and holds what all of them do with one item: make it, read it, change it, remove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from harness.contract import Operation, Schema
from harness.contract.media import is_json
from harness.evidence import Exchange, Response
from harness.expression import MISSING, follow, parse_pointer
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.message import Unaddressable, write
from harness.gather.probing.explore import create
from harness.reading import NotJson
from harness.resources import Resource
from harness.resources.answers import created_name, item_of
from harness.resources.paths import placeholders

WITHOUT: Final = "none at all"
"""In place of an entity tag: If-Match is left out, even where the description asks for it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation."""

    go: Callable[[Bench, Resource], None]
    fits: Callable[[Resource], bool]
    """Which resources it can be held with."""
    writes: bool
    """Whether it makes or changes anything."""
    estimate: int
    """About how many requests it takes."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item that a conversation has made."""

    bench: Bench
    resource: Resource
    path: Mapping[str, str]
    """Path parameters of the item, by name."""
    sent: Any
    """The JSON that it was made with."""

    def read(self, intent: str = "read it") -> Exchange | None:
        """Read the item."""
        return self.ask(self.resource.read, intent) if self.resource.read else None

    def remove(self, intent: str = "remove it", *, tag: str = "") -> Exchange | None:
        """Remove the item."""
        return self.ask(self.resource.delete, intent, tag=tag) if self.resource.delete else None

    def ask(self, operation: str, intent: str, *, body: Any = msgspec.UNSET, tag: str = "") -> Exchange | None:
        """Send one request to an operation on the item; `tag` goes into If-Match. None where it cannot be written."""
        wanted = self.bench.operation(operation)
        outputs: dict[str, object] = {**self.renamed(wanted), **({"ifMatch": tag} if tag else {})}
        try:
            parameters = parameters_of(wanted, outputs, self.bench.inputs, ours=True)
            if tag:
                parameters["header", "If-Match"] = tag
            message = write(wanted, parameters, json_body=body, content_type=json_type(wanted))
            message = message.with_header("If-Match", None) if tag == WITHOUT else message
        except (Unfillable, Unaddressable):
            return None
        return self.bench.send(message, intent)

    def renamed(self, operation: Operation) -> dict[str, object]:
        """Return the item's path parameters as another operation of the same path calls them."""
        return dict(zip(placeholders(operation.path), self.path.values(), strict=False))

    def tag(self) -> str:
        """Read the item and return the entity tag that it shows now, or ''."""
        exchange = self.read("read its entity tag")
        return str(self.bench.read(exchange).reply_headers.get("etag", "")) if exchange is not None else ""

    def needs_tag(self, operation: str) -> bool:
        """Tell whether an operation takes If-Match."""
        parameters = self.bench.operation(operation).parameters
        return any(p.location == "header" and p.name.lower() == "if-match" for p in parameters)

    def tag_for(self, operation: str) -> str:
        """Return the present entity tag for an operation that takes one, else ''."""
        return self.tag() if operation and self.needs_tag(operation) else ""


def make(bench: Bench, resource: Resource) -> Item | None:
    """Create an item; None where no body was accepted or nothing names what was made."""
    return made(bench, resource, create(bench, resource))


def make_with(bench: Bench, resource: Resource, body: Any) -> Item | None:
    """Create an item with that body; None where it is not accepted."""
    operation = bench.operation(resource.create)
    try:
        parameters = parameters_of(operation, {}, bench.inputs)
        message = write(operation, parameters, json_body=body, content_type=json_type(operation))
    except (Unfillable, Unaddressable):
        return None
    return made(bench, resource, bench.send(message, f"create for {bench.strand.name}"))


def made(bench: Bench, resource: Resource, exchange: Exchange | None) -> Item | None:
    """Return the item that a creation made; None where it made none or nothing names it."""
    if exchange is None or not isinstance(exchange.reply, Response) or not 200 <= exchange.reply.status < 300:
        return None
    x = bench.read(exchange)
    name = created_name(resource, x)
    if name is None:
        return None
    path = dict(zip(placeholders(resource.item_path), (*x.path_params.values(), name), strict=False))
    return Item(bench=bench, resource=resource, path=path, sent=x.request_json)


def json_type(operation: Operation) -> str:
    """Return the JSON media type that an operation takes, or ''."""
    return next((name for name in operation.request_bodies if is_json(name)), "")


def json_schema(operation: Operation) -> Schema | None:
    """Return the schema of the JSON that an operation takes, or None."""
    media = operation.request_bodies.get(json_type(operation))
    return media.schema if media is not None and isinstance(media.schema, Schema) else None


def shown(bench: Bench, resource: Resource, exchange: Exchange | None) -> Any:
    """Return the properties that a read showed, or MISSING."""
    if exchange is None or not isinstance(exchange.reply, Response) or exchange.reply.status != 200:
        return MISSING
    return item_of(resource, bench.read(exchange))


def at(value: Any, pointer: str) -> Any:
    """Return what stands at a pointer, or MISSING."""
    return MISSING if isinstance(value, NotJson) else follow(value, parse_pointer(pointer))
