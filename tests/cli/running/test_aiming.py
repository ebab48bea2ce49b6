"""Verbs that test a product are told in the same words which."""

from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner

from harness.cli.running.aiming import OPTIONS, aimed


@click.command()
@aimed
def look(config: Path | None, profile: str, role: str, url: str, openapi: str) -> None:
    """Look."""
    click.echo(f"{config} {profile} {role} {url} {openapi}")


def test_what_is_not_given_is_left_to_the_run_file() -> None:
    assert CliRunner().invoke(look, []).output.split() == ["None"]


def test_each_is_taken_and_helped_in_order() -> None:
    given = ["-c", "h.yaml", "--profile", "p@1", "--role", "r", "--url", "u", "--openapi", "o"]
    assert CliRunner().invoke(look, given).output.split() == ["h.yaml", "p@1", "r", "u", "o"]
    told = CliRunner().invoke(look, ["--help"]).output
    places = [told.index(name) for name in ("--config", "--profile", "--role", "--url", "--openapi")]
    assert places == sorted(places)
    assert len(places) == len(OPTIONS)
