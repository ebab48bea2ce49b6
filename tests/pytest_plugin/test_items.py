"""Each outcome is what a person who knows pytest takes it for, and every requirement is an item that can be chosen."""

from __future__ import annotations

import pytest
from plugin_sessions import Session

from harness.verdict import Outcome

pytest_plugins = ["pytester"]

ALL = [
    "hallmark.yaml::notes/core/N-001",
    "hallmark.yaml::notes/core/N-002",
    "hallmark.yaml::notes/core/N-003",
    "hallmark.yaml::notes/calls/N-004",
    "hallmark.yaml::notes/calls/N-005",
]
DEVIATION = "known_deviations: [{{requirement: N-002, owner: J. Example, reason: fixed in 1.1, expires: {}}}]\n"


def names(result: pytest.RunResult) -> list[str]:
    """Return the items that were listed."""
    return [line for line in result.outlines if line.startswith("hallmark.yaml::")]


def test_what_is_claimed_is_collected_and_nothing_is_gathered(session: Session) -> None:
    session.makes_up()
    assert names(session.run("--collect-only", "-q")) == ALL
    session.declare("classes: [calls]\n")
    assert names(session.run("--collect-only", "-q")) == ALL[3:]
    assert session.gathered == 0


@pytest.mark.parametrize(
    "choice, chosen",
    [
        (("-k", "N-001"), [0]),
        (("-k", "lifecycle or calls"), [3, 4]),
        (("-m", "must"), [0, 1, 2]),
        (("-m", "should"), [3]),
        (("-m", "may"), [4]),
        (("-m", "calls and not may"), [3]),
        ((ALL[1],), [1]),
        (("--hallmark-only", "core"), [0, 1, 2]),
        (("--hallmark-only", "N-001", "--hallmark-only", "N-004"), [0, 3]),
        (("--deselect", ALL[0], "--deselect", ALL[4]), [1, 2, 3]),
    ],
)
def test_items_are_chosen_as_any_others(session: Session, choice: tuple[str, ...], chosen: list[int]) -> None:
    result = session.run("--collect-only", "-q", "--strict-markers", *choice)
    assert names(result) == [ALL[i] for i in chosen], result.stdout.str()


def test_each_outcome_has_its_own(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES, "N-003": Outcome.INCONCLUSIVE, "N-004": Outcome.NOT_APPLICABLE})
    result = session.run("-v", "-rs", "--strict-markers")
    result.assert_outcomes(passed=1, failed=1, errors=1, skipped=2)
    text = result.stdout.str()
    for item, outcome in zip(ALL, ("PASSED", "FAILED", "ERROR", "SKIPPED", "SKIPPED"), strict=True):
        assert f"{item} {outcome}" in text
    assert "hallmark.yaml:1: not tested: Nobody can hear it." in text
    assert "It does not apply to this product." in text
    assert "ERROR at setup of notes/core/N-003" in text
    assert "N-003 could not be told: The product gave no whole answer" in text
    assert session.gathered == 1


def test_a_violation_is_told_without_a_traceback(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    text = session.run("-rf").stdout.str()
    for words in (
        "N-002 not met: The product answered 201, which is not documented for this operation.",
        "MUST: Every reply keeps the description.",
        "- asked for: a status that is documented for the operation",
        "+ came:      201 Created",
        "curl -i -X POST",
        "hallmark explain N-002 --profile notes@1.0",
    ):
        assert words in text
    assert ".py:" not in text.partition("= FAILURES =")[2].partition("short test summary")[0]
    assert "FAILED hallmark.yaml::notes/core/N-002 - N-002 not met: " in text


def test_the_place_of_a_violation_is_where_its_requirement_is_written(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    text = session.run("--tb=line").stdout.str()
    assert "tinyapi/requirements/all.yaml:12: N-002 not met: The product answered 201" in text
    assert "curl" not in text


def test_a_violation_is_a_failure_also_where_nobody_reads_along(session: Session) -> None:
    session.makes_up({"N-001": Outcome.VIOLATES})
    result = session.run("-p", "no:terminal", "--junitxml=junit.xml")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert "N-001 not met" in (session.folder / "junit.xml").read_text(encoding="utf-8")


def test_a_summary_on_a_build_server_is_one_line_each(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    session.makes_up({"N-001": Outcome.VIOLATES, "N-002": Outcome.INCONCLUSIVE})
    summary = session.run().stdout.str().partition("short test summary info")[2]
    assert [line.split()[0] for line in summary.splitlines()[1:-1]] == ["FAILED", "ERROR"]


def test_a_fault_of_ours_is_an_error_that_counts_against_nobody(session: Session) -> None:
    session.makes_up({"N-001": Outcome.FAULT})
    result = session.run()
    result.assert_outcomes(passed=3, errors=1, skipped=1)
    assert "N-001 is a fault of ours" in result.stdout.str()


@pytest.mark.parametrize(
    "outcome, counts",
    [
        (Outcome.VIOLATES, {"xfailed": 1, "passed": 3, "skipped": 1}),
        (Outcome.CONFORMS, {"failed": 1, "passed": 3, "skipped": 1}),
        (Outcome.INCONCLUSIVE, {"errors": 1, "passed": 3, "skipped": 1}),
        (Outcome.NOT_APPLICABLE, {"passed": 3, "skipped": 2}),
    ],
)
def test_a_known_deviation_is_expected_and_a_stale_one_fails(
    session: Session, outcome: Outcome, counts: dict[str, int]
) -> None:
    session.declare(DEVIATION.format("'2999-01-31'"))
    session.makes_up({"N-002": outcome})
    result = session.run("-rx")
    result.assert_outcomes(**counts)
    if outcome in (Outcome.VIOLATES, Outcome.CONFORMS):
        assert "known deviation of J. Example: fixed in 1.1 (until 2999-01-31)" in result.stdout.str()


def test_the_reason_of_a_deviation_cannot_write_to_the_terminal(session: Session) -> None:
    session.declare(DEVIATION.format("'2999-01-31'").replace("fixed in 1.1", r'"\e[2J\u202e fixed\n  in 1.1"'))
    session.makes_up({"N-002": Outcome.VIOLATES})
    text = session.run("-rx").stdout.str()
    assert "⟨U+001B⟩[2J⟨U+202E⟩ fixed in 1.1 (until" in text
    assert not {"\x1b", "\u202e"} & {*text}


def test_a_deviation_that_has_run_out_excuses_nothing(session: Session) -> None:
    session.declare(DEVIATION.format("'2020-01-31'"))
    session.makes_up({"N-002": Outcome.VIOLATES})
    session.run().assert_outcomes(failed=1, passed=3, skipped=1)


def test_a_finding_that_is_not_there_is_no_pass(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.makes_up()
    monkeypatch.setattr("harness.render.report.Part.rows", lambda self: iter(()))
    result = session.run()
    result.assert_outcomes(errors=4, skipped=1)
    assert "the verdict has no finding on N-001" in result.stdout.str()


@pytest.mark.parametrize(
    "lines, told",
    [
        ("classes: [core, nonsense]\n", "notes@1.0 has no class 'nonsense'"),
        ("role: singer\n", "can test nothing in the role 'singer'"),
        ("limitz: {}\n", "limitz"),
    ],
)
def test_what_is_wrong_with_the_run_file_is_said_plainly(session: Session, lines: str, told: str) -> None:
    session.declare(lines)
    result = session.run()
    result.assert_outcomes(errors=1)
    text = result.stdout.str()
    assert told in text
    assert "Traceback" not in text
    assert "site-packages" not in text


def test_junit_keeps_what_stands_behind_a_test(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    session.run("--junitxml", "junit.xml", "-o", "junit_family=xunit1")
    text = (session.folder / "junit.xml").read_text(encoding="utf-8")
    assert '<testcase classname="hallmark.yaml" name="notes/core/N-002"' in text
    assert '<property name="hallmark.because" value="undocumented-status"' in text
    assert 'message="N-002 not met: The product answered 201' in text
