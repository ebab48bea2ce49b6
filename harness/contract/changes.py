"""Compares two compiled contracts, operation by operation, and says what would break whoever uses the older one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from harness.contract.contract import Contract
from harness.contract.fingerprint import operation_fingerprint
from harness.contract.model import WEBHOOK, Header, Media, Operation, Parameter, Reply, Unresolved
from harness.contract.schema import Schema
from harness.contract.schemachanges import SchemaChange, Way, schema_changes

_NAME: Final = re.compile(r"\{[^{}]*\}")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is different in one operation."""

    operation: str
    """Its id in the older contract; in the newer one where it is new."""
    code: str
    """For programs, and for the sentence in `render/changes.py`."""
    breaking: bool
    """Whether a partner that was built by the older contract may fail."""
    part: str = ""
    """`request`, `reply 200`, `parameter query limit` ..."""
    where: str = ""
    """A place in the content."""
    params: dict[str, Any] = {}


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """An operation in both contracts."""

    old: Operation
    new: Operation


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Return all differences; prose, examples and order are none."""
    pairs, gone, came = matched(old, new)
    found = [Change(operation=o.id, code="operation-removed", breaking=True) for o in gone]
    for pair in pairs:
        if operation_fingerprint(pair.old) != operation_fingerprint(pair.new):
            found += _of_pair(pair, old, new)
    found += [Change(operation=o.id, code="operation-added", breaking=False) for o in came]
    return tuple(found)


def changed_operations(old: Contract, new: Contract) -> frozenset[str]:
    """Return the ids, in the newer contract, of the operations that are new or mean something else."""
    pairs, _, came = matched(old, new)
    differ = (p.new.id for p in pairs if operation_fingerprint(p.old) != operation_fingerprint(p.new))
    if dict(old.security_schemes) != dict(new.security_schemes):
        differ = (p.new.id for p in pairs)
    return frozenset((*differ, *(o.id for o in came)))


def matched(old: Contract, new: Contract) -> tuple[tuple[Pair, ...], tuple[Operation, ...], tuple[Operation, ...]]:
    """Return operations that both have, by method and path or else by id, those that are gone, and those that came."""
    ours, theirs = (*old.operations, *old.webhooks), (*new.operations, *new.webhooks)
    by_path = {address(o): o for o in theirs}
    by_id = {(o.direction, o.id): o for o in theirs}
    pairs, taken = [], set[str]()
    for one in ours:
        other = by_path.get(address(one)) or by_id.get((one.direction, one.id))
        if other is not None and other.id not in taken:
            pairs.append(Pair(old=one, new=other))
            taken.add(other.id)
    kept = {pair.old.id for pair in pairs}
    gone = tuple(o for o in ours if o.id not in kept)
    return tuple(pairs), gone, tuple(o for o in theirs if o.id not in taken)


def address(operation: Operation) -> str:
    """Return method and path with nameless parameters: what a request is sent to."""
    return f"{operation.direction} {operation.method} {_NAME.sub('{}', operation.path)}"


def _of_pair(pair: Pair, old: Contract, new: Contract) -> Iterator[Change]:
    one, other = pair.old, pair.new
    if address(one) != address(other):
        params = {"old": f"{one.method} {one.path}", "new": f"{other.method} {other.path}"}
        yield Change(operation=one.id, code="address-changed", breaking=True, params=params)
    elif one.id != other.id:
        yield Change(operation=one.id, code="id-changed", breaking=False, params={"new": other.id})
    if other.deprecated and not one.deprecated:
        yield Change(operation=one.id, code="deprecated", breaking=False)
    # What the product sends itself (a webhook) breaks its partner the other way round.
    calls = one.direction == WEBHOOK
    yield from _parameters(pair, calls)
    yield from _request(pair, calls)
    yield from _replies(pair, calls)
    yield from _security(pair, old, new)


def _parameters(pair: Pair, calls: bool) -> Iterator[Change]:
    ours, theirs = ({_key(p, o): p for p in o.parameters} for o in (pair.old, pair.new))
    for key, parameter in theirs.items():
        part = f"parameter {parameter.location} {parameter.name}"
        before = ours.get(key)
        if before is None:
            code = "parameter-required" if parameter.required else "parameter-added"
            yield Change(operation=pair.old.id, code=code, breaking=parameter.required and not calls, part=part)
            continue
        if parameter.required and not before.required:
            yield Change(operation=pair.old.id, code="parameter-required", breaking=not calls, part=part)
        yield from _of_schemas(pair, part, before.schema, parameter.schema, sent=not calls)
    for key, parameter in ours.items():
        if key not in theirs and parameter.location != "path":
            part = f"parameter {parameter.location} {parameter.name}"
            yield Change(operation=pair.old.id, code="parameter-removed", breaking=not calls, part=part)


def _key(parameter: Parameter, operation: Operation) -> tuple[str, str]:
    """Return what makes it the same parameter: in a path its place, as its name is in no message."""
    if parameter.location == "path":
        return "path", str(operation.path.partition("{" + parameter.name + "}")[0].count("{"))
    name = parameter.name
    return parameter.location, name.lower() if parameter.location == "header" else name


def _request(pair: Pair, calls: bool) -> Iterator[Change]:
    one, other = pair.old, pair.new
    if other.request_required and not one.request_required:
        yield Change(operation=one.id, code="content-required", breaking=not calls, part="request")
    yield from _media(pair, "request", one.request_bodies, other.request_bodies, sent=not calls)


def _media(pair: Pair, part: str, ours: dict[str, Media], theirs: dict[str, Media], *, sent: bool) -> Iterator[Change]:
    """`sent`: whether a partner sends it, rather than reads it."""
    for name, media in ours.items():
        if name not in theirs:
            params = {"media_type": name}
            yield Change(operation=pair.old.id, code="media-type-removed", breaking=True, part=part, params=params)
        else:
            yield from _of_schemas(pair, part, media.schema, theirs[name].schema, sent=sent)
    for name in theirs:
        if name not in ours:
            params = {"media_type": name}
            yield Change(operation=pair.old.id, code="media-type-added", breaking=False, part=part, params=params)


def _replies(pair: Pair, calls: bool) -> Iterator[Change]:
    ours, theirs = pair.old.replies, pair.new.replies
    for status, reply in ours.items():
        part = f"reply {status}"
        if status not in theirs:
            success = status[:1] == "2"
            yield Change(operation=pair.old.id, code="reply-removed", breaking=success and not calls, part=part)
        else:
            yield from _of_reply(pair, part, reply, theirs[status], calls)
    for status in theirs:
        if status not in ours:
            yield Change(operation=pair.old.id, code="reply-added", breaking=False, part=f"reply {status}")


def _of_reply(pair: Pair, part: str, ours: Reply, theirs: Reply, calls: bool) -> Iterator[Change]:
    yield from _media(pair, part, ours.media, theirs.media, sent=calls)
    for name, header in ours.headers.items():
        place = f"{part} header {header.name}"
        later = theirs.headers.get(name)
        if later is None:
            yield Change(operation=pair.old.id, code="header-removed", breaking=header.required, part=place)
        else:
            yield from _of_header(pair, place, header, later, calls)


def _of_header(pair: Pair, place: str, ours: Header, theirs: Header, calls: bool) -> Iterator[Change]:
    if ours.required and not theirs.required:
        yield Change(operation=pair.old.id, code="header-optional", breaking=not calls, part=place)
    yield from _of_schemas(pair, place, ours.schema, theirs.schema, sent=calls)


def _of_schemas(
    pair: Pair, part: str, ours: Schema | Unresolved | None, theirs: Schema | Unresolved | None, *, sent: bool
) -> Iterator[Change]:
    if isinstance(ours, Schema) and isinstance(theirs, Schema):
        for one in schema_changes(ours.plain(), theirs.plain()):
            yield Change(
                operation=pair.old.id,
                code=one.code,
                breaking=_breaks(one, sent=sent),
                part=part,
                where=one.where,
                params=one.params,
            )
    elif isinstance(ours, Schema) != isinstance(theirs, Schema):
        yield Change(operation=pair.old.id, code="content-unknown", breaking=False, part=part)


def _breaks(change: SchemaChange, *, sent: bool) -> bool:
    """A partner fails where less is taken of what it sends, or more comes of what it reads than it was told."""
    if change.code == "member-added":
        # A member that comes besides is passed over by readers, and need not be sent.
        return False
    if change.code == "member-removed":
        return change.way is Way.OTHER or not sent
    return change.way is Way.OTHER or change.way is (Way.LESS if sent else Way.MORE)


def _security(pair: Pair, old: Contract, new: Contract) -> Iterator[Change]:
    ours, theirs = pair.old.security, pair.new.security
    if ours == theirs and all(old.security_schemes.get(n) == new.security_schemes.get(n) for n in _names(ours)):
        return
    free_before, free_now = (not o or () in o for o in (ours, theirs))
    if free_now:
        yield Change(operation=pair.old.id, code="security-dropped", breaking=False, part="security")
        return
    breaking = free_before or not all(any(_within(new_one, one) for new_one in theirs) for one in ours)
    params = {"old": sorted(_names(ours)), "new": sorted(_names(theirs))}
    yield Change(operation=pair.old.id, code="security-changed", breaking=breaking, part="security", params=params)


def _names(security: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]) -> set[str]:
    return {scheme for alternative in security for scheme, _ in alternative}


def _within(asked: tuple[tuple[str, tuple[str, ...]], ...], had: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    """Tell whether who had these schemes and scopes has what is asked."""
    scopes = {name: set(each) for name, each in had}
    return all(name in scopes and set(each) <= scopes[name] for name, each in asked)
