"""What a request asks for by its query is told from what its description offers, and from nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from building import TARGET, exchange
from described import one_operation

from harness.reading import Reading
from harness.reading.forms import asked_for, form_asked

PAGE = ("text/html", "application/xhtml+xml")
OFFERS = {"enum": ["json", "html", "jsonld"]}


def asked(schema: Any, text: str, name: str = "f") -> tuple[str, ...]:
    parameter = {"name": name, "in": "query", "schema": schema}
    (operation,) = one_operation({"parameters": [parameter]}, method="get").operations
    return form_asked(operation, {"f": text})


@pytest.mark.parametrize(
    "schema, text, expected",
    [
        (OFFERS, "html", PAGE),
        (OFFERS, "jsonld", ("application/ld+json",)),
        ({"allOf": [OFFERS]}, "html", PAGE),
        ({"enum": ["text/html", "application/json"]}, "text/html", ("text/html",)),
        (OFFERS, "pdf", ()),
        ({"type": "string"}, "html", ()),
        ({"enum": ["html", "theft"]}, "html", ()),
        ({"enum": [1, "html"]}, "html", ()),
    ],
)
def test_only_a_choice_of_forms_is_one(schema: Any, text: str, expected: tuple[str, ...]) -> None:
    assert asked(schema, text) == expected


def test_another_parameter_asks_for_nothing() -> None:
    assert asked(OFFERS, "html", name="kind") == ()


def test_json_of_any_kind_is_json() -> None:
    assert asked_for("application/geo+json", ("application/json",))
    assert asked_for("text/html", PAGE)
    assert not asked_for("text/html", ("application/json",))
    assert not asked_for("application/json", PAGE)


def test_a_page_that_was_asked_for() -> None:
    contract = one_operation({"parameters": [{"name": "f", "in": "query", "schema": OFFERS}]}, method="get")
    page: dict[str, Any] = {"say": {"Content-Type": "text/html"}, "got": b"<h1>Things</h1>"}
    for target, expected in (("/things?f=html", True), ("/things?f=json", False), ("/things", False)):
        x = Reading(exchange("GET", target, b"", 200, **page), contract, TARGET)
        assert x.comes_as_asked is expected
