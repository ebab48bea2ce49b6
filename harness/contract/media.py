"""Says of media types whether their content can be held against a schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.contract.schema import Schema

_OCTETS: Final = frozenset(("application/octet-stream", "application/gzip"))
_RECORDS: Final = ("json-seq", "jsonl", "ndjson")


def is_json(media_type: str) -> bool:
    """Tell whether a media type in lower case says JSON (RFC 8259, RFC 6839 section 3.1)."""
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def is_looked_into(media_type: str, schema: Schema) -> bool:
    """Tell whether content described as `media_type`, as written, is held against its schema.

    JSON is, and so is text that is only said to be text; of a range it is known when content comes.
    """
    name = media_type.partition(";")[0].strip()
    return "*" in name or is_json(name) or schema.says_nothing or schema.type == "string"


def may_be_empty(media_types: Iterable[str]) -> bool:
    """Tell whether nothing at all can be content of each of these types: a text, a file, no records one a line.

    Nothing is no JSON (RFC 8259 section 2) and no XML. What a range stands for is not known.
    """
    return all(map(_may_be_empty, media_types))


def _may_be_empty(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    if is_json(name) or name.endswith(("/xml", "+xml", "/html")):
        return False
    return "*" in name or name.startswith("text/") or name in _OCTETS or name.endswith(_RECORDS)
