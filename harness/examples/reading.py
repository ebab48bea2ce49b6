"""Reads an example from a file that people wrote or edited: hostile until it is read."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any, Final

import msgspec

from harness import handshakeform
from harness.differing import Difference
from harness.errors import ProfileError
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Exchange,
    ExchangeId,
    Observation,
    Partial,
    Redaction,
    Reply,
    Request,
    Response,
    Silence,
    Times,
)
from harness.examples.model import BESIDE, HTTP, Example
from harness.yamlfile import load

NO_EXAMPLE: Final = (ValueError, LookupError, TypeError, AttributeError, zlib.error)
LARGEST: Final = 64 << 20
"""Octets of a body that is written packed."""


def read_example(path: Path) -> Example:
    """Read one file. Raises ProfileError with file and line."""
    value = load(path, ProfileError).value
    try:
        return example_of(value)
    except KeyError as error:
        raise ProfileError(f"not an example: the key {error} is missing", where=f"{path}:1") from error
    except NO_EXAMPLE as error:
        raise ProfileError(f"not an example: {error}", where=f"{path}:1") from error


def example_of(value: dict[str, Any]) -> Example:
    """Return what a file's value says. Raises what `NO_EXAMPLE` lists for one that is no example."""
    return Example(
        exchanges=tuple(_observed(one, index) for index, one in enumerate(value["exchanges"])),
        fixtures=value.get("fixtures", {}),
        public_url=value.get("public_url", ""),
        skew=value.get("skew", 0),
        described=tuple(msgspec.convert(one, Difference) for one in value.get("described", ())),
    )


def _observed(value: dict[str, Any], index: int) -> Observation:
    if "handshake" in value:
        return handshakeform.read(value["handshake"], ExchangeId(value["partition"], index))
    for kind, type_ in BESIDE.items():
        if kind in value:
            id = [value["partition"], index]
            made: Observation = msgspec.convert({"type": kind, "id": id, **value[kind]}, type_)
            return made
    return _exchange(value, index)


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
        return _unpacked(base64.b64decode(value["gzip"]))
    return str(value.get("text", "")).encode()


def _unpacked(data: bytes) -> bytes:
    """Return what is packed, if it is not larger than a body may be: what is written here need not be ours."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    whole = unpacking.decompress(data, LARGEST + 1)
    if len(whole) > LARGEST or not unpacking.eof:
        raise ValueError(f"what is packed is cut short, or larger than {LARGEST} octets")
    return whole
