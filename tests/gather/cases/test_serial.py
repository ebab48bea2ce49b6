"""What is written for a parameter is read by the judge as what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from schemas import operation_of

from harness.contract import Parameter
from harness.gather.cases.serial import keeps, said, text, written
from harness.reading.parameters import meant

LIST = {"type": "array", "items": {"type": "integer"}}
OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}


def parameter(schema: dict[str, Any], location: str = "query", **more: Any) -> Parameter:
    described = {"name": "p", "in": location, "required": True, "schema": schema, **more}
    if "content" in more:
        del described["schema"]
    operation = operation_of("/x/{p}" if location == "path" else "/x", "get", parameters=[described])
    return next(one for one in reversed(operation.parameters) if one.name == "p")


@pytest.mark.parametrize(
    "made, value",
    [
        (parameter({"type": "integer"}), 5),
        (parameter({"type": "boolean"}), True),
        (parameter({"type": "string"}), "é &"),
        (parameter(LIST), [1, 2]),
        (parameter(LIST, explode=False), [1, 2]),
        (parameter(LIST, style="pipeDelimited", explode=False), [1, 2]),
        (parameter(LIST, style="spaceDelimited", explode=False), [1, 2]),
        (parameter(OBJECT, style="deepObject", explode=True), {"a": 1, "b": "x"}),
        (parameter(OBJECT), {"a": 1, "b": "x"}),
        (parameter(OBJECT, explode=False), {"a": 1, "b": "x"}),
        (parameter(LIST, "header"), [1, 2]),
        (parameter(OBJECT, "header", explode=True), {"a": 1, "b": "x"}),
        (parameter({"type": "number"}, "cookie"), 1.5),
        (parameter({}, content={"application/json": {"schema": OBJECT}}), {"a": 1}),
    ],
    ids=lambda one: one.style if isinstance(one, Parameter) else str(one),
)  # fmt: skip
def test_what_is_written_is_read_again(made: Parameter, value: Any) -> None:
    pairs = written(made, value)
    found = meant(made, made.schema, said(made.location, pairs))  # type: ignore[arg-type]
    assert found is not None
    assert value in found.values
    assert keeps(made, pairs)


@pytest.mark.parametrize("style, expected", [("simple", "1,2"), ("label", ".1,2"), ("matrix", ";p=1,2")])
def test_a_path_is_written_by_its_style(style: str, expected: str) -> None:
    operation = operation_of("/x/{p}", "get")
    made = Parameter(
        name="p", location="path", required=True, schema=operation.parameters[0].schema, style=style, explode=False
    )
    assert written(made, [1, 2]) == (("p", expected),)


def test_what_breaks_the_schema_does_not_keep_it() -> None:
    assert not keeps(parameter({"type": "integer"}), (("p", "x"),))
    assert keeps(parameter({"type": "integer"}), (("p", "1"),))
    assert not keeps(parameter({"type": "integer"}), ()), "it is required"


@pytest.mark.parametrize("value, expected", [(True, "true"), (None, "null"), (1.5, "1.5"), ({"a": 1}, '{"a":1}')])
def test_scalars_have_one_text(value: Any, expected: str) -> None:
    assert text(value) == expected
