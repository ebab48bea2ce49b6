"""Shows that a reference says exactly one place, and that a secret does not show itself."""

from __future__ import annotations

import re

import pytest

from harness.sealed import VARIABLE, Reference, Secret


def test_a_reference_is_one_of_two() -> None:
    for wrong in ({}, {"file": "a", "command": ("b",)}):
        with pytest.raises(ValueError, match="exactly one"):
            Reference(**wrong)
    assert Reference(file="a").command == ()


def test_a_secret_does_not_show_itself() -> None:
    assert repr({"token": Secret("hunter2")}) == "{'token': <secret>}"
    assert f"{Secret('hunter2')}" == "hunter2", "only its repr hides it: it must be sent after all"


@pytest.mark.parametrize("text, names", [("${A}-${B_2}", ["A", "B_2"]), ("$A ${} ${2}", []), ("a${X}b", ["X"])])
def test_variables_in_text(text: str, names: list[str]) -> None:
    assert re.findall(VARIABLE, text) == names
