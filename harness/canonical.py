"""Turns a JSON value into one agreed byte sequence (RFC 8785), and bytes into a digest."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 form of `value`, of built-in JSON types or msgspec structs.

    Raises rfc8785.CanonicalizationError for what JSON of doubles cannot hold: integers beyond 2^53, NaN, keys not text.
    """
    return rfc8785.dumps(msgspec.to_builtins(value, order="sorted"))


def digest(data: bytes) -> str:
    """Return `sha256:<64 hexadecimal digits>` of `data`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest_of(value: Any) -> str:
    """Return the digest of the canonical form of `value`."""
    return digest(canonical(value))
