"""A session says the verdict, fails where nothing was gathered, and takes part where a run file is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import run_file
from plugin_sessions import INI, OPTIONS, Here, Session
from tinyapi.bench import FOLDER
from tinyapi.product import Product, problem, serving

from harness.errors import DeclarationError
from harness.judgement import judge
from harness.verdict import Decision, Outcome

pytest_plugins = ["pytester"]

OWN_TEST = "def test_own(): pass\n"
FROM_FILE = f"hallmark = hallmark.yaml\nhallmark_profile = {FOLDER}\nhallmark_seed = 7\ntestpaths = tests\n"


@pytest.fixture
def by_file(session: Session) -> Session:
    """A project that asks for Hallmark in its configuration file, and has a test of its own."""
    session.configure(FROM_FILE)
    (session.folder / "tests").mkdir()
    (session.folder / "tests" / "test_own.py").write_text(OWN_TEST, encoding="utf-8")
    session.makes_up()
    return session


def test_without_a_run_file_nothing_changes(session: Session) -> None:
    (session.folder / "test_own.py").write_text(OWN_TEST, encoding="utf-8")
    result = session.run(hallmark=())
    result.assert_outcomes(passed=1)
    assert "= hallmark =" not in result.stdout.str()


def test_a_run_file_that_is_not_there_is_an_error_of_usage(session: Session) -> None:
    result = session.run(hallmark=("--hallmark=other.yaml",))
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --hallmark: there is no run file */other.yaml", "*hallmark init*"])


def test_the_last_word_is_the_verdict(session: Session) -> None:
    session.declare("classes: [core]\n")
    session.makes_up({"N-001": Outcome.VIOLATES})
    text = session.run("-q").stdout.str()
    assert "notes@1.0, role keeper: violates. 1 requirement that decides is not met." in text
    assert f"judge it again: hallmark judge {session.folder}/out/" in text
    assert "whatever tests were chosen" not in text, "what is not claimed was not left out by a choice"


def test_everything_beside_own_tests_runs_by_the_configuration_file(by_file: Session) -> None:
    by_file.run(hallmark=()).assert_outcomes(passed=5, skipped=1)
    assert by_file.gathered == 1


def test_a_named_test_runs_alone_where_only_the_configuration_file_asks(by_file: Session) -> None:
    by_file.run("tests", hallmark=()).assert_outcomes(passed=1)
    by_file.run("-k", "own", hallmark=()).assert_outcomes(passed=1, deselected=5)
    by_file.run("hallmark.yaml::notes/core/N-001", hallmark=()).assert_outcomes(passed=1)
    assert by_file.gathered == 1


@pytest.mark.parametrize("choice", [("-k", "own"), ("-k", "N-005"), ("-m", "may")])
def test_a_session_that_gathered_nothing_fails(session: Session, choice: tuple[str, str]) -> None:
    (session.folder / "test_own.py").write_text(OWN_TEST, encoding="utf-8")
    session.makes_up()
    result = session.run("test_own.py", *choice)
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert "nothing was gathered in the session, so nothing was shown" in result.stdout.str()
    assert session.gathered == 0


@pytest.mark.parametrize(
    "option", ["--collect-only", "--setup-plan", "--fixtures", "--fixtures-per-test", "--cache-show", "--markers"]
)
def test_only_to_be_told_what_there_is_sends_and_fails_nothing(session: Session, option: str) -> None:
    session.makes_up()
    result = session.run(option)
    assert result.ret is pytest.ExitCode.OK
    assert "nothing was gathered" not in result.stdout.str()
    assert session.gathered == 0


def test_a_run_that_cannot_begin_is_the_same_error_for_all(session: Session) -> None:
    session.makes_up(raising=DeclarationError("a hook failed", where="hooks.before", hint="Mend it."))
    result = session.run()
    result.assert_outcomes(errors=4, skipped=1)
    assert result.stdout.str().count("nothing was gathered: hooks.before: a hook failed") >= 4
    assert session.gathered == 1


def test_a_bug_of_ours_is_called_one_and_shown_once(session: Session) -> None:
    session.makes_up(raising=KeyError("what"))
    result = session.run()
    result.assert_outcomes(errors=4, skipped=1)
    text = result.stdout.str()
    assert "a fault of Hallmark, never counted against the product: KeyError" in text
    assert text.count("raise raising") == 1, "whoever reports it has the place"
    assert session.gathered == 1


def test_a_fault_of_ours_fails_a_session_in_which_all_else_passed(session: Session) -> None:
    session.makes_up(faults=("KeyError in run",))
    result = session.run()
    result.assert_outcomes(passed=4, skipped=1)
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert "a fault of Hallmark, never counted against the product: KeyError in run" in result.stdout.str()


def test_a_person_who_breaks_it_off_gets_no_pass(session: Session) -> None:
    session.makes_up(stopped="interrupted")
    result = session.run()
    assert result.ret is pytest.ExitCode.INTERRUPTED
    assert result.parseoutcomes() == {}
    assert session.state()["error"] == "The run was interrupted before its end."


def test_stopping_at_the_first_failure_leaves_a_failure(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    result = session.run("-x")
    result.assert_outcomes(passed=1, failed=1)
    assert result.ret is pytest.ExitCode.TESTS_FAILED


def test_what_failed_last_runs_again_alone_on_evidence_of_the_whole(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    session.run("-p", "cacheprovider").assert_outcomes(passed=3, failed=1, skipped=1)
    session.makes_up()
    again = session.run("-p", "cacheprovider", "--lf")
    again.assert_outcomes(passed=1)
    assert "notes@1.0, role keeper: conforms" in again.stdout.str(), "a selection limits what is shown, not the run"
    assert "this is the verdict on the whole run, whatever tests were chosen" in again.stdout.str()
    assert session.gathered == 2


def test_options_win_over_the_configuration_file(by_file: Session) -> None:
    by_file.run(*OPTIONS, "--hallmark-only=N-001", "--hallmark-out=elsewhere").assert_outcomes(passed=2)
    assert list(by_file.folder.glob("elsewhere/*/pytest.json"))


def test_reports_that_are_not_whole_fail_a_session_in_which_all_passed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.makes_up()
    monkeypatch.setattr(Here, "finish", lambda self: "OSError: No space left on device")
    result = session.run()
    result.assert_outcomes(passed=4, skipped=1)
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert "are not whole: OSError: No space left on device" in result.stdout.str()


def test_allure_is_joined_where_it_is_asked_for_something(session: Session) -> None:
    session.makes_up()
    (session.folder / "conftest.py").write_text(
        "def pytest_unconfigure(config): print('joined:', config.pluginmanager.has_plugin('hallmark_allure'))",
        encoding="utf-8",
    )
    assert "joined: False" in session.run("-s").stdout.str()
    assert "joined: True" in session.run("-s", "--alluredir=results").stdout.str()
    chosen = session.run("-s", "--allure-severities=minor", "--collect-only", "-q").stdout.str()
    assert "joined: True" in chosen
    assert "notes/calls/N-005" in chosen
    assert "notes/core/N-001" not in chosen


def test_warnings_of_ours_are_no_errors_in_a_project_that_forbids_its_own(session: Session) -> None:
    (session.folder / "tox.ini").write_text(INI.replace("=\n", "=\n    error\n"), encoding="utf-8")
    session.makes_up()
    session.run().assert_outcomes(passed=4, skipped=1)
    (session.folder / "test_own.py").write_text(
        "import warnings\ndef test_own(): warnings.warn('x')\n", encoding="utf-8"
    )
    session.run("test_own.py").assert_outcomes(passed=4, skipped=1, failed=1)


HOSTILE = """
import pytest

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.outcome, report.longrepr = "passed", None
    return report

@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    session.exitstatus = 0

@pytest.fixture(scope="session")
def hallmark_evidence():
    return "all is well"
"""


def test_a_hostile_conftest_changes_the_exit_code_at_most(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What pytest says is the supplier's; what the evidence says is not."""
    keep = Product(misbehave=lambda method, target, fields: problem(404) if "/notes/" in target else None)
    with serving(keep) as product:
        run_file(session.folder, product.url)
        honest = session.run("--hallmark-out=honest", "--hallmark-only=N-001")
        (session.folder / "conftest.py").write_text(HOSTILE, encoding="utf-8")
        dressed = session.run("--hallmark-out=dressed", "--hallmark-only=N-001")
    assert (honest.ret, dressed.ret) == (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.OK)
    dressed.assert_outcomes(passed=1)
    (one,), (other,) = session.folder.glob("honest/*"), session.folder.glob("dressed/*")
    for folder in (one, other):
        judged = judge(folder)
        assert judged.decision is Decision.VIOLATES
        assert [f.outcome for f in judged.judged[0].verdict.findings] == [Outcome.VIOLATES]
        assert json.loads((folder / "verdict.json").read_bytes())["verdict"] == "violates"
    assert "notes@1.0, role keeper: violates" in dressed.stdout.str()
