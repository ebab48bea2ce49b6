"""A check is sure only where nothing is unknown."""

from harness.contract.problem import FINE, Check, Problem


def test_sure() -> None:
    problem = Problem(part="body", code="type")
    assert FINE.sure
    assert Check(problems=(problem,)).sure
    assert not Check(unknown=(problem,)).sure
