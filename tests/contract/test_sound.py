"""Schemas from outside are used when normalising could have made them, and refused otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of
from descriptions import documents
from hypothesis import given, settings

from harness.contract.normal import ref_to
from harness.contract.recorded import record_of
from harness.contract.sound import edges
from harness.errors import ContractError

TO_B = {"$ref": ref_to("#/b")}


def test_edges_are_the_references_wherever_they_stand() -> None:
    nodes = {"#/a": {"allOf": [TO_B], "properties": {"x": {"not": {"$ref": ref_to("#/a")}}}}, "#/b": True}
    assert edges(nodes) == {"#/a": ("#/b", "#/a"), "#/b": ()}


def test_what_only_looks_like_a_reference_is_none() -> None:
    assert edges({"#/a": {"enum": [{"$ref": "x"}], "x-a": {"$ref": "x"}}}) == {"#/a": ()}


@settings(max_examples=60, deadline=None)
@given(documents)
def test_what_normalising_makes_is_sound(made: Any) -> None:
    schemas = record_of(contract_of(made)).schemas
    assert set(edges(schemas)) == set(schemas)


@pytest.mark.parametrize(
    "node, part",
    [
        (1, "is none"),
        ({"items": [True]}, "is none"),
        ({"$id": "http://example.org/"}, "$id"),
        ({"$dynamicRef": "#x"}, "$dynamicRef"),
        ({"$defs": {}}, "$defs"),
        ({"allOf": {}}, "allOf"),
        ({"properties": []}, "properties"),
        ({"type": "time"}, "not JSON Schema"),
        ({"items": {"minimum": "1"}}, "not JSON Schema"),
        ({"pattern": "("}, "pattern"),
        ({"pattern": 1}, "pattern"),
        ({"patternProperties": {"(": True}}, "pattern"),
        ({"$ref": 1}, "refers to"),
        ({"$ref": "#/$defs/#/b"}, "refers to"),
        ({"$ref": "http://example.org/"}, "refers to"),
        ({"$ref": ref_to("#/c")}, "refers to"),
        ({"$ref": ref_to("#/a")}, "by itself"),
        ({"allOf": [{"not": {"$ref": ref_to("#/a")}}]}, "by itself"),
    ],
)
def test_what_is_not_sound_is_refused(node: Any, part: str) -> None:
    with pytest.raises(ContractError) as caught:
        edges({"#/a": node, "#/b": True})
    assert part in caught.value.message


def test_endless_work_is_refused() -> None:
    nodes = {f"#/{n}": {"allOf": [{"$ref": ref_to(f"#/{n + 1}")}] * 2} for n in range(60)}
    with pytest.raises(ContractError, match="would apply to one value"):
        edges({**nodes, "#/60": True})
