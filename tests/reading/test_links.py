"""Links to the next page are found in a Link field and in content, and resolved against the request."""

from __future__ import annotations

from typing import Any

import pytest
from described import one_operation, reading, request, response

from harness.reading.links import below, in_content, linked

CONTRACT = one_operation({}, method="get")
BASE = "https://api.example.org/v1"


@pytest.mark.parametrize(
    "field, target",
    [
        ('</things?page=2>; rel="next"', "/things?page=2"),
        ('</a>; rel=prev, </b,c>; title="x, y"; rel="last next"', "/b,c"),
        ("</a>; REL=next", "/a"),
        ('</a>; rel="nextish"', None),
        ("/a; rel=next", None),
        ("", None),
    ],
)
def test_a_link_field(field: str, target: str | None) -> None:
    assert linked(reading(CONTRACT, request(), response(200, f"Link: {field}")), "next") == target


@pytest.mark.parametrize(
    "value, target",
    [
        ("/a", "/a"),
        ({"href": "/a"}, "/a"),
        ([{"rel": "self", "href": "/s"}, {"rel": "next", "href": "/n"}], "/n"),
        ([{"rel": "self", "href": "/s"}], None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_link_in_content(value: Any, target: str | None) -> None:
    assert in_content(value) == target


@pytest.mark.parametrize(
    "reference, target",
    [
        ("https://api.example.org/v1/things?page=2", "/things?page=2"),
        ("/v1/things?page=2", "/things?page=2"),
        ("?page=2", "/things?page=2"),
        ("things?page=2", "/things?page=2"),
        ("https://elsewhere.example.org/v1/things", None),
        ("http://api.example.org/v1/things", None),
        ("/v2/things", None),
        ("http://[", None),
    ],
)
def test_where_a_reference_leads(reference: str, target: str | None) -> None:
    assert below(reading(CONTRACT, request("GET", "/v1/things?page=1"), base=BASE), reference) == target
