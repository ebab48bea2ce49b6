"""Of several checks the first that blocks is what keeps a plan from beginning."""

from __future__ import annotations

import pytest

from harness.gather.checks import Check, Preflight, of_authority

FINE = Check(name="reachable", ok=True)
WRONG = Check(name="clock", ok=False, code="skew", blocks=True)


def test_only_what_failed_and_blocks_keeps_a_plan_from_beginning() -> None:
    lame = Check(name="fixtures", ok=False, code="refused")
    assert Preflight(checks=(FINE, lame)).blocked is None
    assert Preflight(checks=(FINE, lame, WRONG)).blocked == WRONG


def test_one_more_check_comes_last() -> None:
    assert Preflight(checks=(FINE,)).and_(WRONG).checks == (FINE, WRONG)


@pytest.mark.parametrize(
    "code, asked, said",
    [("fine", True, (True, "fine")), ("fine", False, None), ("refused", False, (False, "not-asked")),
     ("refused", True, (True, "fine"))],
)  # fmt: skip
def test_whether_the_product_found_our_authority(code: str, asked: bool, said: tuple[bool, str] | None) -> None:
    reached = Preflight(checks=(Check(name="credentials", ok=code == "fine", code=code),))
    found = of_authority(reached, "http://127.0.0.1:8801", asked)
    assert (None if found is None else (found.ok, found.code)) == said
