"""JSON is known by its media type, and what is not looked into is known beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of

from harness.contract.media import is_json, is_looked_into, may_be_empty


@pytest.mark.parametrize(
    "media_type, yes",
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("text/json", True),
        ("application/jsonp", False),
        ("text/html", False),
        ("", False),
    ],
)
def test_json(media_type: str, yes: bool) -> None:
    assert is_json(media_type) is yes


@pytest.mark.parametrize(
    "media_types, yes",
    [
        (("text/csv",), True),
        (("text/plain; charset=utf-8", "application/x-ndjson"), True),
        (("application/octet-stream",), True),
        (("*/*",), True),
        (("application/json",), False),
        (("text/json",), False),
        (("text/xml",), False),
        (("image/png",), False),
        (("application/json", "text/csv"), False),
    ],
)
def test_what_may_be_empty(media_types: tuple[str, ...], yes: bool) -> None:
    assert may_be_empty(media_types) is yes


@pytest.mark.parametrize(
    "media_type, node, yes",
    [
        ("application/json; charset=utf-8", {"type": "object"}, True),
        ("application/*", {"type": "object"}, True),
        ("application/xml", {"type": "object"}, False),
        ("application/x-www-form-urlencoded", {"properties": {"a": True}}, False),
        ("text/csv", {"type": "string"}, True),
        ("text/csv", {"$ref": "#/components/schemas/Text"}, True),
        ("text/csv", {"type": ["string", "null"]}, False),
        ("application/octet-stream", {}, True),
        ("application/xml", True, True),
    ],
)
def test_what_is_looked_into(media_type: str, node: Any, yes: bool) -> None:
    assert is_looked_into(media_type, schema_of(node, components={"Text": {"type": "string"}})) is yes
