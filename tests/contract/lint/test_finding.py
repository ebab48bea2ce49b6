"""A finding says what it is, in words, and where."""

from harness.contract.lint.finding import Finding


def test_findings_compare_by_value() -> None:
    one = Finding(code="a/b", message="m", where="#/p")
    assert one == Finding(code="a/b", message="m", where="#/p")
    assert one != Finding(code="a/b", message="m", where="#/q")
