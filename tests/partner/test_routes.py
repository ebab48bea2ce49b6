"""Requests find their operation by method and path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.partner.routes import Route, Routes


def routes() -> Routes:
    made = Routes()
    for method, path in (
        ("GET", "/a"),
        ("POST", "/a"),
        ("GET", "/a/{id}"),
        ("GET", "/a/fixed"),
        ("GET", "/a/{id}/b"),
        ("GET", "/a/fixed/c"),
        ("GET", "/a/{id}/b/{entry}"),
    ):
        made.add(method, path, Route(f"{method} {path}", lambda call: None))
    return made


@pytest.mark.parametrize(
    "path, operations, parameters",
    [
        ("/a", {"GET /a", "POST /a"}, {}),
        ("/a/x", {"GET /a/{id}"}, {"id": "x"}),
        ("/a/fixed", {"GET /a/fixed"}, {}),
        ("/a/fixed/b", {"GET /a/{id}/b"}, {"id": "fixed"}),
        ("/a/fixed/c", {"GET /a/fixed/c"}, {}),
        ("/a/x%2Fy/b/%C5%B7", {"GET /a/{id}/b/{entry}"}, {"id": "x/y", "entry": "ŷ"}),
        ("/a/", set(), {}),
        ("/a//b", set(), {}),
        ("/a/x/c", set(), {}),
        ("/a/%ff", set(), {}),
        ("/", set(), {}),
        ("/b", set(), {}),
    ],
)
def test_paths(path: str, operations: set[str], parameters: dict[str, str]) -> None:
    found, given_parameters = routes().find(path)
    assert {route.operation for route in found.values()} == operations
    assert given_parameters == parameters


@given(st.text(max_size=40))
def test_no_path_is_too_odd(path: str) -> None:
    routes().find("/" + path)
