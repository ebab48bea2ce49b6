"""Parses the content of a message as JSON, past what was overwritten in it before keeping."""

from __future__ import annotations

from typing import Any

from harness import jsonbytes
from harness.evidence import Redaction
from harness.jsonbytes import NotJson
from harness.reading.redacted import restored


def value_of(content: bytes | NotJson, redactions: tuple[Redaction, ...], part: str) -> Any:
    """Return the JSON value of a content, or `NotJson`; its `redacted` means that we ourselves made it unreadable."""
    touched = any(each.part == part for each in redactions) if redactions else False
    if isinstance(content, NotJson):
        # A redaction of compressed content may have destroyed it: that is ours.
        return NotJson("redacted") if touched and content.why == "content_coding" else content
    value = jsonbytes.parse(content)
    if touched and isinstance(value, NotJson) and value.why == "syntax":
        value = jsonbytes.parse(restored(content, redactions, part))
        bare = [each.offset for each in redactions if each.part == part and not each.pointer]
        if isinstance(value, NotJson) and bare and value.offset >= min(bare):
            return NotJson("redacted")  # it may have been whole before we overwrote what stood there
    return value
