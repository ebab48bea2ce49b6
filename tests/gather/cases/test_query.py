"""Texts of a parameter are right or wrong as the judge will find them."""

from __future__ import annotations

from random import Random

import pytest
from schemas import operation_of

from harness.gather.cases.query import ODD, Asked, asked_of
from harness.gather.cases.serial import keeps

LIMIT = {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer", "minimum": 1, "maximum": 50}}


def asked(**described: object) -> Asked:
    found = asked_of(operation_of("/x", "get", parameters=[{**LIMIT, **described}]))
    return found[0]


def test_right_texts_keep_the_schema_and_reach_its_edges() -> None:
    one = asked()
    texts = [pairs for _, pairs in one.right() if pairs is not None]
    assert all(keeps(one.parameter, pairs) for pairs in texts)
    assert {"1", "2", "49", "50"} <= {text for pairs in texts for _, text in pairs}


def test_wrong_texts_break_it_or_are_odd_and_a_needed_one_is_left_out() -> None:
    one = asked()
    tried = list(one.wrong())
    assert ("left out", None) in tried
    texts = [pairs for why, pairs in tried if pairs is not None and why not in ("odd text", "twice")]
    assert texts
    assert not any(keeps(one.parameter, pairs) for pairs in texts)
    assert {"0", "51"} <= {text for pairs in texts for _, text in pairs}


def test_chance_keeps_to_what_it_says() -> None:
    one, random = asked(), Random(2)
    assert all(keeps(one.parameter, one.by_chance(random)) for _ in range(20))
    wrong = [one.wrong_by_chance(random) for _ in range(20)]
    assert any(pairs is not None for pairs in wrong)


@pytest.mark.parametrize("location", ["header", "path"])
def test_what_cannot_stand_there_is_not_tried(location: str) -> None:
    path = "/x/{limit}" if location == "path" else "/x"
    described = {**LIMIT, "in": location, "schema": {"type": "string"}}
    one = asked_of(operation_of(path, "get", parameters=[described] if location == "header" else []))[0]
    texts = [text for _, pairs in one.wrong() if pairs is not None for _, text in pairs]
    assert "" in ODD
    assert texts
    assert all(text.isprintable() for text in texts) if location == "header" else "" not in texts


def test_fields_that_are_not_the_describers_are_left_alone() -> None:
    described = {"name": "Accept", "in": "header", "schema": {"type": "string"}}
    assert asked_of(operation_of("/x", "get", parameters=[described])) == []
