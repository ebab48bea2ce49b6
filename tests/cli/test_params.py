"""A format with its file is checked before anything is sent."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from harness.cli.params import STDOUT, Wanted, WantedReport


def test_a_format_and_its_file(tmp_path: Path) -> None:
    file = tmp_path / "a=b.xml"
    assert WantedReport().convert(f"junit={file}", None, None) == Wanted("junit", file)
    assert WantedReport().convert("github=-", None, None) == Wanted("github", STDOUT)


@pytest.mark.parametrize(
    "value, told",
    [
        ("junit.xml", "is not FORMAT=FILE"),
        ("junit=", "is not FORMAT=FILE"),
        ("docx=x.docx", "there is no format 'docx'; there are text, json"),
        ("tap=gone/x.tap", "cannot be written"),
        ("tap=.", "it is a folder"),
    ],
)
def test_what_could_not_be_written_is_said_at_once(value: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match=told):
        WantedReport().convert(value, None, None)


def test_the_formats_are_offered_to_a_shell() -> None:
    command = click.Command("run")
    context = click.Context(command)
    offered = WantedReport().shell_complete(context, click.Option(["--report"]), "j")
    assert [item.value for item in offered] == ["json=", "junit="]
