"""With allure-pytest each requirement tells its whole story, and no secret; without it nothing is different."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import TOKENS
from plugin_sessions import Session
from tinyapi.product import Product, serving

from harness.verdict import Outcome

pytest_plugins = ["pytester"]


def results(folder: Path) -> dict[str, Any]:
    """Return the results by the id of their requirement."""
    found = (json.loads(path.read_bytes()) for path in folder.glob("*-result.json"))
    return {one["fullName"].rpartition("/")[2]: one for one in found}


@pytest.fixture
def told(session: Session) -> dict[str, Any]:
    """Results of a session in which every outcome came up."""
    session.makes_up({"N-002": Outcome.VIOLATES, "N-003": Outcome.INCONCLUSIVE, "N-004": Outcome.NOT_APPLICABLE})
    session.run("--alluredir=results")
    return results(session.folder / "results")


def test_statuses_are_those_of_allure(told: dict[str, Any]) -> None:
    assert {name: one["status"] for name, one in told.items()} == {
        "N-001": "passed",
        "N-002": "failed",
        "N-003": "broken",
        "N-004": "skipped",
        "N-005": "skipped",
    }


def test_labels_and_words_are_those_of_the_profile(told: dict[str, Any]) -> None:
    for name, statement, class_, severity in (
        ("N-002", "Every reply keeps the description.", "Core", "critical"),
        ("N-003", "Strangers see nothing.", "Core", "critical"),
        ("N-004", "A new note is told.", "Calls", "normal"),
        ("N-005", "It sings.", "Calls", "minor"),
    ):
        one = told[name]
        labels = {label["name"]: label["value"] for label in one["labels"]}
        assert labels["epic"] == "Notes (notes@1.0)"
        assert (labels["feature"], labels["story"]) == (class_, f"{name} {statement}")
        assert labels["severity"] == severity
        assert one["name"] == f"{name} {statement}"
        assert one["description"].startswith(statement)


def test_steps_lead_from_probe_to_judgement(told: dict[str, Any]) -> None:
    steps = told["N-002"]["steps"]
    assert [step["name"].split()[0] for step in steps] == [*["Probe:"] * 5, "Exchange", "Exchange", "Judgement:"]
    assert [step["status"] for step in steps][-1] == "failed"
    assert {step["status"] for step in steps[:-1]} == {"passed"}
    assert "trace" not in steps[-1]["statusDetails"], "a traceback is nobody's business"
    assert [a["name"] for a in steps[5]["attachments"]] == ["request", "reply"]
    assert [step["status"] for step in told["N-003"]["steps"]][-1] == "broken"
    assert [step["status"] for step in told["N-001"]["steps"]][-1] == "passed"
    assert told["N-002"]["attachments"][0]["name"] == "repeat workflow:closed#1"


def test_only_the_role_tells_one_history_from_another(told: dict[str, Any], session: Session) -> None:
    deciding = [p["name"] for p in told["N-001"]["parameters"] if not p.get("excluded")]
    assert deciding == ["role"]
    session.run("--alluredir=again", "--hallmark-seed=8", "--hallmark-url=http://127.0.0.1:10/api")
    again = results(session.folder / "again")
    assert {n: one["historyId"] for n, one in again.items()} == {n: one["historyId"] for n, one in told.items()}


def test_what_belongs_to_the_whole_is_written_once(told: dict[str, Any], session: Session) -> None:
    names = {path.name for path in (session.folder / "results").iterdir()}
    assert {"environment.properties", "categories.json", "allurerc.json"} <= names
    assert "Verdict=violates" in (session.folder / "results" / "environment.properties").read_text(encoding="ascii")


def test_no_secret_reaches_the_results(session: Session) -> None:
    with serving(Product()) as product:
        session.run("--alluredir=results", f"--hallmark-url={product.url}", "--hallmark-only=N-001")
        assert any("good" in fields.get("authorization", "") for _, _, fields, _ in product.seen)
    files = [path.read_bytes() for path in (session.folder / "results").iterdir()]
    assert any(b"Authorization: " in data for data in files)
    for secret in TOKENS.values():
        assert not any(f"Bearer {secret}".encode() in data for data in files)
    (one,) = results(session.folder / "results").values()
    (credential,) = (p for p in one["parameters"] if p["name"] == "credential")
    assert credential["mode"] == "masked"


def test_without_its_plugin_nothing_is_different(session: Session) -> None:
    session.makes_up()
    session.run("-p", "no:allure_pytest").assert_outcomes(passed=4, skipped=1)
    session.run().assert_outcomes(passed=4, skipped=1)
