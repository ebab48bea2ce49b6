"""Builds a contract again from the record of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from harness.contract.contract import Contract
from harness.contract.model import Encoding, Header, Link, Media, Operation, Parameter, Reply, Unresolved
from harness.contract.records import (
    ContractRecord,
    GapRecord,
    HeaderRecord,
    MediaRecord,
    OperationRecord,
    ParameterRecord,
    Record,
    ReplyRecord,
)
from harness.contract.schema import REPLY, REQUEST, Pool, Schema
from harness.contract.sound import edges
from harness.errors import ContractError

T = TypeVar("T")


def contract_of(record: ContractRecord, formats: Mapping[str, Callable[[str], bool]]) -> Contract:
    """Return the contract; raises ContractError where a schema that it names is not there, or is none."""
    pool = Pool(formats)
    pool.nodes.update(record.schemas)
    pool.edges.update(edges(record.schemas))
    return Contract(
        title=record.title,
        version=record.version,
        digest=record.digest,
        operations=tuple(_operation(each, pool) for each in record.operations),
        webhooks=tuple(_operation(each, pool) for each in record.webhooks),
        gaps=_gaps(record.gaps),
        security_schemes=record.security_schemes,
        servers=record.servers,
    )


def _from(kind: type[T], record: Record, **rest: Any) -> T:
    """Return the part that `record` is of: the record's values under the same names, except those given."""
    same = {name: getattr(record, name) for name in record.__struct_fields__ if name not in rest}
    return kind(**same, **rest)


def _operation(record: OperationRecord, pool: Pool) -> Operation:
    return _from(
        Operation,
        record,
        parameters=tuple(_parameter(each, pool) for each in record.parameters),
        request_bodies=_media(record.request_bodies, pool, REQUEST),
        replies={each.status: _reply(each, pool) for each in record.replies},
        incomplete=_gaps(record.incomplete),
    )


def _parameter(record: ParameterRecord, pool: Pool) -> Parameter:
    return _from(Parameter, record, schema=_schema(record.schema, pool, REQUEST))


def _media(records: tuple[MediaRecord, ...], pool: Pool, direction: str) -> dict[str, Media]:
    return {
        each.media_type: _from(
            Media,
            each,
            schema=None if each.schema is None else _schema(each.schema, pool, direction),
            encoding={name: _from(Encoding, one) for name, one in each.encoding.items()},
        )
        for each in records
    }


def _reply(record: ReplyRecord, pool: Pool) -> Reply:
    return _from(
        Reply,
        record,
        media=_media(record.media, pool, REPLY),
        headers={each.name.lower(): _header(each, pool) for each in record.headers},
        links={each.name: _from(Link, each) for each in record.links},
        unresolved=None if record.unresolved is None else _gap(record.unresolved),
    )


def _header(record: HeaderRecord, pool: Pool) -> Header:
    return _from(Header, record, schema=_schema(record.schema, pool, REPLY))


def _schema(named: str | GapRecord, pool: Pool, direction: str) -> Schema | Unresolved:
    if isinstance(named, GapRecord):
        return _gap(named)
    if named not in pool.nodes:
        raise ContractError(f"the schema {named[:200]} is not among those that were kept")
    return pool.schema(named, direction)


def _gap(record: GapRecord) -> Unresolved:
    return Unresolved(reason=record.reason, where=record.where)


def _gaps(records: tuple[GapRecord, ...]) -> tuple[Unresolved, ...]:
    return tuple(_gap(each) for each in records)
