"""Terms say nothing of themselves: nobody is trusted, and a run is fresh for ninety days."""

from __future__ import annotations

from datetime import date

from harness.verify.terms import Policy, Terms


def test_what_holds_when_nothing_is_said() -> None:
    terms = Terms(today=date(2026, 8, 1))
    assert (dict(terms.keys), terms.allow_unknown, terms.policy) == ({}, False, Policy())
    assert terms.policy.fresh_days == 90
