"""The exchanges that are shown are those that decide, few and in their order."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from plugin_sessions import Session
from sample_report import exchange, report, requirement, violated

from harness.pytest_plugin import allure_steps
from harness.pytest_plugin.allure_steps import MOST
from harness.pytest_plugin.held import Held
from harness.verdict import Outcome

pytest_plugins = ["pytester"]


@pytest.fixture
def results(session: Session) -> Path:
    """Where the results of a violated requirement lie."""
    session.makes_up({"N-001": Outcome.VIOLATES})
    session.run("--alluredir=results", "--hallmark-only=N-001")
    return session.folder / "results"


def test_exchanges_stand_in_their_order_with_what_decides_marked(results: Path) -> None:
    (file,) = results.glob("*-result.json")
    result = json.loads(file.read_bytes())
    exchanges = [step for step in result["steps"] if step["name"].startswith("Exchange")]
    assert [step["name"] for step in exchanges] == [
        "Exchange workflow:closed#0: POST, 201 Created",
        "Exchange workflow:closed#1: POST, 201 Created",
    ]
    assert len(exchanges) <= MOST
    request, reply = (results / a["source"] for a in exchanges[1]["attachments"])
    assert "Authorization: Bearer ********" in request.read_text(encoding="utf-8")
    assert reply.read_text(encoding="utf-8").startswith(">> HTTP/1.1 201 Created")
    earlier = results / exchanges[0]["attachments"][1]["source"]
    assert earlier.read_text(encoding="utf-8").startswith("   HTTP/1.1 201 Created")


def test_what_the_request_names_is_made_anew_first(monkeypatch: pytest.MonkeyPatch) -> None:
    attached: dict[str, str] = {}
    monkeypatch.setattr(allure_steps, "_attach", attached.__setitem__)
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    found = violated("N-002", "server-error", {"status": 500})
    told = report((found,), (exchange(0), read))
    held = cast(Held, SimpleNamespace(report=told))
    allure_steps.write(told.parts[0], requirement("N-002"), found, held)
    why, made, again = attached["repeat workflow:closed#1"].splitlines()
    assert why.startswith("# What the run made may have been removed since")
    assert made.startswith("ID=$(curl -s -X POST ")
    assert again.endswith('/notes/v1/notes/"$ID"')


def test_the_line_that_repeats_it_is_attached(results: Path) -> None:
    (file,) = results.glob("*-result.json")
    (repeat,) = json.loads(file.read_bytes())["attachments"]
    assert (results / repeat["source"]).read_text(encoding="utf-8").startswith("curl -i -X POST")
