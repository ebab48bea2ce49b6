"""Shows that the published schema of run files is fresh, and takes what the loader takes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from harness import content
from harness.runfile_schema import FILE, runfile_schema, text
from harness.yamlfile import loads


def whole() -> Any:
    from test_runfile import WHOLE  # the same file that the loader is shown

    return loads(WHOLE.encode(), "hallmark.yaml").value


def test_the_published_schema_is_fresh() -> None:
    held = (content.root("reports") / FILE).read_text(encoding="utf-8")
    assert held == text(), "write harness.runfile_schema.text() to reports/formats/hallmark.schema.json"


def test_it_takes_a_whole_file() -> None:
    jsonschema_rs.validator_for(runfile_schema()).validate(whole())


@pytest.mark.parametrize(
    "place, value",
    [
        (("target", "auth", "client_secret"), "hunter2"),
        (("target", "base_ulr"), "x"),
        (("target", "environment"), "live"),
        (("product", "vendor"), "x"),
    ],
)
def test_it_refuses_what_the_loader_refuses(place: tuple[str, ...], value: str) -> None:
    document = whole()
    node = document
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    assert not jsonschema_rs.validator_for(runfile_schema()).is_valid(document)
