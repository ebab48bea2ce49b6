"""Expressions are compiled once, with the roots of a script."""

from __future__ import annotations

import pytest
from partner_acts import bench

from harness.expression import MISSING, ExpressionError


def test_values_keep_their_type_and_texts_are_text() -> None:
    scope = {"found": {"n": 1, "o": {"a": None}}, "now": "then"}
    assert bench().value({"a": "$found.n", "b": "$found.absent", "c": "{$now}!"})(scope) == {"a": 1, "c": "then!"}
    assert bench().value("$found.absent")(scope) is MISSING
    assert bench().text("{$found.n}")(scope) == "1"
    assert bench().text("$found.o")(scope) == ""
    assert bench().text("$found.absent")(scope) == ""


def test_conditions_heed_case() -> None:
    holds = bench().condition("$found.a == 'x'")
    assert (holds({"found": {"a": "x"}}), holds({"found": {"a": "X"}}), holds({})) == (True, False, False)


@pytest.mark.parametrize("text", ["$response.body", "$steps.a.outputs.b", "$found", "$found.a#b"])
def test_what_a_script_has_not_is_refused(text: str) -> None:
    if text == "$found":
        assert bench().value(text)({"found": {}}) == {}
        return
    with pytest.raises(ExpressionError):
        bench().value(text)
