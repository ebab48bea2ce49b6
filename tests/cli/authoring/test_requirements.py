"""A profile is written as a schedule in each format, to a file or to standard output."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

Call = Callable[..., Said]


def test_markdown_goes_to_standard_output(hallmark: Call) -> None:
    said = hallmark("requirements", "--profile", "incident-transfer@1.0", "--class", "lifecycle")
    assert said.code == 0
    assert "IT-011. The system shall be such that" in said.out.replace("\\", "")
    assert "M/ETHANE reports" not in said.out


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_office_formats_are_files(form: str, hallmark: Call, tmp_path: Path) -> None:
    out = tmp_path / f"schedule.{form}"
    assert hallmark("requirements", "--profile", "uk-api-base@1.0", "--format", form, "--out", out).code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("wrong", [("--class", "no-class"), ("--role", "dancer")])
def test_what_the_profile_has_not_is_said(wrong: tuple[str, str], hallmark: Call) -> None:
    said = hallmark("requirements", "--profile", "incident-transfer@1.0", *wrong)
    assert (said.code, f"no {wrong[0][2:]} " in said.err) == (3, True)
