"""Says of media types whether their content can be held against a schema."""

from __future__ import annotations

from harness.contract.schema import Schema


def is_json(media_type: str) -> bool:
    """Tell whether a media type in lower case says JSON (RFC 8259, RFC 6839 section 3.1)."""
    return media_type in ("application/json", "text/json") or media_type.endswith("+json")


def is_looked_into(media_type: str, schema: Schema) -> bool:
    """Tell whether content described as `media_type`, as written, is held against its schema.

    JSON is, and so is text that is only said to be text; of a range it is known when content comes.
    """
    name = media_type.partition(";")[0].strip()
    return "*" in name or is_json(name) or schema.says_nothing or schema.type == "string"
