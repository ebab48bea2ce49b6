"""The published schemas of a profile's files are fresh, and take what the loader takes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from harness.content import root
from harness.loading import find
from harness.profile_schema import FILES, schema, text
from harness.yamlfile import load

FOLDER = find("incident-transfer@1.0")


@pytest.mark.parametrize("name", FILES)
def test_the_published_schema_is_fresh(name: str) -> None:
    held = (root("profiles") / "_format" / name).read_text(encoding="utf-8")
    assert held == text(name), f"write harness.profile_schema.text({name!r}) to profiles/_format/{name}"


def test_they_take_the_files_of_a_profile() -> None:
    jsonschema_rs.validator_for(schema("profile.schema.json")).validate(load(FOLDER / "profile.yaml").value)
    entries = jsonschema_rs.validator_for(schema("requirements.schema.json"))
    for path in sorted((FOLDER / "requirements").glob("*.yaml")):
        entries.validate(load(path).value)


@pytest.mark.parametrize("change", [{"level": "PERHAPS"}, {"probs": []}, {"effort": {"probes": "many"}}])
def test_they_refuse_what_the_loader_refuses(change: dict[str, Any]) -> None:
    entries = jsonschema_rs.validator_for(schema("requirements.schema.json"))
    path = next(iter(sorted((FOLDER / "requirements").glob("*.yaml"))))
    assert not entries.is_valid([load(path).value[0] | change])
