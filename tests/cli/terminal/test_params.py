"""A format with its file is checked before anything is sent."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from harness.cli.terminal.params import STDOUT, Described, Named, Wanted, WantedReport


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


@pytest.mark.parametrize("text", ["a", "=b", "1=b", "a b=c"])
def test_a_value_has_a_name(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not NAME=VALUE"):
        Named().convert(text, None, None)


@pytest.mark.parametrize(
    "url", ["ftp://h", "//h", "http://", "http://h:x", "http://u:p@h", "http://h/?q", "http://h#f"]
)
def test_an_address_is_an_absolute_url_without_a_credential(url: str) -> None:
    with pytest.raises(click.BadParameter, match="is no URL"):
        Named(url=True).convert(f"a={url}", None, None)


def test_a_name_and_its_value() -> None:
    assert Named().convert("known_agency=GB-FRS-X02=", None, None) == ("known_agency", "GB-FRS-X02=")
    assert Named(url=True).convert("a=https://h:1/v1", None, None) == ("a", "https://h:1/v1")


def test_a_product_is_named_in_three_parts_or_by_its_run_file(tmp_path: Path) -> None:
    named = Described().convert("Command , 4.2, Example, Ltd", None, None)
    assert (named.name, named.version, named.supplier) == ("Command", "4.2", "Example, Ltd")
    assert Described().convert(named, None, None) is named
    file = tmp_path / "run.yaml"
    file.write_text("product: {name: N, version: '1', supplier: S}\n")
    assert Described().convert(str(file), None, None).name == "N"
    for wrong in ("Command", "Command,4.2", "Command,,Example", ""):
        with pytest.raises(click.BadParameter, match="neither NAME,VERSION,SUPPLIER nor a run file"):
            Described().convert(wrong, None, None)
