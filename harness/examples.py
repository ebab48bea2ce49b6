"""Reads and writes evidence in a form that people can edit: the examples that every requirement brings along.

A file holds the exchanges of one short conversation. What a requirement needs besides (fixtures, where callbacks go)
stands beside them. Judged alone, and with an effort of one case, it must come out as its folder says.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from harness import handshakeform, jsonbytes
from harness.adjudicate import adjudicate
from harness.contract import compile_contract
from harness.description import Description, standing
from harness.differing import Difference, applied, differences
from harness.errors import ContractError, ProfileError
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Answer,
    Environment,
    Evidence,
    Exchange,
    ExchangeId,
    Footer,
    Greeting,
    Handshake,
    Observation,
    Partial,
    Product,
    Redaction,
    Reply,
    Request,
    Response,
    RunContext,
    Silence,
    Subject,
    Times,
)
from harness.expression import follow, parse_pointer
from harness.loading import Bundle
from harness.profile import Effort, Requirement
from harness.verdict import Finding
from harness.yamlfile import loads

TARGET = "https://product.example.org"
"""Where the product of every example stands."""
SHOWN = (Exchange, Handshake, Greeting, Answer)
"""What a conversation is made of."""
BESIDE: dict[str, Any] = {"greeting": Greeting, "answer": Answer}
HTTP = "HTTP/1.1"
"""The version of HTTP that replies have where they do not say another."""
LONG = 16_384
"""Octets of a body that is written packed where it is mostly the same."""
DROPPED = frozenset({b"content-length", b"user-agent", b"host", b"date", b"server", b"authorization", b"connection"})


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation, and what was declared with it."""

    exchanges: tuple[Observation, ...]
    """What happened, in order: exchanges, handshakes, and what a person said."""
    fixtures: dict[str, Any] = {}
    public_url: str = ""
    skew: int = 0
    described: tuple[Difference, ...] = ()
    """Where the product's own description differed from that of the reference partner."""


def judge_example(bundle: Bundle, requirement: Requirement, example: Example) -> Finding:
    """Return the finding on `requirement` alone, with an effort of one case.

    `bundle` is completed with the reference partner's description where the profile brings none.
    """
    bundle = redescribed(bundle, example.described)
    wanted = msgspec.structs.replace(requirement, effort=Effort(probes=1))
    profile = msgspec.structs.replace(
        bundle.profile, requirements=tuple(wanted if r.id == wanted.id else r for r in bundle.profile.requirements)
    )
    subject = Subject(
        profile=profile.name,
        profile_digest=profile.digest,
        contract_digest=bundle.contract.digest,
        role=requirement.role,
        target=TARGET,
        classes=(requirement.class_,),
        only=(requirement.id,),
    )
    context = RunContext(
        run="example",
        subjects=(subject,),
        product=Product(name="example", version="1", supplier="example"),
        seed=0,
        harness="example",
        started=0,
        fixtures=example.fixtures,
        environment=Environment(public_url=example.public_url, skew=example.skew),
    )
    footer = Footer(ended=0, stopped="finished", counts={})
    evidence = Evidence(context=context, observations=example.exchanges, footer=footer)
    return adjudicate(profile, bundle.contract, bundle.workflows, evidence, subject, bundle.description).findings[0]


def redescribed(bundle: Bundle, changes: tuple[Difference, ...]) -> Bundle:
    """Return the bundle with its description changed in places. Raises ProfileError for a place that is not there."""
    if bundle.description is None or not changes:
        return bundle
    try:
        value = applied(bundle.description.value(), changes)
    except (LookupError, ValueError, TypeError) as error:
        raise ProfileError(f"the example describes a place otherwise that is not there: {error!r}") from None
    source = json.dumps(value).encode()
    contract = compile_contract(loads(source, "openapi.json", ContractError))
    return bundle.completed(standing(source, "openapi.json", contract))


def description_changes(bundle: Bundle, description: Description | None) -> tuple[Difference, ...]:
    """Return where the description in evidence differs from the reference, addresses left out."""
    if bundle.description is None or description is None:
        return ()
    before = bundle.description.value()
    found = differences(before, description.value())
    return tuple(sorted((one for one in found if not _is_address(one, before)), key=lambda one: one.at))


def _is_address(change: Difference, before: Any) -> bool:
    """Tell whether a difference is no more than where the partner was served; the path of a server is more."""
    if change.at.endswith("/tokenUrl"):
        return True
    if not change.at.startswith("/servers"):
        return False
    was = follow(before, parse_pointer(change.at))
    texts = isinstance(was, str) and isinstance(change.now, str) and change.at.endswith("/url")
    return not texts or urlsplit(str(was)).path.rstrip("/") == urlsplit(change.now).path.rstrip("/")


def smallest(bundle: Bundle, requirement: Requirement, example: Example) -> Example:
    """Leave out exchange after exchange for as long as the outcome stays the same."""
    outcome = judge_example(bundle, requirement, example).outcome
    kept = list(example.exchanges)
    for exchange in reversed(example.exchanges):
        fewer = [x for x in kept if x.id != exchange.id]
        shorter = msgspec.structs.replace(example, exchanges=tuple(fewer))
        if fewer and judge_example(bundle, requirement, shorter).outcome is outcome:
            kept = fewer
    return msgspec.structs.replace(example, exchanges=tuple(kept))


def read_example(path: Path) -> Example:
    """Read one file. Raises ProfileError with the file's name."""
    try:
        return example_of(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProfileError(f"not an example: {error!r}", where=str(path)) from error


def example_of(value: dict[str, Any]) -> Example:
    """Return what a file's value says. Raises ValueError, KeyError and TypeError for one that is no example."""
    return Example(
        exchanges=tuple(_observed(one, index) for index, one in enumerate(value["exchanges"])),
        fixtures=value.get("fixtures", {}),
        public_url=value.get("public_url", ""),
        skew=value.get("skew", 0),
        described=tuple(msgspec.convert(one, Difference) for one in value.get("described", ())),
    )


def write_example(example: Example, base: str) -> bytes:
    """Return the file's bytes; `base` is the base URL in the evidence, which the example's own replaces."""
    value: dict[str, Any] = {"fixtures": example.fixtures}
    if example.public_url:
        value["public_url"] = example.public_url
    if example.skew:
        value["skew"] = example.skew
    if example.described:
        value["described"] = [msgspec.to_builtins(one) for one in example.described]
    prefix = prefix_of(base)
    value["exchanges"] = [
        _unprefixed(_plain(x, prefix), base, prefix) if isinstance(x, Exchange) else _beside(x)
        for x in example.exchanges
        if isinstance(x, SHOWN)
    ]
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _unprefixed(value: Any, base: str, prefix: str) -> Any:
    """Write links that lead below the base URL as they lead from the example's own, which has no path."""
    if isinstance(value, dict):
        return {name: _unprefixed(member, base, prefix) for name, member in value.items()}
    if isinstance(value, list):
        return [_unprefixed(member, base, prefix) for member in value]
    if not isinstance(value, str) or not prefix:
        return value
    text = value.replace(f"{base}/", f"{TARGET}/").replace(f"<{prefix}/", "</")
    text = text.replace(f"Location: {prefix}/", "Location: /")
    return text.removeprefix(prefix) if text.startswith(f"{prefix}/") else text


def prefix_of(base: str) -> str:
    """Return the path of a base URL, which examples do without."""
    return "/" + base.partition("://")[2].partition("/")[2] if base.count("/") > 2 else ""


def select(exchanges: Iterable[Observation], cites: Sequence[ExchangeId]) -> tuple[Observation, ...]:
    """Return what happened of the cited partitions up to the last one cited of each: all that a rule can have seen."""
    last = {name.partition: name.ordinal for name in sorted(cites)}
    return tuple(x for x in exchanges if x.id.ordinal <= last.get(x.id.partition, -1))


def _beside(one: Observation) -> dict[str, Any]:
    """Write what is no exchange: a handshake of ours, one of the product's, what a person said."""
    if isinstance(one, Handshake):
        return {"partition": one.id.partition, "handshake": handshakeform.plain(one)}
    said = msgspec.to_builtins(one)
    return {"partition": one.id.partition, said.pop("type"): {name: said[name] for name in said if name != "id"}}


def _observed(value: dict[str, Any], index: int) -> Observation:
    if "handshake" in value:
        return handshakeform.read(value["handshake"], ExchangeId(value["partition"], index))
    for kind, type_ in BESIDE.items():
        if kind in value:
            id = [value["partition"], index]
            made: Observation = msgspec.convert({"type": kind, "id": id, **value[kind]}, type_)
            return made
    return _exchange(value, index)


def _plain(x: Exchange, prefix: str) -> dict[str, Any]:
    value: dict[str, Any] = {"partition": x.id.partition}
    if x.from_party != HALLMARK:
        value["from"] = x.from_party
    if x.to_party != (PRODUCT if x.from_party == HALLMARK else HALLMARK):
        value["to"] = x.to_party
    if x.identity != "own-agency":
        value["identity"] = x.identity
    if x.fault:
        value["fault"] = x.fault
    credential = next((r.facts for r in x.redactions if r.facts), None)
    if credential is None and b"\r\nauthorization:" not in x.request.head.lower():
        # Nothing was taken out that could carry the fact.
        credential = {"credential": "absent"}
    if credential:
        value["credential"] = credential
    value["sent"] = x.times.anchor + x.times.sent
    value["took"] = x.times.first_byte - x.times.sent
    if x.times.lag:
        value["lag"] = x.times.lag
    request = {"method": x.request.method, "target": x.request.target.removeprefix(prefix)}
    value["request"] = request | _message(x.request.head, x.request.body)
    value["reply"] = _plain_reply(x.reply)
    return value


def _plain_reply(reply: Reply) -> dict[str, Any]:
    if isinstance(reply, Silence):
        return {"silence": reply.why}
    start: dict[str, Any] = {"status": reply.status}
    version = reply.head.partition(b" ")[0].decode("latin-1")
    if reply.head and version != HTTP:
        start["version"] = version
    if isinstance(reply, Partial):
        start["partial"] = reply.why
    return start | _message(reply.head, reply.body)


def _message(head: bytes, body: bytes) -> dict[str, Any]:
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:] if b":" in line]
    kept = [(n.decode("latin-1"), v.strip().decode("latin-1")) for n, _, v in lines if n.lower() not in DROPPED]
    return {"headers": [f"{n}: {v}" for n, v in kept]} | _body(body)


def _body(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if len(body) > LONG:
        packed = gzip.compress(body, mtime=0)
        if len(packed) * 20 < len(body):  # what is large on purpose says little, and would fill the repository
            return {"gzip": base64.b64encode(packed).decode()}
    value = jsonbytes.parse(body)
    if not isinstance(value, jsonbytes.NotJson):
        return {"json": value}
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _exchange(value: dict[str, Any], index: int) -> Exchange:
    request = value["request"]
    start = f"{request['method']} {request['target']} HTTP/1.1"
    redactions = (_credential(value["credential"]),) if "credential" in value else ()
    from_party = value.get("from", HALLMARK)
    return Exchange(
        id=ExchangeId(value["partition"], index),
        from_party=from_party,
        to_party=value.get("to", PRODUCT if from_party == HALLMARK else HALLMARK),
        identity=value.get("identity", "own-agency"),
        fault=value.get("fault"),
        request=Request(
            method=request["method"],
            target=request["target"],
            head=_head(start, request, authorised=value.get("credential", {}).get("credential") != "absent"),
            body=_bytes(request),
        ),
        reply=_reply(value["reply"]),
        times=Times(
            anchor=value.get("sent", 0),
            first_byte=value.get("took", 1),
            last_byte=value.get("took", 1),
            lag=value.get("lag", 0),
        ),
        redactions=redactions,
    )


def _credential(facts: dict[str, str]) -> Redaction:
    return Redaction(part="request.head", offset=0, length=0, marker="secret:bearer", facts=facts)


def _reply(value: dict[str, Any]) -> Reply:
    if "silence" in value:
        return Silence(why=value["silence"])
    head, body = _head(f"{value.get('version', HTTP)} {value['status']} ", value), _bytes(value)
    if "partial" in value:
        return Partial(why=value["partial"], status=value["status"], head=head, body=body)
    return Response(status=value["status"], head=head, body=body)


def _head(start: str, value: dict[str, Any], *, authorised: bool = False) -> bytes:
    credential = ["Authorization: Bearer ********"] if authorised else []
    return "\r\n".join([start, *value.get("headers", []), *credential]).encode("latin-1")


def _bytes(value: dict[str, Any]) -> bytes:
    if "json" in value:
        return json.dumps(value["json"], ensure_ascii=False, separators=(",", ":")).encode()
    if "base64" in value:
        return base64.b64decode(value["base64"])
    if "gzip" in value:
        return gzip.decompress(base64.b64decode(value["gzip"]))
    return str(value.get("text", "")).encode()
