"""Bodies are written in their media type, and spoilt as it is said."""

from __future__ import annotations

import pytest

from harness.gather.cases.encoded import SPOILT, can_write, encoded, is_json
from harness.jsonbytes import NotJson, parse

BODY = b'{"a":"x","b":1}'
STILL_JSON = ("another media type", "no media type", "a text alone", "null", "a number too large to hold")


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda one: one.why)
def test_each_way_to_spoil_makes_another_request(spoilt: object) -> None:
    way = SPOILT[SPOILT.index(spoilt)]  # type: ignore[arg-type]
    made = way.write(BODY)
    assert made != BODY or way.media_type is not None
    if way.why not in STILL_JSON:
        assert isinstance(parse(made), NotJson)


def test_a_form_and_parts_hold_every_member() -> None:
    form, media_type = encoded({"a": "é &", "b": [1, 2]}, "application/x-www-form-urlencoded")
    assert (form, media_type) == (b"a=%C3%A9+%26&b=1&b=2", "application/x-www-form-urlencoded")
    parts, media_type = encoded({"a": "é", "b": {"c": 1}}, "multipart/form-data")
    boundary = media_type.partition("boundary=")[2].encode()
    assert parts.count(b"--" + boundary) == 3
    assert 'name="a"\r\n\r\né\r\n'.encode() in parts


def test_text_is_text_and_json_is_json() -> None:
    assert encoded("hello", "text/plain") == (b"hello", "text/plain")
    assert encoded({"a": 1}, "application/problem+json") == (b'{"a":1}', "application/problem+json")


@pytest.mark.parametrize(
    "media_type, json", [("application/json", True), ("a/b+json; x=1", True), ("text/json5", False)]
)
def test_json_is_told_by_its_media_type(media_type: str, json: bool) -> None:
    assert is_json(media_type) is json


def test_what_cannot_be_written_is_known() -> None:
    assert not can_write("application/xml")
    assert can_write("text/csv")
