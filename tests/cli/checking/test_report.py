"""A report is written anew from the evidence, in each format, to a file or to standard output."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

from harness.render import RENDERERS

Call = Callable[..., Said]


def test_each_format_is_the_one_that_the_run_wrote(a_run: Path, hallmark: Call) -> None:
    for form, file in (
        ("text", "report.txt"),
        ("junit", "junit.xml"),
        ("html", "report.html"),
        ("json", "verdict.json"),
    ):
        said = hallmark("report", a_run / "evidence.jsonl.gz", "--format", form)
        assert said.code == 0
        assert said.out == (a_run / file).read_text(encoding="utf-8"), form
    json.loads((a_run / "verdict.json").read_bytes())
    ET.parse(a_run / "junit.xml")


def test_every_format_can_be_written_of_a_real_run(a_run: Path, hallmark: Call) -> None:
    for form in RENDERERS:
        said = hallmark("report", a_run, "--format", form)
        assert (said.code, bool(said.out)) == (0, True), form


def test_a_file_can_be_named(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("report", a_run, "--format", "html", "-o", tmp_path / "r.html")
    assert (said.code, said.out) == (0, "")
    assert str(tmp_path / "r.html") in said.err
    assert (tmp_path / "r.html").read_bytes().startswith(b"<!doctype html>")


def test_an_unknown_format_is_a_mistake_of_the_caller(a_run: Path, hallmark: Call) -> None:
    said = hallmark("report", a_run, "--format", "docx")
    assert said.code == 3
    assert "'text', 'json', 'junit', 'html'" in said.err


def test_a_file_that_cannot_be_written_is_said(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("report", a_run, "-o", tmp_path / "gone" / "r.txt")
    assert said.code == 3
    assert "No such file" in said.err


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "ctrf"])
def test_places_are_those_of_the_run_file(
    form: str, a_run: Path, hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "hallmark.yaml" in hallmark("report", a_run, "--format", form).out
    said = hallmark("report", a_run, "--format", form, "-c", tmp_path / "ci" / "acceptance.yaml").out
    assert "ci/acceptance.yaml" in said
    assert "hallmark.yaml" not in said


def test_a_repetition_and_a_language_are_said_in_the_page(a_run: Path, hallmark: Call) -> None:
    page = hallmark("report", a_run, "--format", "html", "--rerun", a_run, "--lang", "cy").out
    assert "What had failed was repeated." in page
    assert "(not translated)" in page
    assert "(not translated)" not in hallmark("report", a_run, "--format", "html").out


def test_what_is_no_language_is_a_mistake_of_the_caller(a_run: Path, hallmark: Call) -> None:
    said = hallmark("report", a_run, "--lang", "../en")
    assert said.code == 3
    assert "no code of a language" in said.err
