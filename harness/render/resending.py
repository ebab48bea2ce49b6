"""Writes in Python how recorded requests are sent again: what earlier replies brought is taken from the new ones."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

import msgspec

from harness.evidence import HALLMARK, PRODUCT, TOKEN_SERVER, WITHOUT_TLS, Exchange, Response
from harness.leading import LOCATION, SHORTEST, Place, names_given
from harness.render.curl import LEFT_OUT, SECRET, TOKEN, fields, is_secret, named, scheme_of, variable

BASES: Final[Mapping[str, str]] = {PRODUCT: "BASE", WITHOUT_TLS: "PLAIN", TOKEN_SERVER: "TOKENS"}
"""Names of the addresses in the file, by the party that is asked."""
PACKED: Final = 1_000
"""Octets of content from which on it is written packed."""
MOST: Final = 200_000
"""Characters that content may take in the file."""
GENUINE: Final = ("genuine", "absent")
# What http.client refuses to write into a request line.
_UNSENDABLE: Final = re.compile(r"[^\x21-\x7e]")


class CannotResend(Exception):
    """The request cannot be written as one of the library's; the text says why."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How one request is sent again."""

    code: str
    """An expression whose value is the reply."""
    variables: tuple[str, ...]
    """Environment variables that it takes."""


def sent(exchange: Exchange, prefix: str, before: Sequence[tuple[str, Exchange]] = ()) -> Sent:
    """Return how an exchange is repeated; `before` are earlier ones, each with the variable of its reply.

    `prefix` is the path of the base URL. Raises CannotResend.
    """
    if exchange.from_party != HALLMARK or exchange.to_party not in BASES:
        raise CannotResend("the product itself sent the request")
    request = exchange.request
    if _UNSENDABLE.search(request.target) or not TOKEN.fullmatch(request.method):
        raise CannotResend("its request line cannot be written with the library")
    if exchange.to_party == PRODUCT and not request.target.startswith(f"{prefix}/"):
        raise CannotResend("its target lies outside of the base URL")
    known = _known(before)
    variables: list[str] = []
    start = len(prefix) if exchange.to_party == PRODUCT else 0
    arguments = [repr(request.method), BASES[exchange.to_party], _target(exchange, start, known, variables)]
    arguments.append(_fields(exchange, before, variables))
    if request.body:
        arguments.append(_body(exchange, known, variables))
    whole = ", ".join(arguments[:3]) + "".join(f",\n        {one}" for one in arguments[3:])
    return Sent(code=f"send(\n        {whole},\n    )", variables=tuple(dict.fromkeys(variables)))


def _known(before: Sequence[tuple[str, Exchange]]) -> dict[str, str]:
    """Return the names that earlier replies gave, each with the expression for it; the last to give it counts."""
    found = {}
    for name, exchange in before:
        for text, place in names_given(exchange).items():
            found[text] = _read(name, place)
    return found


def _read(name: str, place: Place) -> str:
    return f"located({name})" if place == LOCATION else f"value({', '.join([name, *map(repr, place)])})"


def _target(exchange: Exchange, start: int, known: Mapping[str, str], variables: list[str]) -> str:
    """Return the target below the base URL; secrets in its query come from the environment."""
    target = exchange.request.target
    end = len(target)
    pieces: list[str] = []
    for redaction in sorted(exchange.redactions, key=lambda r: -r.offset):
        if redaction.part == "request.target" and redaction.marker.startswith(SECRET):
            name = named(redaction.marker, exchange)
            variables.append(name)
            after = redaction.offset + redaction.length
            pieces = [f"quote(credential({name!r}), safe='')", *_literal(target[after:end]), *pieces]
            end = redaction.offset
    path, mark, query = target[start:end].partition("?")
    return " + ".join([*_path(path, mark + query, known), *pieces]) or "''"


def _path(path: str, rest: str, known: Mapping[str, str]) -> list[str]:
    """Return the segments of a path, those that an earlier reply named taken from it, and the rest behind them."""
    pieces, plain = [], ""
    for number, segment in enumerate(path.split("/")):
        plain += "/" if number else ""
        found = known.get(unquote(segment)) if segment else None
        if found is None:
            plain += segment
        else:
            pieces += [repr(plain), f"quote({found}, safe='')"]
            plain = ""
    return [*pieces, *_literal(plain + rest)]


def _literal(text: str) -> list[str]:
    return [repr(text)] if text else []


def _fields(exchange: Exchange, before: Sequence[tuple[str, Exchange]], variables: list[str]) -> str:
    """Return the header fields as a dict. Raises CannotResend where one stands there twice."""
    written: dict[str, str] = {}
    for name, value in fields(exchange.request.head):
        if name.lower() in LEFT_OUT or not TOKEN.fullmatch(name):
            continue
        if name.lower() in written:
            raise CannotResend(f"it bears the field {name} twice")
        written[name.lower()] = f"{name!r}: {_field(name, value, exchange, before, variables)}"
    return "{" + ", ".join(written.values()) + "}"


def _field(
    name: str, value: bytes, exchange: Exchange, before: Sequence[tuple[str, Exchange]], variables: list[str]
) -> str:
    if is_secret(value):
        secret = _suffixed(variable(name, exchange), exchange)
        variables.append(secret)
        scheme = value.rpartition(b" ")[0].decode("latin-1") or scheme_of(name, exchange)
        return (f"{scheme + ' '!r} + " if scheme else "") + f"credential({secret!r})"
    if name.lower() in ("if-match", "if-none-match"):
        giver = next((step for step, x in reversed(before) if _tag(x) == value), "")
        if giver:
            return f"{giver}.headers['ETag']"
    text = value.decode("latin-1")
    return repr(text) if text.isascii() else repr(value)


def _tag(exchange: Exchange) -> bytes:
    reply = exchange.reply
    found = fields(reply.head) if isinstance(reply, Response) else []
    return next((value for name, value in found if name.lower() == "etag"), b"")


def _body(exchange: Exchange, known: Mapping[str, str], variables: list[str]) -> str:
    """Return the content, octet for octet but for what earlier replies named and for secrets."""
    body = exchange.request.body
    holes = {
        (r.offset, r.offset + r.length): named(r.marker, exchange)
        for r in exchange.redactions
        if r.part == "request.body" and r.marker.startswith(SECRET)
    }
    variables += holes.values()
    spans = {span: f"credential({name!r}).encode()" for span, name in holes.items()}
    for text, found in known.items():
        quoted = json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")
        at = body.find(quoted) if len(text) >= SHORTEST else -1
        if at >= 0:
            spans.setdefault((at + 1, at + len(quoted) - 1), f"{found}.encode()")
    pieces, end = [], 0
    for (start, after), code in sorted(spans.items()):
        if start < end:
            continue  # they overlap: the first stays
        pieces += [*_octets(body[end:start]), code]
        end = after
    return " + ".join([*pieces, *_octets(body[end:])])


def _octets(data: bytes) -> list[str]:
    """Return the literal of octets. Raises CannotResend where they are too many to stand in a file."""
    if len(data) < PACKED:
        return [repr(data)] if data else []
    packed = base64.b85encode(zlib.compress(data, 9)).decode("ascii")
    if len(packed) > MOST:
        raise CannotResend(f"its content of {len(data)} octets is too much for a file of Python")
    return [f"zlib.decompress(base64.b85decode({packed!r}))"]


def _suffixed(name: str, exchange: Exchange) -> str:
    """Return the variable's name, for a credential that is no good on purpose one of its own."""
    bad = (r.facts.get("credential", "genuine") for r in exchange.redactions if r.part == "request.head")
    how = next((one for one in bad if one not in GENUINE), "")
    return f"{name}_{_upper(how)}" if how else name


def _upper(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")
