"""The demonstration tests the reference receiver twice, and fails when it came out otherwise than it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cli.conftest import Said

import harness.cli.running.carrying as carrying
from harness.cli.partners.demo import DEFECTS, MOCKS, SENDERS
from harness.cli.running.assembling import Assembled
from harness.partner.defects import list_defects
from harness.partner.sender.terms import list_sender_defects
from harness.verdict import Decision

Call = Callable[..., Said]


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand in for the two runs: keep what was asked for, and come out as `found` says."""
    kept: dict[str, Any] = {"asked": [], "found": {"perfect": Decision.CONFORMS, "three-defects": Decision.VIOLATES}}
    kept["broken"] = {
        id for mock, names in MOCKS.values() for d in list_defects(mock) if d.name in names for id in d.kills
    }

    def carry_out(assembled: Assembled, folder: Path, name: str, *, plain: bool) -> tuple[SimpleNamespace, int]:
        kept["asked"].append((name, assembled.declaration.product.version, assembled.plan.seed))
        decision = next(d for which, d in kept["found"].items() if name.endswith(which))
        findings = [SimpleNamespace(requirement=id, violations=(1,)) for id in kept["broken"]]
        judged = (SimpleNamespace(verdict=SimpleNamespace(findings=findings)),)
        return SimpleNamespace(decision=decision, path=folder / "evidence.jsonl.gz", judged=judged), 0

    monkeypatch.setattr(carrying, "carry_out", carry_out)
    return kept


def test_both_reports_are_said_last(carried: dict[str, Any], hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("demo", "--out", tmp_path / "out", "--plain")
    assert said.code == 0
    first, one, second, *defects, two = said.out.splitlines()
    assert [line.split(":")[0].strip() for line in defects] == list(DEFECTS)
    assert all(": found by IT-" in line for line in defects)
    assert (first, second) == ("the perfect receiver: conforms", "the one with three defects: violates")
    for line in (one, two):
        assert line.startswith(f"  {tmp_path.as_uri()}/out/")
        assert line.endswith("/report.html")
    (perfect, plain, _), (defective, planted, seed) = carried["asked"]
    assert perfect.endswith("-perfect")
    assert defective.endswith("-three-defects")
    assert plain == "1.0"
    assert all(name in planted for name in DEFECTS)
    assert seed == 1


def test_json_is_one_object(carried: dict[str, Any], hallmark: Call, tmp_path: Path) -> None:
    value = json.loads(hallmark("demo", "--out", tmp_path, "--json", "--plain").out)
    assert value["exit"] == 0
    assert value["perfect"]["verdict"] == "conforms"
    assert set(value["defective"]) == {"verdict", "defects", "out", "report", "evidence"}
    assert set(value["defective"]["defects"]) == set(DEFECTS)


@pytest.mark.parametrize("which", ["perfect", "three-defects"])
def test_it_fails_when_it_came_out_otherwise(
    which: str, carried: dict[str, Any], hallmark: Call, tmp_path: Path
) -> None:
    carried["found"][which] = Decision.INCONCLUSIVE
    assert hallmark("demo", "--out", tmp_path, "--plain").code == 4


def test_it_fails_where_one_of_the_defects_was_not_found(
    carried: dict[str, Any], hallmark: Call, tmp_path: Path
) -> None:
    broken = {defect.name: defect.kills for defect in list_defects(MOCKS["receiver"][0])}
    carried["broken"] -= set(broken[DEFECTS[1]])
    said = hallmark("demo", "--out", tmp_path, "--plain")
    assert said.code == 4
    assert f"  {DEFECTS[1]}: NOT FOUND" in said.out
    value = json.loads(hallmark("demo", "--out", tmp_path, "--plain", "--json").out)
    assert (value["exit"], value["defective"]["defects"][DEFECTS[1]]) == (4, [])


@pytest.mark.parametrize("mock, defects", MOCKS.values())
def test_the_defects_are_ones_that_break_a_must_each(mock: str, defects: tuple[str, ...]) -> None:
    known = {d.name: d for d in list_defects(mock)}
    assert len(defects) == 3
    assert all(known[name].kills for name in defects)


def test_a_publisher_is_served_and_tested_by_the_same_verb(
    carried: dict[str, Any], hallmark: Call, tmp_path: Path
) -> None:
    said = hallmark("demo", "--role", "publisher", "--out", tmp_path, "--plain")
    assert said.code == 0
    assert said.out.startswith("the perfect publisher: conforms")
    assert "insists-without-pause" in carried["asked"][1][1]


@pytest.mark.parametrize("role", SENDERS)
def test_who_calls_us_is_shown_by_the_same_verb(
    role: str, monkeypatch: pytest.MonkeyPatch, hallmark: Callable[..., Said]
) -> None:
    shown: list[tuple[str, tuple[str, ...]]] = []

    def sending(sender: str, out: Path, name: str, defects: tuple[str, ...], plain: bool) -> dict[str, Any]:
        assert set(defects) <= {one.name for one in list_sender_defects(sender) if one.kills}
        shown.append((name, defects))
        verdict, found = "violates" if defects else "conforms", {key: ["X"] for key in defects}
        return {"verdict": verdict, "defects": found, "report": "file:///x", "out": "x", "evidence": "x"}

    monkeypatch.setattr("harness.cli.partners.demo._sending", sending)
    said = hallmark("demo", "--role", role)
    assert said.code == 0
    assert f"the perfect {role}: conforms" in said.out
    assert [name for name, _ in shown] == ["perfect", "three-defects"]


@pytest.mark.parametrize("sender, defects", SENDERS.values())
def test_no_defect_touches_what_another_one_is_to_be_found_by(sender: str, defects: tuple[str, ...]) -> None:
    known = {one.name: one for one in list_sender_defects(sender)}
    for name in defects:
        others = {id for other in defects if other != name for id in known[other].also}
        assert not others & set(known[name].kills), name
