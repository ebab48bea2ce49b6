"""Turns formats that JSON Schema leaves to the reader into keywords that are enforced (OpenAPI Format Registry)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WHOLE: Mapping[str, tuple[int, int]] = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
}
"""Formats of whole numbers, as least and greatest value."""
LARGEST_FLOAT = 3.4028234663852886e38
"""The largest finite number of IEEE 754 single precision; `double` has all that JSON can be read to."""
ENCODINGS: Mapping[str, str] = {"base64": "byte", "base64url": "base64url", "base16": "base16"}
"""`contentEncoding` and the format that asserts it (`harness.contract.formats`)."""


def assert_formats(out: dict[str, Any]) -> None:
    """Add to one schema node the keywords that its format and encoding stand for, unless it has tighter ones."""
    format_ = out.get("format")
    if isinstance(format_, str) and format_ in WHOLE:
        _within(out, *WHOLE[format_])
        if out.get("type") != "integer":
            out.setdefault("multipleOf", 1)
    elif format_ == "float":
        _within(out, -LARGEST_FLOAT, LARGEST_FLOAT)
    encoding = out.get("contentEncoding")
    if isinstance(encoding, str) and encoding in ENCODINGS:
        if "format" not in out:
            out["format"] = ENCODINGS[encoding]
        elif format_ != ENCODINGS[encoding]:
            out["allOf"] = [*out.get("allOf", ()), {"format": ENCODINGS[encoding]}]


def _within(out: dict[str, Any], least: float, greatest: float) -> None:
    if out.get("type") == "string":
        return
    if "exclusiveMinimum" not in out or out["exclusiveMinimum"] < least:
        out["minimum"] = max(out.get("minimum", least), least)
    if "exclusiveMaximum" not in out or out["exclusiveMaximum"] > greatest:
        out["maximum"] = min(out.get("maximum", greatest), greatest)
