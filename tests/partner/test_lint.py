"""What keeps a partner from being played is said with file and line, all of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.content import root
from harness.partner.lint import lint

MOCK = "receiving-control-room"


@pytest.mark.parametrize("name", [MOCK, "reference-records"])
def test_what_is_shipped_has_nothing_wrong(name: str) -> None:
    assert lint(name) == ((), ())


def changed(folder: Path, file: str, before: str, after: str) -> str:
    shutil.copytree(root("mocks") / MOCK, folder / "m")
    path = folder / "m" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return str(folder / "m")


@pytest.mark.parametrize(
    "file, before, after, said",
    [
        ("mock.yaml", "listAgencies:", "listAgentcies:", "listAgentcies"),
        ("mock.yaml", "act: authenticate", "act: authentikate", "authentikate"),
        ("mock.yaml", "$identity.agency == $found", "$identity.agency == == $found", "createIncident"),
        ("defects.yaml", "getIncident/answer/also", "getIncident/anser/also", "getIncident/anser"),
        ("faults.yaml", "calls: '1'", "calls: '0'", "calls"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, file: str, before: str, after: str, said: str) -> None:
    found = lint(changed(tmp_path, file, before, after))
    assert found.wrong
    assert said in " ".join(found.wrong) or "mock.yaml:" in found.wrong[0]


def test_what_may_be_an_oversight_is_said_too(tmp_path: Path) -> None:
    name = changed(
        tmp_path, "mock.yaml", "  reader:\n", "  lonely:\n    - {id: acceptable, act: negotiate}\n\n  reader:\n"
    )
    assert [line for line in lint(name).odd if "lonely" in line]
    assert lint("nobody").wrong
