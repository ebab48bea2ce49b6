"""Gives a verb the options that say what is tested: the run file, and what counts instead of what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.terminal.completing import profiles

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.option(
        "-c", "--config", type=click.Path(dir_okay=False, path_type=Path), help="Run file; default hallmark.yaml."
    ),
    click.option(
        "--profile",
        default="",
        shell_complete=profiles,
        help="Profile (id@version or folder) instead of the run file's.",
    ),
    click.option("--role", default="", help="Role that the product takes, instead of the run file's."),
    click.option("--url", default="", help="Base URL of the product, instead of the run file's."),
    click.option("--openapi", default="", help="The product's own API description, a file or URL."),
)


def aimed(verb: F) -> F:
    """Give a verb these options, in this order: it takes `config`, `profile`, `role`, `url` and `openapi`."""
    for option in reversed(OPTIONS):
        verb = option(verb)
    return verb
