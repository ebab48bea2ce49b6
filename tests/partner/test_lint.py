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
        ("defects.yaml", "kills: [IT-011]", "kills: [IT-0111]", "Did you mean 'IT-011'?"),
        (
            "defects.yaml",
            "also: [IT-",
            "also: [X-1, IT-",
            "names 'X-1' in `also`, which incident-transfer@1.0 does not",
        ),
        ("faults.yaml", "calls: '1'", "calls: '0'", "calls"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, file: str, before: str, after: str, said: str) -> None:
    found = lint(changed(tmp_path, file, before, after))
    assert found.wrong
    assert said in " ".join(found.wrong) or "mock.yaml:" in found.wrong[0]


def test_a_sender_is_held_to_its_profile_too(tmp_path: Path) -> None:
    assert lint("reference-sender") == ((), ())
    shutil.copytree(root("mocks") / "reference-sender", tmp_path / "s")
    path = tmp_path / "s" / "defects.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kills: [IT-039]", "kills: [IT-0399]").replace("/policy/rereads", "/polcy/rereads"))
    wrong = "\n".join(lint(str(tmp_path / "s")).wrong)
    assert "it changes '/polcy/rereads', which is not there" in wrong
    assert "the defect 'goes-on-after-gone' names 'IT-0399' in `kills`" in wrong
    assert "Did you mean 'IT-039'?" in wrong


def test_what_may_be_an_oversight_is_said_too(tmp_path: Path) -> None:
    name = changed(
        tmp_path, "mock.yaml", "  reader:\n", "  lonely:\n    - {id: acceptable, act: negotiate}\n\n  reader:\n"
    )
    assert [line for line in lint(name).odd if "lonely" in line]
    assert lint("nobody").wrong
