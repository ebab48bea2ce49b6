"""Shows that the published schema of run files is fresh, and takes what the loader takes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from harness import content
from harness.runfile_schema import FILE, SCHEMA_ID, runfile_schema, text
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


def test_every_key_says_what_it_is() -> None:
    schema = runfile_schema()
    definitions = {"": schema, **schema["$defs"]}
    bare = [
        f"{name}.{key}"
        for name, part in definitions.items()
        for key, node in part.get("properties", {}).items()
        if not node.get("description", "").strip().endswith(".")
    ]
    assert bare == [], "write a sentence under the field in the source"


def test_it_takes_what_init_writes() -> None:
    template = (content.root("reports") / "templates" / "hallmark.yaml").read_bytes()
    assert template.startswith(b"# yaml-language-server: $schema=" + SCHEMA_ID.encode())
    jsonschema_rs.validator_for(runfile_schema()).validate(loads(template, "hallmark.yaml").value)
