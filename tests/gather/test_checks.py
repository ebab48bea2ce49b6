"""Of several checks the first that blocks is what keeps a plan from beginning."""

from __future__ import annotations

from harness.gather.checks import Check, Preflight

FINE = Check(name="reachable", ok=True)
WRONG = Check(name="clock", ok=False, code="skew", blocks=True)


def test_only_what_failed_and_blocks_keeps_a_plan_from_beginning() -> None:
    lame = Check(name="fixtures", ok=False, code="refused")
    assert Preflight(checks=(FINE, lame)).blocked is None
    assert Preflight(checks=(FINE, lame, WRONG)).blocked == WRONG


def test_one_more_check_comes_last() -> None:
    assert Preflight(checks=(FINE,)).and_(WRONG).checks == (FINE, WRONG)
