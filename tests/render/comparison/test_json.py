"""The JSON of a comparison keeps to its schema, is the same each time, and gives no score without its evidence."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest
from compared import by_word, column, comparison, half, met

from harness.content import root
from harness.render.comparison.json import render

SCHEMA = json.loads((root("reports") / "formats" / "comparison.schema.json").read_bytes())


def test_it_keeps_to_its_schema_and_is_the_same_each_time() -> None:
    data = render(comparison())
    jsonschema_rs.Draft202012Validator(SCHEMA).validate(json.loads(data))
    assert data == render(comparison())


def test_scores_and_cells_are_those_of_the_products() -> None:
    told = json.loads(render(comparison()))
    assert [(p["supplier"], p["score"], p["evidence"]) for p in told["products"]] == [
        ("Acme", "100.00", "product-1.html"),
        ("Bolt", "70.00", "product-2.html"),
    ]
    assert told["products"][1]["cells"]["N-002"] == "not_met"
    assert [(one["file"], one["answer"]) for one in told["left"]] == [("cord.zip", "refuted")]


@pytest.mark.parametrize("attested", [True, False])
def test_a_persons_word_is_told_apart(attested: bool) -> None:
    told = json.loads(render(comparison(column((by_word("N-001"), met("N-002"))), attested=attested)))
    jsonschema_rs.Draft202012Validator(SCHEMA).validate(told)
    assert told["attested"] is attested
    assert told["products"][0]["cells"]["N-001"] == "attested"


def test_what_does_not_qualify_has_no_score() -> None:
    (told,) = json.loads(render(comparison(half(), knock_outs=("N-002",))))["products"]
    assert (told["score"], told["standing"], told["reasons"]) == (None, "knocked_out", ["N-002"])
