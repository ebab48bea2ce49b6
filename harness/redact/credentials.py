"""Finds credentials by the place where they stand: header fields, parameters and members that hold tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from harness.evidence import Redaction
from harness.redact.hits import Hit, Leaves

TOKEN_FIELDS = ("access_token", "refresh_token", "id_token", "client_secret", "client_assertion")
"""RFC 6749 sections 2.3.1, 5.1 and 6, RFC 7521 section 4.2, OpenID Connect Core section 3.1.3.3."""

_NAMES = "|".join(TOKEN_FIELDS)
_SCHEMES = frozenset({"basic", "bearer", "digest", "dpop", "hoba", "mutual", "negotiate", "vapid"})
"""Authentication schemes (IANA registry) that a marker may name; of others nothing is said, it may be the secret."""

# Values of these fields go whole, with lines that continue them (RFC 9112 section 5.2).
_FIELDS = re.compile(
    rb"(?:^|\n)(authorization|proxy-authorization|cookie|set-cookie)[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)",
    re.IGNORECASE,
)
_PARAMETER = re.compile(rb"(?<![A-Za-z0-9_])(" + _NAMES.encode() + rb")=([^&;#\s\"'<>]*)")
_MEMBER = re.compile(rb'"(' + _NAMES.encode() + rb')"\s*:\s*(?:"((?:[^"\\]|\\.)*+)|([^\s,"}\]]+))', re.DOTALL)
_POINTER = re.compile(f"/({_NAMES})(?:/|$)")


def in_fields(head: bytes) -> Iterator[Hit]:
    """Yield the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie."""
    lower = head.lower()
    if b"authorization" in lower or b"cookie" in lower:
        for found in _FIELDS.finditer(head):
            yield Hit(*found.span(2), _field_marker(found[1], found[2]))


def in_parameters(part: bytes) -> Iterator[Hit]:
    """Yield the values of tokens that are written as in a query or a form."""
    if tokenish(part):
        for found in _PARAMETER.finditer(part):
            yield Hit(*found.span(2), _marker(found[1]))


def in_members(leaves: Leaves) -> Iterator[Hit]:
    """Yield the values of tokens in JSON, also where it is broken."""
    if not tokenish(leaves.body):
        return
    for span in leaves.all():
        named = _POINTER.search(span[0])
        if named and leaves.body[span[1] : span[2]] not in (b"null", b"true", b"false"):
            yield Hit(*leaves.inside(span), _marker(named[1].encode()), span[0])
    if leaves.unreadable < len(leaves.body) or not leaves.json:
        for found in _MEMBER.finditer(leaves.body):
            yield Hit(*found.span(2 if found[2] is not None else 3), _marker(found[1]))


def tokenish(part: bytes) -> bool:
    """Say whether a token's name may stand in `part`."""
    return b"_token" in part or b"client_" in part or b"\\u00" in part


def stated(found: tuple[Redaction, ...], facts: Mapping[str, str]) -> tuple[Redaction, ...]:
    """Give the facts to the credential: the Authorization field, or else the first that was taken out."""
    if not facts or not found:
        return found
    fields = [at for at, it in enumerate(found) if it.marker == "secret:authorization" or it.marker[7:] in _SCHEMES]
    at = fields[0] if fields else 0
    return (*found[:at], msgspec.structs.replace(found[at], facts=dict(facts)), *found[at + 1 :])


def _marker(name: bytes) -> str:
    return f"secret:{name.decode('ascii')}"


def _field_marker(name: bytes, value: bytes) -> str:
    field = name.lower().decode("ascii")
    scheme = value.partition(b" ")[0].lower().decode("latin-1")
    return f"secret:{scheme}" if field.endswith("authorization") and scheme in _SCHEMES else f"secret:{field}"
