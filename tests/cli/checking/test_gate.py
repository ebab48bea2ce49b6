"""The gate reads runs and a baseline from disk, exits by the standing, and moves the baseline only when it may go."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cli.conftest import Said

from harness.cli.checking.snapshots import snapshot_of
from harness.gate.baseline import read, write
from harness.verdict import Outcome

Call = Callable[..., Said]
POLICY = "gate: {{fail_on: {}}}\n"


@pytest.fixture
def baseline(a_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a baseline made from the run itself, in a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "main.json"
    path.write_bytes(write(snapshot_of(a_run)))
    return path


def test_a_run_against_itself_differs_in_nothing(a_run: Path, baseline: Path, hallmark: Call) -> None:
    Path("hallmark.yaml").write_text(POLICY.format("regressions"), encoding="utf-8")
    said = hallmark("gate", a_run, "--baseline", baseline)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("MAY GO: run ")


def test_what_is_not_met_stops_and_leaves_the_baseline(a_run: Path, baseline: Path, hallmark: Call) -> None:
    then = baseline.read_bytes()
    said = hallmark("gate", a_run, "--baseline", baseline, "--update-baseline", "--json")
    value = json.loads(said.out)
    assert (said.code, value["exit"], value["decision"]) == (1, 1, "stopped")
    assert {r["code"] for r in value["remarks"] if r["weight"] == "stops"} == {"still-failing"}
    assert value["notes"] == [f"left {baseline} as it is: only a run that may go becomes the baseline"]
    assert baseline.read_bytes() == then


def test_a_regression_stops(a_run: Path, baseline: Path, hallmark: Call) -> None:
    Path("hallmark.yaml").write_text(POLICY.format("regressions"), encoding="utf-8")
    taken = read(baseline)
    (part,) = taken.parts
    met = {n: msgspec.structs.replace(t, outcome=Outcome.CONFORMS) for n, t in part.requirements.items()}
    better = msgspec.structs.replace(taken, parts=(msgspec.structs.replace(part, requirements=met),))
    baseline.write_bytes(write(better))
    said = hallmark("gate", a_run, "--baseline", baseline)
    assert said.code == 1
    assert "is not met any more" in said.out


def test_a_missing_baseline_is_said(a_run: Path, hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("gate", a_run, "--baseline", tmp_path / "none.json")
    assert (said.code, said.out) == (3, "")
    assert "there is no baseline here" in said.err
    assert "--update-baseline" in said.err


def test_the_first_run_makes_the_baseline(
    a_run: Path, hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hallmark.yaml").write_text(POLICY.format("regressions"), encoding="utf-8")
    said = hallmark("gate", a_run, "--baseline", "main.json", "--update-baseline")
    assert said.code == 0, said.out
    assert "this is the first run" in said.out
    assert read(tmp_path / "main.json") == snapshot_of(a_run)


def test_a_damaged_baseline_is_said(a_run: Path, baseline: Path, hallmark: Call) -> None:
    baseline.write_text(baseline.read_text(encoding="utf-8").replace("notes/v1", "notes/v2").replace("MUST", "MAY", 1))
    said = hallmark("gate", a_run, "--baseline", baseline, "--json")
    assert said.code == 3
    assert json.loads(said.out)["error"]["kind"] == "BaselineError"
    assert "altered" in said.err


def test_a_policy_that_is_none_is_said_with_its_line(a_run: Path, baseline: Path, hallmark: Call) -> None:
    Path("hallmark.yaml").write_text("gate:\n  fail_on: never\n", encoding="utf-8")
    said = hallmark("gate", a_run, "--baseline", baseline)
    assert said.code == 3
    assert "hallmark.yaml:2: gate.fail_on" in said.err


def test_a_day_that_is_none_is_said(a_run: Path, baseline: Path, hallmark: Call) -> None:
    said = hallmark("gate", a_run, "--baseline", baseline, "--on", "tomorrow")
    assert said.code == 3
    assert "2027-03-31" in said.err


def test_a_repetition_is_taken(a_run: Path, baseline: Path, hallmark: Call) -> None:
    said = hallmark("gate", a_run, "--baseline", baseline, "--rerun", a_run, "--on", "2027-01-01")
    assert said.code == 1, "what fails again is no flake"
