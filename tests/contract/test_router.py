"""Requests find their operation by method and path alone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from described import contract_of, document
from hypothesis import given
from hypothesis import strategies as st

from harness.contract import router
from harness.contract.router import path_of

GET = {"get": {"responses": {}}}
CONTRACT = contract_of(
    document({
        "/things": {"get": {"responses": {}}, "post": {"responses": {}}},
        "/things/{id}": {"get": {"responses": {}}, "delete": {"responses": {}}},
        "/things/mine": GET,
        "/things/{id}/parts/{part}": GET,
        "/things/{id}/parts/all": GET,
        "/{kind}/{id}/parts/first": GET,
        "/files/{name}.{ext}": GET,
        "/ŷ é": GET,
        "/": GET,
    })
)  # fmt: skip


@pytest.mark.parametrize(
    "method, target, found, params",
    [
        ("GET", "/things", "GET /things", {}),
        ("GET", "/things?x=/a", "GET /things", {}),
        ("GET", "/things/7", "GET /things/{id}", {"id": "7"}),
        ("GET", "/things/mine", "GET /things/mine", {}),
        ("GET", "/things/m%69ne", "GET /things/mine", {}),
        ("GET", "/things/a%2Fb%20%C5%B7", "GET /things/{id}", {"id": "a/b ŷ"}),
        ("GET", "/things/1/parts/2", "GET /things/{id}/parts/{part}", {"id": "1", "part": "2"}),
        ("GET", "/things/1/parts/all", "GET /things/{id}/parts/all", {"id": "1"}),
        ("GET", "/things/1/parts/first", "GET /things/{id}/parts/{part}", {"id": "1", "part": "first"}),
        ("GET", "/other/1/parts/first", "GET /{kind}/{id}/parts/first", {"kind": "other", "id": "1"}),
        ("GET", "/files/a.b.txt", "GET /files/{name}.{ext}", {"name": "a.b", "ext": "txt"}),
        ("GET", "/%C5%B7%20%C3%A9", "GET /ŷ é", {}),
        ("GET", "/", "GET /", {}),
        ("GET", "http://example.org/things/7", "GET /things/{id}", {"id": "7"}),
        ("GET", "http://example.org", "GET /", {}),
        ("DELETE", "/things/mine", None, {}),
        ("PUT", "/things", None, {}),
        ("GET", "/things/", None, {}),
        ("GET", "/things/1/2", None, {}),
        ("GET", "*", None, {}),
        ("get", "/things", None, {}),
    ],
)
def test_match(method: str, target: str, found: str | None, params: dict[str, str]) -> None:
    match = CONTRACT.match(method, target)
    assert (match.operation.id if match else None) == found
    assert (match.path_params if match else {}) == params


@pytest.mark.parametrize(
    "target, prefix, path",
    [
        ("/api/things", "/api", "/things"),
        ("/api", "/api", "/"),
        ("/apix/things", "/api", None),
        ("/things", "/api", None),
        ("https://example.org/api/things?x", "/api", "/things"),
        ("/a%7e%2f%41", "", "/a~%2fA"),
        ("/a#b", "", "/a"),
    ],
)
def test_paths_below_a_prefix(target: str, prefix: str, path: str | None) -> None:
    assert path_of(target, prefix) == path


def test_methods_of_a_path() -> None:
    assert set(CONTRACT.paths_matching("/things/7")) == {"GET", "DELETE"}
    assert set(CONTRACT.paths_matching("/api/things", "/api")) == {"GET", "POST"}
    assert set(CONTRACT.paths_matching("/things/mine")) == {"GET"}
    assert CONTRACT.paths_matching("/nothing/here") == {}


@pytest.mark.parametrize(
    "method, target, taken",
    [
        ("DELETE", "/things/mine", True),  # of /things/{id}, though /things/mine is matched before
        ("GET", "/things/mine", True),
        ("PUT", "/things/mine", False),
        ("GET", "/nothing/here", False),
        ("GET", "*", False),
    ],
)
def test_methods_of_every_path_that_fits(method: str, target: str, taken: bool) -> None:
    assert CONTRACT.takes(method, target) is taken


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "MOST_CACHED", 3)
    made = router.Router(CONTRACT.operations)
    for number in range(20):
        match = made.match("GET", f"/things/{number}")
        assert match is not None
        assert match.path_params == {"id": str(number)}
        assert len(made._cache) <= 3


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda text: text != "mine"))
def test_a_path_parameter_comes_back_as_it_was_sent(text: str) -> None:
    match = CONTRACT.match("GET", "/things/" + quote(text, safe=""))
    assert match is not None
    assert match.path_params == {"id": text}


templates = st.lists(st.sampled_from(["{x}", "a", "ab", "-", "/", "."]), min_size=1, max_size=7).map("".join)


@given(templates, st.text("ab-/.", max_size=14))
def test_a_path_is_taken_apart_as_the_plain_expression_would(template: str, path: str) -> None:
    """Each placeholder takes as much as it can, the first ones first."""
    parts = template.split("{x}")
    plain = re.compile("([^/]+)".join(map(re.escape, parts))).fullmatch(path)
    assert router.Route(template).groups(path) == (plain.groups() if plain else None)


def test_many_placeholders_in_one_segment_cost_no_more_than_the_path_is_long() -> None:
    template = "/" + "{x}" * 30 + "-" + "{x}b" * 10
    assert router.Route(template).groups("/" + "a-b" * 3000 + "!") is None
