"""Writes the `curl` line that repeats an exchange; secrets stand as names of environment variables."""

from __future__ import annotations

import shlex

from harness.evidence import Exchange, RunContext

LEFT_OUT = frozenset({"host", "content-length", "connection", "user-agent", "accept-encoding"})
LONGEST = 4_000
"""Octets of a body that are written out; a longer one is read from a file that the reader makes."""


def curl(exchange: Exchange, context: RunContext) -> str:
    """Return one line for a POSIX shell that sends the same request, credential apart."""
    request = exchange.request
    parts = ["curl", "-i", "-X", request.method]
    if request.method == "HEAD":
        parts = ["curl", "-I"]
    for name, value in fields(request.head):
        if name.lower() in LEFT_OUT:
            continue
        if name.lower() == "authorization" and set(value.split(" ")[-1]) == {"*"}:
            parts += ["-H", f'"{name}: Bearer ${variable(exchange.identity)}"']
        else:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if request.body:
        parts += ["--data-binary", _body(request.body)]
    return " ".join([*parts, shlex.quote(_origin(context) + request.target)])


def variable(identity: str) -> str:
    """Return the environment variable in which the reader puts the token of an identity."""
    return f"{identity.upper().replace('-', '_')}_TOKEN"


def fields(head: bytes) -> list[tuple[str, str]]:
    """Return the header fields of a raw head, in order, after its first line."""
    found = []
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            found.append((name.decode("latin-1"), value.strip().decode("latin-1")))
    return found


def _origin(context: RunContext) -> str:
    target = context.subjects[0].target if context.subjects else ""
    scheme, _, rest = target.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _body(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "@request-body.bin"
    if len(body) > LONGEST or "\x00" in text:
        return "@request-body.bin"
    if text.isprintable():
        return shlex.quote(text)
    escaped = "".join(
        c if c.isprintable() and c not in "'\\" else "".join(f"\\x{b:02x}" for b in c.encode()) for c in text
    )
    return f"$'{escaped}'"
