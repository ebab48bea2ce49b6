"""Lists the string formats of OpenAPI that JSON Schema does not have; the validator asserts the others itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping


def is_base64(text: str) -> bool:
    """Tell whether `text` is base64 with padding (RFC 4648 section 4)."""
    return _decodes(text, b"+/")


def is_base64url(text: str) -> bool:
    """Tell whether `text` is base64url, whose padding may be left out (RFC 4648 sections 3.2 and 5)."""
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    return text in (bare, padded) and _decodes(padded, b"-_")


def is_base16(text: str) -> bool:
    """Tell whether `text` is base16, in either case (RFC 4648 section 8)."""
    return len(text) % 2 == 0 and all(character in "0123456789ABCDEFabcdef" for character in text)


def _decodes(text: str, others: bytes) -> bool:
    try:
        base64.b64decode(text, altchars=others, validate=True)
    except (binascii.Error, ValueError):
        return False
    return others == b"+/" or not ("+" in text or "/" in text)


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "base64url": is_base64url,
    "base16": is_base16,
}
"""Each takes the string; hand a larger table to `compile_contract` for a profile's own formats."""
