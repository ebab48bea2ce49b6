"""Evidence is gathered once for all processes of a session; one that was broken off shows nothing."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from plugin_sessions import Here, Live, ended
from tinyapi.product import Product, problem

from harness import archive
from harness.judgement import judge
from harness.pytest_plugin import gatherer
from harness.pytest_plugin.gathering import gather_once
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.state import State, read_state, write_state
from harness.verdict import Decision, Outcome

pytest_plugins = ["pytester"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="a process is ended or interrupted by a signal")
no_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="a process that is no child is waited for")

BREAKS_OFF = """
import pytest, signal

def too_long(number, frame):
    pytest.fail("it takes too long")

signal.signal(signal.SIGUSR1, too_long)
"""


def unheard(line: str) -> None:
    """Take a line and say nothing."""


def stopped(live: Live) -> str:
    """Return how the session's one run ended, as its sealed evidence has it."""
    (file,) = live.folder.glob("out/*/evidence.jsonl.gz")
    return archive.replay(file.parent).footer.stopped


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """Return the outcome of each item, by its name."""
    words = (line.split() for line in result.outlines if "notes/" in line)
    found = {w[-1] if w[-1].startswith("hallmark.yaml") else w[0]: w for w in words if len(w) > 1}
    marks = ("PASSED", "FAILED", "ERROR", "SKIPPED")
    return {name.partition("::")[2]: next(m for m in marks if m in w) for name, w in found.items() if {*marks} & {*w}}


def test_workers_share_one_run_and_say_the_same_as_one_process(live: Live, product: Product) -> None:
    """Two workers, then one process: the same items have the same outcomes, and each time there is one run."""
    apart = live.apart("-n", "2", "-v")
    sent = len(product.seen)
    alone = live.run("-n", "0", "-v")
    assert len(list(live.folder.glob("out/*/evidence.jsonl.gz"))) == 2
    assert len(product.seen) < 2 * sent + sent // 2
    assert outcomes(apart) == outcomes(alone)
    assert set(outcomes(alone).values()) == {"PASSED", "FAILED", "SKIPPED"}, alone.stdout.str()
    assert apart.parseoutcomes() == alone.parseoutcomes()


@no_pidfd
def test_a_worker_that_is_killed_leaves_errors_and_no_pass(live: Live) -> None:
    """What it had gathered is sealed all the same, by the process that gathers."""
    live.at_the_sixth_request(lambda: os.kill(live.state()["process"], signal.SIGKILL))
    result = live.apart("-n", "2")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    counts = result.parseoutcomes()
    assert "passed" not in counts, result.stdout.str()
    assert counts["failed"] == 1, "the item during which the worker died"
    assert counts["errors"] == 3
    text = result.stdout.str()
    assert "crashed while running 'hallmark.yaml::notes/" in text
    assert "that gathered ended before it was done" in text
    assert "the gathering was broken off, so nothing was shown" in text
    assert live.state()["done"] is False
    ended(live.state()["gatherer"])
    # What is left of so short a run may be over before the end of the worker is noticed.
    assert stopped(live) in ("interrupted", "finished")


@posix
def test_one_that_gathers_and_is_killed_leaves_errors_and_no_pass(live: Live) -> None:
    live.at_the_sixth_request(lambda: os.kill(live.state()["gatherer"], signal.SIGKILL))
    result = live.apart()
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert result.parseoutcomes() == {"errors": 4, "skipped": 1}
    text = result.stdout.str()
    assert f"nothing can be said: the process {live.state()['gatherer']} that gathers ended with -9" in text
    assert "the gathering was broken off, so nothing was shown" in text
    assert live.state()["done"] is False


@posix
def test_a_person_who_interrupts_it_gets_no_pass_and_keeps_what_was_gathered(live: Live) -> None:
    live.at_the_sixth_request(lambda: os.kill(live.state()["process"], signal.SIGINT))
    result = live.apart()
    assert result.ret is pytest.ExitCode.INTERRUPTED
    assert "passed" not in result.stdout.str()
    assert live.state()["error"] == "The run was interrupted before its end."
    assert stopped(live) == "interrupted"
    (folder,) = live.folder.glob("out/*")
    assert judge(folder).decision is Decision.INCONCLUSIVE
    assert (folder / "report.html").is_file()


@posix
def test_a_test_that_is_broken_off_while_it_hangs_is_an_error_and_no_pass(live: Live) -> None:
    """As plugins break it off that limit the time of a test: by an exception from a signal."""
    (live.folder / "conftest.py").write_text(BREAKS_OFF, encoding="utf-8")
    release = threading.Event()

    def hang() -> None:
        os.kill(live.state()["process"], signal.SIGUSR1)
        release.wait()

    live.at_the_sixth_request(hang)
    try:
        result = live.apart()
    finally:
        release.set()
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    assert "passed" not in result.parseoutcomes(), result.stdout.str()
    assert "it takes too long" in result.stdout.str()
    assert "that gathered ended before it was done" in result.stdout.str()
    assert live.state()["done"] is False
    assert stopped(live) == "interrupted"


def test_who_comes_second_is_told_the_same_and_sends_nothing(live: Live) -> None:
    asked = live.settings()
    first = gather_once(asked, Here, unheard)
    sent = len(live.product.seen)
    second = gather_once(asked._replace(worker="gw1"), Here, unheard)
    assert len(live.product.seen) == sent
    assert second == first == read_state(asked.folder)
    (shown,) = first.shown
    assert (shown.requirement, shown.outcome, shown.told) == ("N-001", Outcome.CONFORMS, "")
    assert first.lines[0].startswith("notes@1.0, role keeper: inconclusive")
    (finding,) = judge(asked.folder).judged[0].verdict.findings
    assert (finding.outcome, finding.because.code) == (shown.outcome, shown.because)


def test_a_secret_that_is_not_there_is_said_once_and_nothing_is_sent(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTES_TOKEN")
    asked = live.settings()
    for _ in range(2):
        with pytest.raises(NotGathered, match="nothing was gathered: .*NOTES_TOKEN"):
            gather_once(asked, Here, unheard)
    assert live.product.seen == []


def test_a_wrong_credential_is_a_matter_of_configuration(live: Live) -> None:
    live.product.token = "another"
    live.product.misbehave = lambda method, target, fields: None
    with pytest.raises(NotGathered, match="(?s)credentials everything .* This is a fault of the configuration"):
        gather_once(live.settings(), Here, unheard)


def test_a_gathering_that_was_broken_off_shows_nothing(live: Live) -> None:
    asked = live.settings()
    asked.folder.mkdir(parents=True)
    write_state(asked.folder, State(by="gw0", process=4711))
    with pytest.raises(NotGathered, match="the worker gw0, process 4711 that gathered ended before it was done"):
        gather_once(asked, Here, unheard)
    assert live.product.seen == []


def test_evidence_that_was_damaged_meanwhile_is_no_pass(live: Live) -> None:
    asked = live.settings()
    first = gather_once(asked, Here, unheard)
    Path(first.evidence).write_bytes(b"gone")
    with pytest.raises(NotGathered, match="the evidence in .* is not what was judged"):
        gather_once(asked, Here, unheard)


def test_a_refusal_for_all_is_told_as_problems(live: Live) -> None:
    live.product.misbehave = lambda method, target, fields: problem(500) if method == "GET" else None
    live.run("--hallmark-only=N-001").assert_outcomes(failed=1)


def test_a_folder_that_cannot_be_written_is_said_in_words(live: Live, product: Product) -> None:
    (live.folder / "file").write_text("", encoding="utf-8")
    result = live.run("--hallmark-out=file", "-q")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    text = result.stdout.str() + result.stderr.str()
    assert "nothing can be kept in " in text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text
    assert "passed" not in text
    assert not product.seen


def test_a_full_disk_is_no_fault_of_hallmark(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(gatherer, "carry", full)
    asked = live.settings()
    with pytest.raises(NotGathered, match="nothing can be kept in .*: No space left on device"):
        gather_once(asked, Here, unheard)
    with pytest.raises(NotGathered, match="ended before it was done"):
        gather_once(asked._replace(worker="gw1"), Here, unheard)
