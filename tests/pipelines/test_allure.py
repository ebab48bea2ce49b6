"""Allure 3 makes reports of results that a session left, in both of its forms, with history and our categories."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from node_tools import node
from plugin_sessions import Session

from harness.verdict import Outcome

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.node

ALLURE = "allure/cli.js"


@pytest.fixture
def twice(session: Session) -> Path:
    """A project with the results of two sessions, in `first` and `second`; the second is better."""
    session.makes_up({"N-002": Outcome.VIOLATES, "N-003": Outcome.INCONCLUSIVE})
    session.run("--alluredir=first")
    session.makes_up()
    session.run("--alluredir=second")
    return session.folder


def generate(folder: Path, *arguments: str) -> None:
    """Let Allure make a report."""
    done: subprocess.CompletedProcess[bytes] = node(ALLURE, *arguments, "--cwd", str(folder), given=b"")
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"successfully generated" in done.stdout


def test_a_report_holds_what_was_judged_and_a_tag_of_its_makers(twice: Path) -> None:
    """The tag loads a script from an analytics service: only results are ours to hand on, never this page."""
    generate(twice, "awesome", "--single-file", "--output", "page", "first")
    page = (twice / "page" / "index.html").read_text(encoding="utf-8")
    assert "googletagmanager.com/gtag/js" in page
    summary = json.loads((twice / "page" / "summary.json").read_bytes())
    assert summary["stats"] == {"total": 5, "failed": 1, "broken": 1, "passed": 2, "skipped": 1}
    results = b"".join(path.read_bytes() for path in (twice / "first").iterdir())
    assert b"googletagmanager" not in results


def test_both_forms_know_our_categories(twice: Path) -> None:
    generate(twice, "awesome", "--config", str(twice / "first" / "allurerc.json"), "--output", "three", "first")
    filters = json.loads((twice / "three" / "widgets" / "tree-filters.json").read_bytes())
    assert sorted(filters["categories"]) == [
        "Could not be told",
        "Not met by the product",
        "Not tested, or not applicable",
    ]
    generate(twice, "allure2", "--output", "two", "first")
    tree = json.loads((twice / "two" / "data" / "categories.json").read_bytes())
    assert {one["name"] for one in tree["children"]} == set(filters["categories"])
    environment = json.loads((twice / "two" / "widgets" / "environment.json").read_bytes())
    assert {"name": "Verdict", "values": ["violates"]} in environment


def test_history_follows_a_requirement_from_run_to_run(twice: Path) -> None:
    history = twice / "history.jsonl"
    for results in ("first", "second"):
        generate(twice, "awesome", "--history-path", str(history), "--output", f"page-{results}", results)
    before, after = (json.loads(line) for line in history.read_text(encoding="utf-8").splitlines())
    was, now = ({k: one["status"] for k, one in each["testResults"].items()} for each in (before, after))
    assert was.keys() == now.keys()
    changed = {(was[key], now[key]) for key in was if was[key] != now[key]}
    assert changed == {("failed", "passed"), ("broken", "passed")}
