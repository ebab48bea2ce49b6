"""Finds credentials by the place where they stand: header fields, parameters and members that hold tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from harness.evidence import Redaction
from harness.redact.hits import Hit, Leaves
from harness.secretforms import Unescaped

TOKEN_FIELDS = ("access_token", "refresh_token", "id_token", "client_secret", "client_assertion")
"""RFC 6749 sections 2.3.1, 5.1 and 6, RFC 7521 section 4.2, OpenID Connect Core section 3.1.3.3."""

_NAMES = "|".join(TOKEN_FIELDS)
_SCHEMES = frozenset({"basic", "bearer", "digest", "dpop", "hoba", "mutual", "negotiate", "vapid"})
"""Authentication schemes (IANA registry) that a marker may name; of others nothing is said, it may be the secret."""

# The value goes whole, with lines that continue it (RFC 9112 section 5.2).
_VALUE = re.compile(rb"[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
# What the names of these fields have in common with each other, and what may stand before it.
_STEMS = (("authorization", ("", "proxy-")), ("cookie", ("", "set-")))
_PARAMETER = re.compile(rb"(?<![A-Za-z0-9_])(" + _NAMES.encode() + rb")=([^&;#\s\"'<>]*)")
_MEMBER = re.compile(rb'"(' + _NAMES.encode() + rb')"\s*:\s*(?:"((?:[^"\\]|\\.)*+)|([^\s,"}\]]+))', re.DOTALL)
BEGINS_TOKEN = "eyJ"
"""How a JSON Web Token begins, whose header begins with a brace and a quotation mark."""
# Looked for from the beginning of each run of letters, and none is given back: "-eyJ" a million times is no burden.
_COMPACT = re.compile(
    rb"(?<![A-Za-z0-9_-])(?=(([A-Za-z0-9_-]++)\.[A-Za-z0-9_-]++\.[A-Za-z0-9_-]*+))",
)
"""What may be its compact form (RFC 7515 section 7.1), and the first of its three parts."""
_POINTER = re.compile(f"/({_NAMES})(?:/|$)")


def in_fields(head: bytes) -> Iterator[Hit]:
    """Yield the values of Authorization, Proxy-Authorization, Cookie and Set-Cookie."""
    lower = head.decode("latin-1").lower()
    for stem, befores in _STEMS:
        at = lower.find(stem)
        while at >= 0:
            for before in befores:
                start = at - len(before)
                if (start == 0 or (start > 0 and lower[start - 1] == "\n")) and lower.startswith(before, start):
                    value = _VALUE.match(head, at + len(stem))
                    if value:
                        yield Hit(*value.span(1), _field_marker(before + stem, value[1]))
            at = lower.find(stem, at + 1)


def in_parameters(part: bytes) -> Iterator[Hit]:
    """Yield the values of tokens that are written as in a query or a form."""
    for found in _PARAMETER.finditer(part):
        yield Hit(*found.span(2), _marker(found[1]))


def in_members(leaves: Leaves) -> Iterator[Hit]:
    """Yield the values of tokens in JSON, also where it is broken."""
    for span in leaves.all():
        named = _POINTER.search(span[0])
        if named and leaves.body[span[1] : span[2]] not in (b"null", b"true", b"false"):
            yield Hit(*leaves.inside(span), _marker(named[1].encode()), span[0])
    if leaves.unreadable < len(leaves.body) or not leaves.json:
        for found in _MEMBER.finditer(leaves.body):
            yield Hit(*found.span(2 if found[2] is not None else 3), _marker(found[1]))


def in_compact(part: bytes) -> Iterator[Hit]:
    """Yield JSON Web Tokens in their compact form, wherever they stand."""
    for start, end in _compact(part):
        yield Hit(start, end, "secret:token")
    if Unescaped.worth_while(part.decode("latin-1")):
        undone = Unescaped(part)
        for start, end in _compact(undone.data):
            yield Hit(*undone.span(start, end), "secret:token")


def _compact(part: bytes) -> Iterator[tuple[int, int]]:
    for found in _COMPACT.finditer(part):
        at = found[2].find(BEGINS_TOKEN.encode())
        if at >= 0:
            yield found.start(1) + at, found.end(1)


def tokenish(text: str) -> bool:
    """Say whether a token's name may stand in a part, given as ISO 8859-1."""
    return "_token" in text or "client_" in text or "\\u00" in text


def stated(found: tuple[Redaction, ...], facts: Mapping[str, str]) -> tuple[Redaction, ...]:
    """Give the facts to the credential: the Authorization field, or else the first that was taken out.

    Where nothing was, as of a client certificate, they stand at the request's beginning, beside no octet.
    """
    if not facts:
        return found
    if not found:
        absent = facts == {"credential": "absent"}
        return () if absent else (Redaction(part="request.head", offset=0, length=0, marker="fact", facts=dict(facts)),)
    fields = [at for at, it in enumerate(found) if it.marker == "secret:authorization" or it.marker[7:] in _SCHEMES]
    at = fields[0] if fields else 0
    return (*found[:at], msgspec.structs.replace(found[at], facts=dict(facts)), *found[at + 1 :])


def _marker(name: bytes) -> str:
    return f"secret:{name.decode('ascii')}"


def _field_marker(field: str, value: bytes) -> str:
    scheme = value.partition(b" ")[0].lower().decode("latin-1")
    return f"secret:{scheme}" if field.endswith("authorization") and scheme in _SCHEMES else f"secret:{field}"
