"""The exchanges that are shown are those that decide, few and in their order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plugin_sessions import Session

from harness.pytest_plugin.allure_steps import MOST
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


def test_the_line_that_repeats_it_is_attached(results: Path) -> None:
    (file,) = results.glob("*-result.json")
    (repeat,) = json.loads(file.read_bytes())["attachments"]
    assert (results / repeat["source"]).read_text(encoding="utf-8").startswith("curl -i -X POST")
