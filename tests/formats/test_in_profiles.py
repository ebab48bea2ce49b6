"""Any profile may ask for an identifier by `format`: what is made keeps its schema, and each mistake breaks it."""

from __future__ import annotations

import random

import pytest
import yaml

from harness.authoring.scaffold import scaffold
from harness.contract import Schema
from harness.formats import IDENTIFIERS
from harness.loading import load_bundle

MISTAKES = [(name, mistake) for name, one in IDENTIFIERS.items() for mistake in one.wrong]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """Return the schema of a record that may hold each identifier, as a profile of one's own has it."""
    folder = scaffold("duty-roster", tmp_path_factory.mktemp("profile"))
    path = folder / "openapi.yaml"
    described = yaml.safe_load(path.read_bytes())
    fields = described["components"]["schemas"]["Record"]["properties"]
    fields |= {name: {"type": "string", "format": name} for name in IDENTIFIERS}
    path.write_text(yaml.safe_dump(described), encoding="utf-8")
    operation = next(o for o in load_bundle(folder).contract.operations if o.id == "getRecord")
    schema = operation.replies["200"].media["application/json"].schema
    assert isinstance(schema, Schema)
    return schema


def record(name: str, text: str) -> dict[str, str]:
    return {"id": "r-1", "title": "An exercise", name: text}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_is_made_keeps_the_schema(records: Schema, name: str) -> None:
    draw = random.Random(name).randrange
    assert all(records.is_valid(record(name, IDENTIFIERS[name].make(draw))) for _ in range(50))


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_what_is_wrong_breaks_it(records: Schema, name: str, mistake: str) -> None:
    draw = random.Random(f"{name} {mistake}").randrange
    assert not any(records.is_valid(record(name, IDENTIFIERS[name].wrong[mistake](draw))) for _ in range(20))
