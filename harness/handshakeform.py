"""Writes a handshake in a form that people can read and edit, and reads it again."""

from __future__ import annotations

import base64
from typing import Any, Final

import msgspec

from harness.evidence import ExchangeId, Handshake

_CERTIFICATES: Final = ("chain", "anchor")
"""Certificates (DER), as base64."""


def plain(handshake: Handshake) -> dict[str, Any]:
    """Return what is not as usual: a mapping for JSON."""
    usual = Handshake(id=handshake.id, to_party=handshake.to_party)
    found = {
        name: getattr(handshake, name)
        for name in Handshake.__struct_fields__
        if name != "id" and (name == "to_party" or getattr(handshake, name) != getattr(usual, name))
    }
    if "chain" in found:
        found["chain"] = [_text(der) for der in handshake.chain]
    if "anchor" in found:
        found["anchor"] = _text(handshake.anchor)
    return msgspec.to_builtins(found)  # type: ignore[no-any-return]


def read(value: dict[str, Any], id: ExchangeId) -> Handshake:
    """Return the handshake; raises ValueError, TypeError or KeyError for what is none."""
    chain = tuple(base64.b64decode(text, validate=True) for text in value.get("chain", ()))
    anchor = base64.b64decode(value.get("anchor", ""), validate=True)
    rest = {name: each for name, each in value.items() if name not in _CERTIFICATES}
    whole = {"type": "handshake", "id": msgspec.to_builtins(id), **rest}
    try:
        made = msgspec.convert(whole, Handshake)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    return msgspec.structs.replace(made, chain=chain, anchor=anchor)


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")
