"""The verbs on descriptions are found without importing them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli.conftest import Said

import harness.cli.contracts.contract as module

Call = Callable[..., Said]


@pytest.mark.parametrize("verb", module.VERBS)
def test_each_verb_has_a_file_of_its_own_and_its_help(verb: str, hallmark: Call) -> None:
    assert module.VERBS[verb][0] == f"contracts.contract_{verb}"
    said = hallmark("contract", verb, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"contract {verb}" in said.out


def test_help_lists_them(hallmark: Call) -> None:
    said = hallmark("contract", "--help")
    assert said.code == 0
    assert all(verb in said.out for verb in module.VERBS)
    assert hallmark("contract", "none").code == 3
