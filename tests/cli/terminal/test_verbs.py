"""Verbs are listed without being imported, and found by their names."""

from __future__ import annotations

import sys

import click
import pytest

from harness.cli.terminal.verbs import Verbs

TABLE = {"lint": ("running.lint", "Say what is odd."), "spot-check": ("checking.spot_check", "Repeat a sample.")}


@pytest.fixture
def verbs() -> Verbs:
    return Verbs("some", verbs=TABLE)


def test_help_lists_them_in_order_and_imports_none(verbs: Verbs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "harness.cli.checking.spot_check", raising=False)
    told = verbs.get_help(click.Context(verbs))
    assert told.index("lint") < told.index("spot-check")
    assert "Repeat a sample." in told
    assert "harness.cli.checking.spot_check" not in sys.modules


def test_a_hyphen_is_an_underscore_in_the_module(verbs: Verbs) -> None:
    command = verbs.get_command(click.Context(verbs), "spot-check")
    assert command is not None
    assert command.name == "spot-check"


def test_a_name_that_python_has_itself_has_an_underscore_behind_it() -> None:
    verbs = Verbs("profile", verbs={"import": ("authoring.profile_import", "Draft.")})
    command = verbs.get_command(click.Context(verbs), "import")
    assert command is not None
    assert command.name == "import"


def test_one_that_is_not_in_the_table_is_not_there_although_its_module_is(verbs: Verbs) -> None:
    assert verbs.get_command(click.Context(verbs), "verify") is None
