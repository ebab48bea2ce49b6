"""A description is read, and what cannot be read is said with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

Call = Callable[..., Said]
YAML = """\
openapi: 3.0.3
info: {title: Times, version: 1.0.0}
paths:
  /a:
    get:
      parameters:
        - {name: at, in: query, schema: {type: time}}
      responses: {'200': {description: ok}}
"""


def test_what_can_be_used_is_used(hallmark: Call, tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(YAML)
    said = hallmark("contract", "compile", path)
    assert said.code == 0
    assert "GET     /a  200" in said.out
    assert f"{path}:7" in said.out
    value = json.loads(hallmark("contract", "compile", path, "--json").out)
    assert value["gaps"][0]["line"] == f"{path}:7"
    assert value["openapi"] == "3.0"


@pytest.mark.parametrize(
    "text, part",
    [
        ("a: 1\n", "not an OpenAPI description"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {}\n", "no operation in it can be used"),
        ("openapi: 3.1.0\ninfo: {}\npaths: {/a: 7}\n", "a path must be an object"),
        ("{", "not YAML"),
    ],
)
def test_where_nothing_can_be_used_it_ends_with_three(hallmark: Call, tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(text)
    said = hallmark("contract", "compile", path, "--json")
    assert said.code == 3
    assert part in said.err
    assert part in json.loads(said.out)["error"]["message"]


def test_a_second_time_it_is_said_from_the_cache(
    hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(YAML)
    plain = [hallmark("contract", "compile", path, *more).out for more in ((), ("--json",))]
    monkeypatch.setenv("HALLMARK_CACHE", str(tmp_path / "cache"))
    first = [hallmark("contract", "compile", path, *more).out for more in ((), ("--json",))]
    monkeypatch.setattr("harness.contract.cache.compile_description", lambda _: pytest.fail("compiled again"))
    again = [hallmark("contract", "compile", path, *more).out for more in ((), ("--json",))]
    assert plain == first == again
