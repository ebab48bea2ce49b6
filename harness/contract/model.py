"""Shapes a compiled contract: operations, their parameters, bodies and replies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from harness.contract.places import ELSEWHERE
from harness.contract.schema import Schema

OUTBOUND = "outbound"
"""The party under test serves the operation."""
WEBHOOK = "webhook"
"""The party under test calls the operation, at an address that it was given (OpenAPI `webhooks` and `callbacks`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """Stands where a part of the contract could not be compiled; whatever needs it is unknown, and nothing else is."""

    reason: str
    """What was the matter, in plain English."""
    where: str
    """Place in the contract: `file#/json/pointer`, the file left out for the main one."""

    @property
    def elsewhere(self) -> bool:
        """Whether it lies on another host: whether it is there is not known, since nothing is fetched."""
        return self.reason.endswith(ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a request (OpenAPI 3.1, Parameter Object)."""

    name: str
    location: str
    """`path`, `query`, `header` or `cookie`."""
    required: bool
    schema: Schema | Unresolved
    style: str
    explode: bool
    allow_empty: bool = False
    """Whether it may be given without a value whatever its schema says (`allowEmptyValue`)."""
    media_type: str = ""
    """Given when the value is serialised as this media type (`content`) and not by `style`."""
    examples: tuple[tuple[str, Any], ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header field of a reply."""

    name: str
    required: bool
    schema: Schema | Unresolved
    explode: bool = False
    media_type: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How one member of a form or multipart body is written (OpenAPI 3.1, Encoding Object)."""

    content_type: str = ""
    """One or several media types, as written; '' where the kind of value decides."""
    style: str = ""
    explode: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One media type of a body."""

    media_type: str
    """As written, in lower case; may be a range such as `text/*`."""
    schema: Schema | Unresolved | None
    """None where the contract says nothing about the content."""
    examples: tuple[tuple[str, Any], ...] = ()
    """Named examples; an unnamed one has the name ''."""
    encoding: dict[str, Encoding] = field(default_factory=dict)
    """By name of a member of a form or multipart body."""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What of a reply leads to another operation (OpenAPI 3.1, Link Object); `Contract.linked` finds it."""

    name: str
    operation: str = ""
    """The `operationId` as written."""
    target: str = ""
    """Place of the operation that `operationRef` names, where it lies in this description."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """Constants or runtime expressions by parameter, as written: `id`, or `path.id`."""
    body: Any = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an operation may answer under one status."""

    status: str
    """`200`, `2XX` or `default`."""
    media: dict[str, Media]
    headers: dict[str, Header]
    """By name in lower case."""
    links: dict[str, Link] = field(default_factory=dict)
    unresolved: Unresolved | None = None
    """Given when what the contract says of this status cannot be read: then it is only known to be described."""
    where: str = ""

    def documents_header(self, name: str) -> bool:
        """Tell whether the contract speaks of the header field `name`, in any case."""
        return name.lower() in self.headers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One method on one path."""

    id: str
    """`operationId`, or `METHOD path` where there is none or it is taken."""
    method: str
    """In upper case."""
    path: str
    """Template as written; for a webhook its name, for a callback its expression."""
    direction: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    request_bodies: dict[str, Media] = field(default_factory=dict)
    request_required: bool = False
    replies: dict[str, Reply] = field(default_factory=dict)
    security: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = ()
    """Alternatives; each is a set of (scheme, scopes) that are needed together; an empty one allows no credential."""
    servers: tuple[str, ...] = ()
    """Addresses that serve this operation instead of the contract's, as written; mostly none."""
    caller: str = ""
    """Of a callback the id of the operation that asks for it."""
    extensions: dict[str, Any] = field(default_factory=dict)
    """`x-...` members of the operation."""
    incomplete: tuple[Unresolved, ...] = ()
    """Parts of the request that could not be compiled, so that whether a request is valid cannot be known in full."""
    where: str = ""

    def reply_for(self, status: int) -> Reply | None:
        """Return what the contract says of `status`: the code, else its class, else `default` (OpenAPI 3.1, 4.8.16)."""
        replies = self.replies
        return replies.get(str(status)) or replies.get(f"{status // 100}XX") or replies.get("default")

    def parameter(self, location: str, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((p for p in self.parameters if p.location == location and p.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The operation that a request addresses."""

    operation: Operation
    path_params: dict[str, str]
    """Percent-decoded."""
