"""The JSON object keeps to its published schema, and the same report gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from sample_report import report

from harness.content import root
from harness.evidence import Product
from harness.render.json import failure, render

GOLDEN = Path(__file__).parent / "golden" / "verdict.json"
SCHEMA = json.loads((root("reports") / "formats" / "result.schema.json").read_bytes())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def test_the_object_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()
    assert render(report()) == render(report())


def test_the_object_keeps_to_its_schema() -> None:
    value = json.loads(render(report()))
    VALIDATOR.validate(value)
    (verdict,) = value["verdicts"]
    assert value["verdict"] == verdict["verdict"] == "violates"
    assert value["exit"] == 1
    assert {"profile", "role", "verdict", "classes", "counts", "by_basis", "causes", "findings"} <= verdict.keys()
    assert all({"requirement", "outcome", "because", "cites"} <= f.keys() for f in verdict["findings"])


def test_hostile_text_stays_json_and_keeps_to_the_schema() -> None:
    value = json.loads(render(report(product=Product(name='"\x00\u202e</script>', version="1", supplier="x"))))
    VALIDATOR.validate(value)


@pytest.mark.parametrize(
    "change",
    [
        {"exit": 5},
        {"verdict": "passed"},
        {"verdicts": []},
        {"more": 1},
        {"seed": "7"},
    ],
)
def test_the_schema_refuses_what_it_should(change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(json.loads(render(report())) | change)


def test_what_kept_a_result_from_being_made_has_a_form_too() -> None:
    value = json.loads(failure(3, "DeclarationError", "no such file", "hallmark.yaml", "`hallmark init` writes one."))
    VALIDATOR.validate(value)
    assert value["error"]["where"] == "hallmark.yaml"
    assert not VALIDATOR.is_valid({"exit": 0, "error": value["error"]})
