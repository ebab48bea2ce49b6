"""Writes bodies in their media type, and breaks the writing itself: cut off, in another encoding, of another type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus

from harness.gather.cases.serial import text
from harness.gather.message import to_json

BOUNDARY: Final = "hallmark-4f1c2f0e"
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
DEEP: Final = 2_000


class Spoilt(NamedTuple):
    """A way to break the writing of a JSON body."""

    why: str
    write: Callable[[bytes], bytes]
    media_type: str | None = None
    """Instead of the right one; '' for none."""


SPOILT: Final = (
    Spoilt("cut off", lambda body: body[: max(len(body) - 1, 1)]),
    Spoilt("no content", lambda body: b""),
    Spoilt("not JSON", lambda body: b"hallmark"),
    Spoilt("another media type", lambda body: body, "text/plain"),
    Spoilt("no media type", lambda body: body, ""),
    Spoilt("more behind the end", lambda body: body + b"}"),
    Spoilt("a comma too many", lambda body: body[:-1] + b"," + body[-1:]),
    Spoilt("NaN", lambda body: b'{"hallmark":NaN}'),
    Spoilt("bytes that are no UTF-8", lambda body: body.replace(b'":"', b'":"\xff\xfe', 1)),
    Spoilt("half a character", lambda body: body.replace(b'":"', b'":"\\ud800', 1)),
    Spoilt("UTF-16", lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    Spoilt("a byte order mark", lambda body: b"\xef\xbb\xbf" + body),
    Spoilt("single quotes", lambda body: body.replace(b'"', b"'")),
    Spoilt("nested deeply", lambda body: b"[" * DEEP + b"]" * DEEP),
    Spoilt("a number too large to hold", lambda body: b'{"hallmark":1e999}'),
    Spoilt("a name twice", lambda body: body.replace(b"{", b'{"hallmark":1,"hallmark":2,', 1)),
    Spoilt("a text alone", lambda body: b'"hallmark"'),
    Spoilt("null", lambda body: b"null"),
)


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 6839 section 3.1)."""
    return media_type.partition(";")[0].rstrip().endswith(("/json", "+json"))


def can_write(media_type: str) -> bool:
    """Tell whether values can be written in the media type."""
    return is_json(media_type) or media_type in (FORM, MULTIPART) or media_type.startswith("text/")


def encoded(value: Any, media_type: str) -> tuple[bytes, str]:
    """Return a value as a body, and the Content-Type to send with it."""
    if media_type == FORM and isinstance(value, dict):
        return _form(value), FORM
    if media_type == MULTIPART and isinstance(value, dict):
        return _parts(value), f"{MULTIPART}; boundary={BOUNDARY}"
    if not is_json(media_type) and isinstance(value, str):
        return value.encode("utf-8", "replace"), media_type
    return to_json(value), media_type


def _form(value: dict[str, Any]) -> bytes:
    pairs = [(name, member) for name, each in value.items() for member in (each if isinstance(each, list) else (each,))]
    return "&".join(f"{_plus(name)}={_plus(text(member))}" for name, member in pairs).encode()


def _plus(word: str) -> str:
    return quote_plus(word.encode("utf-8", "replace"))


def _parts(value: dict[str, Any]) -> bytes:
    """Return the parts of RFC 7578, each in UTF-8."""
    lines = b""
    for name, member in value.items():
        field = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        lines += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'.encode("utf-8", "replace")
        lines += text(member).encode("utf-8", "replace") + b"\r\n"
    return lines + f"--{BOUNDARY}--\r\n".encode()
