"""Writes an example as a file that people can read and edit."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any, Final

import msgspec

from harness import handshakeform, jsonbytes
from harness.evidence import HALLMARK, PRODUCT, Exchange, Handshake, Observation, Partial, Reply, Silence
from harness.examples.model import HTTP, SHOWN, TARGET, Example

SIGNATURE: Final = "x-signature"
"""The field that holds a signature over the content."""
LONG: Final = 16_384
"""Octets of a body that is written packed where it is mostly the same."""
DROPPED: Final = frozenset({
    b"content-length", b"user-agent", b"host", b"date", b"server", b"authorization", b"connection",
})  # fmt: skip
"""Fields that say nothing of a requirement."""


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


def _beside(one: Observation) -> dict[str, Any]:
    """Write what is no exchange: a handshake of ours, one of the product's, what a person said."""
    if isinstance(one, Handshake):
        return {"partition": one.id.partition, "handshake": handshakeform.plain(one)}
    said = msgspec.to_builtins(one)
    return {"partition": one.id.partition, said.pop("type"): {name: said[name] for name in said if name != "id"}}


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
    # What is signed octet by octet is kept so.
    signed = any(name.lower() == SIGNATURE for name, _ in kept)
    return {"headers": [f"{n}: {v}" for n, v in kept]} | (_octets(body) if signed else _body(body))


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
    return _octets(body)


def _octets(body: bytes) -> dict[str, Any]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
