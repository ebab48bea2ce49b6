"""What the inferred resource says lies in a reply is found there."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange
from records import CONTRACT, RESOURCES

from harness.expression import MISSING
from harness.reading import Reading
from harness.resources.answers import created_name, elements_of, item_of, located, name_at, next_link

PERSONS = RESOURCES["/persons"]
BASE = "https://api.example.org/v1"


def reading(method: str, target: str, status: int, got: Any, **say: str) -> Reading:
    return Reading(exchange(method, target, b"", status, got, say=say), CONTRACT, BASE)


def test_elements() -> None:
    assert elements_of(PERSONS, reading("GET", "/persons", 200, {"items": [1]})) == [1]
    assert elements_of(PERSONS, reading("GET", "/persons", 200, {"items": {}})) is None
    assert elements_of(PERSONS, reading("GET", "/persons", 200, b"no")) is None


@pytest.mark.parametrize("value, name", [("a", "a"), (7, "7"), ("", None), (True, None), (None, None), ([], None)])
def test_names(value: Any, name: str | None) -> None:
    assert name_at({"id": value}, "/id") == name


def test_what_was_created() -> None:
    assert created_name(PERSONS, reading("POST", "/persons", 201, {"id": "a"})) == "a"
    assert created_name(PERSONS, reading("POST", "/persons", 201, b"", Location="/v1/persons/b%2Fc")) == "b/c"
    assert created_name(PERSONS, reading("POST", "/persons", 201, b"", Location="persons/b")) == "b"
    assert located(PERSONS, reading("POST", "/persons", 201, b"", Location="/v2/persons/b")) is None
    assert located(PERSONS, reading("POST", "/persons", 201, b"", Location="http://[")) is None


def test_one_item() -> None:
    assert item_of(PERSONS, reading("GET", "/persons/a", 200, {"id": "a"})) == {"id": "a"}
    assert item_of(PERSONS, reading("GET", "/persons/a", 200, b"no")) is MISSING


def test_the_page_after() -> None:
    assert (
        next_link(PERSONS, reading("GET", "/persons", 200, {"items": [], "next": "/v1/persons?cursor=2"}))
        == "/v1/persons?cursor=2"
    )
    assert (
        next_link(PERSONS, reading("GET", "/persons", 200, {"items": []}, Link='</v1/p?c=3>; rel="next"'))
        == "/v1/p?c=3"
    )
    assert next_link(PERSONS, reading("GET", "/persons", 200, {"items": []})) is None
