"""A flaw is one line: place, message, and what to do."""

from __future__ import annotations

from pathlib import Path

from harness.arazzo import ArazzoError
from harness.authoring.flaw import Flaw, flaw_of
from harness.errors import ProfileError


def test_one_line() -> None:
    assert str(Flaw(message="it is gone", where="a.yaml:3")) == "a.yaml:3: it is gone"
    assert str(Flaw(message="it is gone", where="a.yaml:3", hint="Look.")) == "a.yaml:3: it is gone. Look."
    assert str(Flaw(message="Is it gone?", where="a.yaml:3", hint="Look.")) == "a.yaml:3: Is it gone? Look."


def test_an_error_keeps_its_place() -> None:
    flaw = flaw_of(ProfileError("it is gone", where="a.yaml:3", hint="Look."))
    assert (flaw.message, flaw.where, flaw.hint) == ("it is gone", "a.yaml:3", "Look.")


def test_a_step_of_a_scenario_gets_its_line(roster: Path) -> None:
    path = roster / "scenarios" / "core.arazzo.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    flaw = flaw_of(ArazzoError("wrong", where=f"{path}, workflow read-nothing, step read"))
    number = int(flaw.where.removeprefix(f"{path}:").partition(":")[0])
    assert "stepId: read" in lines[number - 1]
