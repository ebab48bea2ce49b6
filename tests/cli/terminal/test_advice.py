"""Whatever preflight finds is said in words, with what to do about it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import harness.gather.running.preflight as preflight
from harness.cli.terminal.advice import ADVICE, FOUND, MEANS, REFUSED, advice, meaning
from harness.evidence import Silence
from harness.gather.checks import Check


def calls() -> list[dict[str, ast.expr]]:
    """Return the arguments of every Check that preflight makes."""
    tree = ast.parse(Path(preflight.__file__).read_text(encoding="utf-8"))
    named = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Check")
    return [{k.arg or "": k.value for k in call.keywords} for call in named]


def texts(name: str) -> set[str]:
    found = (c[name] for c in calls() if name in c and ast.unparse(c.get("ok", ast.Constant(False))) != "True")
    return {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_and_every_advice_has_words() -> None:
    assert texts("code")
    assert texts("code") - FOUND.keys() == set()
    assert texts("advice") - ADVICE.keys() == set()
    assert {"tls", "name", "refused", "unreachable", "timeout", "reset", "closed"} <= FOUND.keys()
    assert Silence(why="tls").why in FOUND


@pytest.mark.parametrize(
    "check, expected",
    [
        (
            Check(name="reachable", ok=False, code="refused", advice="check-base-url"),
            "was refused. Check target.base_url.",
        ),
        (
            Check(name="credentials", ok=False, code="refused", params={"status": 403}, advice="check-credentials"),
            "everything that was tried is answered 403. Check target.auth",
        ),
        (
            Check(
                name="fixtures",
                ok=False,
                code="refused",
                params={"step": "create", "ended": "failed"},
                advice="check-fixtures",
            ),
            "went wrong at the step “create” (failed). Check fixtures",
        ),
        (Check(name="clock", ok=False, code="skew", params={"seconds": -90}, advice="check-clock"), "-90 seconds away"),
        (Check(name="identity:x", ok=False, code="no-token", params={"why": "no"}), "no credential can be had: no."),
        (Check(name="new", ok=False, code="never-seen"), "never-seen."),
    ],
)
def test_what_was_found_and_what_to_do(check: Check, expected: str) -> None:
    assert expected in advice(check)
    assert "{" not in advice(check)


def test_what_went_well_says_what_it_shows() -> None:
    named = {c["name"].value for c in calls() if "name" in c and isinstance(c["name"], ast.Constant)}
    assert named <= MEANS.keys()
    assert "answers" in meaning(Check(name="class:notes", ok=True))
    assert meaning(Check(name="another", ok=True)) == ""


def test_a_refusal_means_what_its_check_was_about() -> None:
    assert REFUSED.keys() == {"credentials", "fixtures"}
