"""Writes the `curl` line that repeats a request byte for byte; secrets stand as names of environment variables."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from harness.evidence import HALLMARK, PRODUCT, TOKEN_SERVER, WITHOUT_TLS, Exchange, RunContext
from harness.leading import SHORTEST
from harness.reading.addressed import prefix_of

LEFT_OUT: Final = frozenset({"host", "content-length", "connection", "user-agent", "accept-encoding", "hallmark-run"})
"""What curl writes by itself, or what says who asks and not what is asked."""
LONGEST: Final = 4_000
"""Octets of a body that are written out; a longer one is read from the file BODY, which the reader makes."""
BODY: Final = "request-body.bin"
# Square brackets and braces are patterns to curl; dots in a path are resolved by it.
_GLOBBED: Final = re.compile(r"[\[\]{}]")
_DOTS: Final = re.compile(r"/\.{1,2}(?:[/?]|$)")
_PLAIN_TARGET: Final = re.compile(r"/[\x21\x22\x24-\x5b\x5d-\x7e]*")
# RFC 9110 section 5.6.2. No other name is written: `@file` would make curl send a file of the reader's.
TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
SECRET: Final = "secret:"
"""How the marker of a redaction begins that took out a credential."""
Span = tuple[int, int]
"""Where something begins and ends."""
_ORIGIN: Final = re.compile(r"https?://[^/]+")


def curl(exchange: Exchange, context: RunContext, made: Mapping[str, str] = {}, flags: str = "-i") -> str:
    """Return one line for a POSIX shell that sends the same request, or '' where it was not we who sent one.

    Every octet is kept: what a shell's word cannot hold is written by `printf`. Parts that were taken out of the
    evidence stand as asterisks, but for the credential, which is taken from an environment variable. Things that are
    `made` anew are named by the shell's variables: identifiers as they stand in the request, each with its variable.
    """
    origin = origin_of(exchange, context)
    if exchange.from_party != HALLMARK or not origin:
        return ""
    request = exchange.request
    before, body = _body(request.body, made)
    parts = ["curl", flags, *_method(request.method, bool(request.body)), *_target_options(request.target)]
    given = {name.lower() for name, _ in fields(request.head)}
    for name, value in fields(request.head):
        if name.lower() not in LEFT_OUT and TOKEN.fullmatch(name):
            parts += ["-H", _field(name, value, exchange)]
    spans = _named_in_path(exchange, context, made) | target_secrets(exchange)
    # What curl would add of its own accord.
    if "accept" not in given:
        parts += ["-H", "'Accept:'"]
    if request.body and "content-type" not in given:
        parts += ["-H", "'Content-Type:'"]
    return before + " ".join([*parts, *body, _address(origin, request.target, spans)])


def origin_of(exchange: Exchange, context: RunContext) -> str:
    """Return scheme and host that it was sent to: the product's, but for what went elsewhere or without TLS."""
    target = _ORIGIN.match(context.subjects[0].target if context.subjects else "")
    sent = fields(exchange.request.head)
    host = next((value.decode("latin-1") for name, value in sent if name.lower() == "host"), "")
    if exchange.to_party == WITHOUT_TLS and host:
        return f"http://{host}"
    if exchange.to_party == TOKEN_SERVER and host and (target is None or not target[0].endswith(f"//{host}")):
        return f"https://{host}"
    return target[0] if target is not None else ""


def variables(exchange: Exchange) -> tuple[str, ...]:
    """Return the environment variables in which the reader puts the credentials that were taken out."""
    found = [variable(name, exchange) for name, value in fields(exchange.request.head) if is_secret(value)]
    return tuple(dict.fromkeys([*target_secrets(exchange).values(), *found]))


def target_secrets(exchange: Exchange) -> dict[Span, str]:
    """Return where in the target a credential was taken out, each with the environment variable for it."""
    if not _PLAIN_TARGET.fullmatch(exchange.request.target):
        return {}
    return {
        (r.offset, r.offset + r.length): named(r.marker, exchange)
        for r in exchange.redactions
        if r.part == "request.target" and r.marker.startswith(SECRET)
    }


def named(marker: str, exchange: Exchange) -> str:
    """Return the environment variable for what a marker of a redaction says was taken out."""
    text = re.sub(r"[^A-Z0-9]+", "_", f"{exchange.identity}_{marker.removeprefix(SECRET)}".upper()).strip("_")
    return f"_{text}" if text[:1].isdigit() else text


def taken_out(exchange: Exchange) -> bool:
    """Tell whether parts of the request besides its credential stand as asterisks."""
    in_target = [r for r in exchange.redactions if r.part == "request.target"]
    return len(in_target) > len(target_secrets(exchange)) or any(r.part == "request.body" for r in exchange.redactions)


def fields(head: bytes) -> list[tuple[str, bytes]]:
    """Return the header fields of a raw head, in order, after its first line; values as they went over the wire."""
    found = []
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            found.append((name.decode("latin-1"), value.strip(b" \t")))
    return found


def word(data: bytes) -> str:
    """Return a word of a POSIX shell that is exactly these octets; there can be no NUL among them."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return f'"$({_printf(data)})"'
    return shlex.quote(text) if text.isprintable() else f'"$({_printf(data)})"'


def _method(method: str, has_body: bool) -> list[str]:
    if method == "HEAD":
        return ["-I"]
    return [] if method == "GET" and not has_body else ["-X", shlex.quote(method)]


def _target_options(target: str) -> list[str]:
    """Keep curl from reading the target in its own way."""
    options = []
    if _GLOBBED.search(target):
        options.append("-g")
    if _DOTS.search(target):
        options.append("--path-as-is")
    if not _PLAIN_TARGET.fullmatch(target):
        options += ["--request-target", word(target.encode("utf-8", "surrogateescape"))]
    return options


def _named_in_path(exchange: Exchange, context: RunContext, made: Mapping[str, str]) -> dict[Span, str]:
    """Return where segments of the path below the base URL name what is made anew, each with its variable."""
    path = exchange.request.target.partition("?")[0]
    base = prefix_of(context.subjects[0].target) if exchange.to_party == PRODUCT and context.subjects else ""
    found: dict[Span, str] = {}
    start = 0
    for segment in path.split("/"):
        if start > len(base) and unquote(segment) in made:
            found[start, start + len(segment)] = made[unquote(segment)]
        start += len(segment) + 1
    return found


def _named_in_text(text: str, made: Mapping[str, str]) -> dict[Span, str]:
    """Return where content in JSON names what is made anew, each with its variable."""
    found: dict[Span, str] = {}
    for name, variable in made.items():
        quoted = json.dumps(name, ensure_ascii=False)
        if len(name) >= SHORTEST:
            found |= {(at.start() + 1, at.end() - 1): variable for at in re.finditer(re.escape(quoted), text)}
    return found


def _address(origin: str, target: str, spans: Mapping[Span, str]) -> str:
    """Return the word for scheme, host and target; what stands at `spans` is taken from the shell's variables."""
    if not _PLAIN_TARGET.fullmatch(target):
        return shlex.quote(f"{origin}/")
    ahead = len(origin)
    return _filled(origin + target, {(start + ahead, end + ahead): name for (start, end), name in spans.items()})


def _filled(text: str, spans: Mapping[Span, str]) -> str:
    """Return a word that is `text`, but for what stands at `spans`: that is taken from the shell's variables."""
    pieces, last = [], 0
    for (start, end), name in sorted(spans.items()):
        if start >= last:
            pieces += [shlex.quote(text[last:start])] * (start > last) + [f'"${name}"']
            last = end
    return "".join([*pieces, *[shlex.quote(text[last:])] * (last < len(text) or not pieces)])


def _field(name: str, value: bytes, exchange: Exchange) -> str:
    if not is_secret(value):
        # A field without content is written with a semicolon; with a colon curl would leave it out.
        return word(name.encode("latin-1") + (b": " + value if value else b";"))
    scheme = value.rpartition(b" ")[0].decode("latin-1") or scheme_of(name, exchange)
    if name.isascii() and name.isalpha() and scheme.isascii() and scheme.isalpha():
        return f'"{name}: {scheme} ${variable(name, exchange)}"'
    start = f"{name}: {scheme} " if scheme else f"{name}: "
    return f'{word(start.encode("latin-1"))}"${variable(name, exchange)}"'


def variable(name: str, exchange: Exchange) -> str:
    """Return the environment variable for the credential in the header field `name`."""
    kind = "TOKEN" if name.lower() == "authorization" and not _signed(exchange) else name
    text = re.sub(r"[^A-Z0-9]+", "_", f"{exchange.identity}_{kind}".upper()).strip("_")
    return f"_{text}" if text[:1].isdigit() else text


def is_secret(value: bytes) -> bool:
    """Tell whether a field's value was taken out, its scheme perhaps left."""
    hidden = value.rpartition(b" ")[2]
    return len(hidden) > 3 and not hidden.strip(b"*")


def scheme_of(name: str, exchange: Exchange) -> str:
    """Return the scheme of a credential that was taken out with it (RFC 9110 section 11.4)."""
    if name.lower() != "authorization" or _signed(exchange):
        return ""
    markers = {r.marker for r in exchange.redactions if r.part == "request.head"}
    return "Basic" if "secret:basic" in markers else "Bearer"


def _signed(exchange: Exchange) -> bool:
    """Tell whether a hook of the reader's own signed the request: only that knows how the value is made."""
    return any(r.facts.get("scheme") == "hook" for r in exchange.redactions if r.part == "request.head")


def _body(body: bytes, made: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return what stands before curl (a pipe into it) and curl's own options."""
    if not body:
        return "", []
    if len(body) > LONGEST:
        return "", ["--data-binary", f"@{BODY}"]
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\x00"
    # An at sign at the start would name a file.
    if text.isprintable() and not text.startswith("@"):
        return "", ["--data-binary", _filled(text, _named_in_text(text, made))]
    return f"{_printf(body)} | ", ["--data-binary", "@-"]


def _printf(data: bytes) -> str:
    """Return the command that writes exactly these octets (POSIX printf: octal escapes in the format)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "printf '" + "".join(_escaped_octet(octet) for octet in data) + "'"
    return "printf '" + "".join(_escaped(character) for character in text) + "'"


def _escaped(character: str) -> str:
    if character.isprintable() and character not in "'\\%":
        return character
    return "".join(_escaped_octet(octet) for octet in character.encode())


def _escaped_octet(octet: int) -> str:
    if octet == 0x25:
        return "%%"
    plain = 0x20 <= octet < 0x7F and octet not in b"'\\"
    return chr(octet) if plain else f"\\{octet:03o}"
