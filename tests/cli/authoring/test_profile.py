"""The verbs for authors of profiles are listed without being imported, and each is there."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from cli.conftest import Said

from harness.cli.authoring.profile import VERBS, profile
from harness.cli.terminal.verbs import Verbs

Call = Callable[..., Said]


def test_help_lists_them(hallmark: Call) -> None:
    said = hallmark("profile", "--help")
    assert said.code == 0
    assert all(name in said.out and what.split()[0] in said.out for name, (_, what) in VERBS.items())


@pytest.mark.parametrize("name", VERBS)
def test_each_is_a_command_of_its_name(name: str) -> None:
    assert isinstance(profile, Verbs)
    command = profile.get_command(click.Context(profile), name)
    assert command is not None
    assert command.name == name


def test_a_verb_that_is_not_there(hallmark: Call) -> None:
    said = hallmark("profile", "bless")
    assert said.code == 3
    assert "bless" in said.err
