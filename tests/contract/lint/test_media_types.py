"""Media types that say too little or cannot be meant are found."""

from __future__ import annotations

from typing import Any

import pytest
from linting import codes_of


@pytest.mark.parametrize(
    "media_type, media, codes",
    [
        ("application/json", {}, []),
        ("application/vnd.x+json; version=1", {}, []),
        ("json", {}, ["media-types/malformed"]),
        ("a/b/c", {}, ["media-types/malformed"]),
        ("application/json; charset=utf-8", {}, ["media-types/charset"]),
        ("text/plain; charset=utf-8", {}, []),
        ("*/*", {}, ["media-types/range"]),
        ("application/json", {"schema": {"type": "string", "format": "binary"}}, ["media-types/binary-json"]),
        ("application/pdf", {"schema": {"type": "string", "format": "binary"}}, []),
    ],
)
def test_replies(media_type: str, media: dict[str, Any], codes: list[str]) -> None:
    assert codes_of({"/a": {"get": {"responses": {"200": {"content": {media_type: media}}}}}}) == codes


def test_a_range_of_what_is_taken_says_enough() -> None:
    operation = {"requestBody": {"content": {"image/*": {}}}, "responses": {"204": {}}}
    assert codes_of({"/a": {"post": operation}}) == []


def test_content_that_cannot_come() -> None:
    operation = {"responses": {"204": {"content": {"application/json": {}}}}}
    assert codes_of({"/a": {"get": operation}}) == ["media-types/content-without-body"]
