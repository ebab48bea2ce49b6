"""See test_infer.py for whole descriptions; here what they share."""

from __future__ import annotations

from typing import Any

import pytest
from described import one_operation

from harness.resources.fields import Field
from harness.resources.lists import date_ranges, interval, sort

WHEN = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}


def element(**properties: Any) -> Field:
    from described import schema_of

    return Field.of(schema_of({"type": "object", "properties": properties}))


def operation(*parameters: tuple[str, Any]) -> Any:
    described = [{"name": name, "in": "query", "schema": schema} for name, schema in parameters]
    return one_operation({"parameters": described}, method="get").operations[0]


@pytest.mark.parametrize(
    "names, properties, found",
    [
        (("from", "to"), {"madeAt": WHEN}, [("from", "to", "/madeAt")]),
        (("from", "to"), {"madeAt": WHEN, "endedAt": WHEN}, []),
        (("updated_since",), {"updated_at": WHEN}, [("updated_since", "", "/updated_at")]),
        (("minDate", "maxDate"), {"date": DAY}, [("minDate", "maxDate", "/date")]),
        (("weatherFrom",), {"madeAt": WHEN}, []),
    ],
)
def test_which_time_a_parameter_speaks_of(names: tuple[str, ...], properties: dict[str, Any], found: list[Any]) -> None:
    ranges = date_ranges(operation(*((name, WHEN) for name in names)), element(**properties))
    assert [(one.after, one.before, one.pointer) for one in ranges] == found


def test_a_list_of_sort_keys_and_one_that_is_free() -> None:
    keys = {"type": "array", "items": {"type": "string", "enum": ["name,asc", "name,desc"]}}
    found = sort(operation(("sort", keys)), element(name={"type": "string"}))
    assert found is not None
    assert found.choices == (("name,asc", "/name", False), ("name,desc", "/name", True))
    assert sort(operation(("sort", {"type": "string"})), element(name={"type": "string"})) is None


@pytest.mark.parametrize(
    "parameters, expected",
    [
        ({"bbox": {"type": "string"}, "datetime": {"type": "string"}}, "datetime"),
        ({"datetime": {"type": "string"}}, ""),
        ({"bbox": {"type": "string"}, "datetime": {"type": "string", "format": "date-time"}}, ""),
        ({"bbox": {"type": "string"}}, ""),
    ],
)
def test_an_interval_of_time_is_meant_beside_a_box(parameters: dict[str, Any], expected: str) -> None:
    described = [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]
    (operation,) = one_operation({"parameters": described}, method="get").operations
    assert interval(operation) == expected
