"""Turns a compiled contract into the record of it that is written down."""

from __future__ import annotations

from typing import Any, TypeVar

from harness.contract.contract import Contract
from harness.contract.model import Header, Media, Operation, Parameter, Reply, Unresolved
from harness.contract.records import (
    ContractRecord,
    EncodingRecord,
    GapRecord,
    HeaderRecord,
    LinkRecord,
    MediaRecord,
    OperationRecord,
    ParameterRecord,
    Record,
    ReplyRecord,
)
from harness.contract.schema import Schema

T = TypeVar("T", bound=Record)


def record_of(contract: Contract) -> ContractRecord:
    """Return the record of `contract`, with every schema that an operation reaches."""
    schemas: dict[str, Any] = {}
    operations = tuple(_operation(each, schemas) for each in contract.operations)
    webhooks = tuple(_operation(each, schemas) for each in contract.webhooks)
    return ContractRecord(
        title=contract.title,
        version=contract.version,
        digest=contract.digest,
        operations=operations,
        webhooks=webhooks,
        gaps=_gaps(contract.gaps),
        security_schemes={name: dict(scheme) for name, scheme in contract.security_schemes.items()},
        servers=contract.servers,
        schemas={key: schemas[key] for key in sorted(schemas)},
    )


def _as(kind: type[T], part: Any, **rest: Any) -> T:
    """Return the record of `part`: its own values under the same names, except those given."""
    same = {name: getattr(part, name) for name in kind.__struct_fields__ if name not in rest}
    return kind(**same, **rest)


def _operation(operation: Operation, schemas: dict[str, Any]) -> OperationRecord:
    return _as(
        OperationRecord,
        operation,
        parameters=tuple(_parameter(each, schemas) for each in operation.parameters),
        request_bodies=_media(operation.request_bodies, schemas),
        replies=tuple(_reply(each, schemas) for each in operation.replies.values()),
        incomplete=_gaps(operation.incomplete),
    )


def _parameter(parameter: Parameter, schemas: dict[str, Any]) -> ParameterRecord:
    return _as(ParameterRecord, parameter, schema=_schema(parameter.schema, schemas))


def _media(media: dict[str, Media], schemas: dict[str, Any]) -> tuple[MediaRecord, ...]:
    return tuple(
        _as(
            MediaRecord,
            each,
            schema=None if each.schema is None else _schema(each.schema, schemas),
            encoding={name: _as(EncodingRecord, one) for name, one in each.encoding.items()},
        )
        for each in media.values()
    )


def _reply(reply: Reply, schemas: dict[str, Any]) -> ReplyRecord:
    return _as(
        ReplyRecord,
        reply,
        media=_media(reply.media, schemas),
        headers=tuple(_header(each, schemas) for each in reply.headers.values()),
        links=tuple(_as(LinkRecord, each) for each in reply.links.values()),
        unresolved=None if reply.unresolved is None else _gap(reply.unresolved),
    )


def _header(header: Header, schemas: dict[str, Any]) -> HeaderRecord:
    return _as(HeaderRecord, header, schema=_schema(header.schema, schemas))


def _schema(schema: Schema | Unresolved, schemas: dict[str, Any]) -> str | GapRecord:
    if isinstance(schema, Unresolved):
        return _gap(schema)
    schema.add_to(schemas)
    return schema.key


def _gap(gap: Unresolved) -> GapRecord:
    return _as(GapRecord, gap)


def _gaps(gaps: tuple[Unresolved, ...]) -> tuple[GapRecord, ...]:
    return tuple(_gap(each) for each in gaps)
