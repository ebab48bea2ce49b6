"""faults.yaml is read with file and line of what is wrong in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.content import root
from harness.errors import MockError
from harness.partner.faults.file import list_faults
from harness.partner.script import read

MOCK = "receiving-control-room"


def copy(folder: Path, faults: str) -> str:
    shutil.copytree(root("mocks") / MOCK, folder / "m")
    (folder / "m" / "faults.yaml").write_text(faults, encoding="utf-8")
    return str(folder / "m")


def test_what_is_shipped_can_be_played() -> None:
    assert len(list_faults(read(MOCK))) > 25
    assert list_faults(read("reference-records")) == {}


@pytest.mark.parametrize(
    "text, said",
    [
        ("faults:\n  - {name: a, play: {fault: gon}}", "gon"),
        ("faults:\n  - {name: a, play: {fault: gone}, on: [creatIncident]}", "creatIncident"),
        ("faults:\n  - {name: b, play: {fault: gone}, calls: 0}", "calls"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MockError, match=said) as caught:
        list_faults(read(copy(tmp_path, text)))
    assert str(caught.value.where).endswith("faults.yaml:2")


def test_a_name_is_given_once(tmp_path: Path) -> None:
    twice = "faults:\n  - {name: a, play: {fault: gone}}\n  - {name: a, play: {fault: gone}}"
    with pytest.raises(MockError, match="given twice"):
        list_faults(read(copy(tmp_path, twice)))
