"""Shapes the parts of a compiled contract as they are written down, with schemas named by their place."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Security = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
Examples = tuple[tuple[str, Any], ...]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all records have in common."""


class GapRecord(Record, frozen=True):
    """An `Unresolved`."""

    reason: str
    where: str


SchemaRecord = str | GapRecord | None
"""The place of a schema, or why there is none."""


class ParameterRecord(Record, frozen=True):
    """A `Parameter`."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool
    schema: str | GapRecord
    style: str
    explode: bool
    allow_empty: bool = False
    media_type: str = ""
    examples: Examples = ()
    where: str = ""


class HeaderRecord(Record, frozen=True):
    """A `Header`."""

    name: str
    required: bool
    schema: str | GapRecord
    explode: bool = False
    media_type: str = ""
    where: str = ""


class EncodingRecord(Record, frozen=True):
    """An `Encoding`."""

    content_type: str = ""
    style: str = ""
    explode: bool = True


class MediaRecord(Record, frozen=True):
    """A `Media`."""

    media_type: str
    schema: SchemaRecord = None
    examples: Examples = ()
    encoding: dict[str, EncodingRecord] = {}
    where: str = ""


class LinkRecord(Record, frozen=True):
    """A `Link`."""

    name: str
    operation: str = ""
    target: str = ""
    parameters: dict[str, Any] = {}
    body: Any = None
    where: str = ""


class ReplyRecord(Record, frozen=True):
    """A `Reply`."""

    status: str
    media: tuple[MediaRecord, ...] = ()
    headers: tuple[HeaderRecord, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    unresolved: GapRecord | None = None
    where: str = ""


class OperationRecord(Record, frozen=True):
    """An `Operation`."""

    id: str
    method: str
    path: str
    direction: Literal["outbound", "webhook"]
    summary: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[ParameterRecord, ...] = ()
    request_bodies: tuple[MediaRecord, ...] = ()
    request_required: bool = False
    replies: tuple[ReplyRecord, ...] = ()
    security: Security = ()
    servers: tuple[str, ...] = ()
    caller: str = ""
    extensions: dict[str, Any] = {}
    incomplete: tuple[GapRecord, ...] = ()
    where: str = ""


class ContractRecord(Record, frozen=True):
    """A `Contract`."""

    title: str
    version: str
    digest: str
    operations: tuple[OperationRecord, ...] = ()
    webhooks: tuple[OperationRecord, ...] = ()
    gaps: tuple[GapRecord, ...] = ()
    security_schemes: dict[str, dict[str, Any]] = {}
    servers: tuple[str, ...] = ()
    schemas: dict[str, Any] = {}
    """Normal schemas by place, in the order of their places; nothing else may be referred to."""
