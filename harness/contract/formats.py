"""Lists the string formats of OpenAPI that JSON Schema does not have; the validator asserts the others itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping


def is_base64(text: str) -> bool:
    """Tell whether `text` is base64 with padding (RFC 4648 section 4)."""
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {"byte": is_base64}
"""Each takes the string; hand a larger table to `compile_contract` for a profile's own formats."""

WHOLE_NUMBERS: Mapping[str, tuple[int, int]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
"""Formats of numbers (OpenAPI Format Registry), as least and greatest value."""
