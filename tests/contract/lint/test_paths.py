"""Paths that one request fits several of are found, and those of which one is plainly meant are not."""

from __future__ import annotations

from typing import Any

import pytest
from linting import codes_of

from harness.contract.lint import paths as module


def described(*paths: str, method: str = "get") -> dict[str, Any]:
    found = {}
    for path in paths:
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        parameters = [{"name": n, "in": "path", "required": True, "schema": True} for n in dict.fromkeys(names)]
        found[path] = {method: {"parameters": parameters, "responses": {"200": {}}}}
    return found


@pytest.mark.parametrize(
    "one, other, ambiguous",
    [
        ("/a/{x}", "/a/{y}", True),
        ("/a/{x}", "/{y}/b", True),
        ("/a/{x}", "/a/b", False),
        ("/a/{x}", "/{y}/{z}", False),
        ("/a/{x}", "/b/{y}", False),
        ("/a/{x}", "/a/{y}/c", False),
        ("/a/v{x}", "/{y}/b", False),
        ("/a/v{x}", "/{y}/v1", True),
        ("/a/{x}.json", "/a/{x}.xml", False),
        ("/{x}/b/{y}", "/a/{x}/c", True),
    ],
)
def test_pairs(one: str, other: str, ambiguous: bool) -> None:
    assert codes_of(described(one, other)) == (["paths/ambiguous"] if ambiguous else [])


def test_other_methods_are_other_requests() -> None:
    assert codes_of({**described("/a/{x}"), **described("/a/{y}", method="put")}) == []


def test_placeholders_and_parameters_belong_together() -> None:
    operation: dict[str, Any] = {"responses": {"200": {}}}
    other = {"name": "b", "in": "path", "required": True, "schema": True}
    assert codes_of({"/a/{b}/{b}": {"get": {**operation, "parameters": [other]}}}) == ["paths/repeated-parameter"]
    assert codes_of({"/a/{c}": {"get": {**operation, "parameters": [other]}}}) == [
        "paths/undescribed-parameter", "paths/unused-parameter",
    ]  # fmt: skip
    assert codes_of({"/a/{c}": {"get": {**operation, "parameters": [{"$ref": "#/no"}]}}}) == []


@pytest.mark.parametrize("path", ["/a#b", "/a?b=1"])
def test_a_path_that_no_request_has(path: str) -> None:
    assert codes_of(described(path, "/a")) == ["paths/unreachable"]


def test_too_many_paths_are_not_compared_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 2)
    assert codes_of(described("/a/{x}", "/b/{x}", "/c/{x}", "/d/{x}")) == ["paths/too-many"]
