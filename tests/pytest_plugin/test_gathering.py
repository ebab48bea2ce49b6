"""Evidence is gathered once for all processes of a session; one that was broken off shows nothing."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from plugin_sessions import Session
from tinyapi.bench import FOLDER
from tinyapi.product import Answer, Product, problem, serving

from harness.errors import DeclarationError
from harness.gather.orders import unheard
from harness.judgement import judge
from harness.pytest_plugin import gathering
from harness.pytest_plugin.gathering import assembled_for, claim_of, gather_once
from harness.pytest_plugin.outcome import NotGathered
from harness.pytest_plugin.settings import Settings
from harness.pytest_plugin.state import State, read_state, write_state
from harness.verdict import Decision, Outcome

pytest_plugins = ["pytester"]


@pytest.fixture
def product() -> Iterator[Product]:
    """A product that keeps notes, and answers for them as it should but for one thing: no note can be changed."""

    def stubborn(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (418, {}, b"") if method == "PATCH" else None

    with serving(Product(misbehave=stubborn)) as served:
        yield served


@pytest.fixture
def live(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, product: Product) -> Session:
    """A project whose product answers."""
    return Session(pytester, monkeypatch, product.url)


def settings(live: Session, **changes: object) -> Settings:
    """Return what a session in that project is asked to do."""
    given = Settings(
        run_file=live.folder / "hallmark.yaml",
        out=live.folder / "out",
        run="r1",
        seed=7,
        only=("N-001",),
        profile=str(FOLDER),
        url="",
        openapi="",
        by_option=True,
    )
    return given._replace(**changes)  # type: ignore[arg-type]


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """Return the outcome of each item, by its name."""
    words = (line.split() for line in result.outlines if "notes/" in line)
    found = {w[-1] if w[-1].startswith("hallmark.yaml") else w[0]: w for w in words if len(w) > 1}
    marks = ("PASSED", "FAILED", "ERROR", "SKIPPED")
    return {name.partition("::")[2]: next(m for m in marks if m in w) for name, w in found.items() if {*marks} & {*w}}


def test_workers_share_one_run_and_say_the_same_as_one_process(live: Session, product: Product) -> None:
    """Two workers, then one process: the same items have the same outcomes, and each time there is one run."""
    apart = live.apart("-n", "2", "-v")
    sent = len(product.seen)
    alone = live.run("-n", "0", "-v")
    assert len(list(live.folder.glob("out/*/evidence.jsonl.gz"))) == 2
    assert len(product.seen) < 2 * sent + sent // 2
    assert outcomes(apart) == outcomes(alone)
    assert set(outcomes(alone).values()) == {"PASSED", "FAILED", "SKIPPED"}, alone.stdout.str()
    assert apart.parseoutcomes() == alone.parseoutcomes()


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed by a signal")
def test_a_worker_that_is_killed_leaves_errors_and_no_pass(live: Session, product: Product) -> None:
    killed = threading.Event()

    def murderous(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        if len(product.seen) == 6:
            os.kill(live.state()["process"], signal.SIGKILL)
            killed.set()
        return None

    product.misbehave = murderous
    result = live.apart("-n", "2")
    assert killed.is_set()
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


@pytest.mark.skipif(sys.platform == "win32", reason="a process is interrupted by a signal")
def test_a_person_who_interrupts_it_gets_no_pass_and_keeps_what_was_gathered(live: Session, product: Product) -> None:
    def impatient(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        if len(product.seen) == 6:
            os.kill(live.state()["process"], signal.SIGINT)
        return None

    product.misbehave = impatient
    result = live.apart()
    assert result.ret is pytest.ExitCode.INTERRUPTED
    assert "passed" not in result.stdout.str()
    assert live.state()["error"] == "The run was interrupted before its end."
    (folder,) = live.folder.glob("out/*")
    assert judge(folder).decision is Decision.INCONCLUSIVE


def test_who_comes_second_judges_what_lies_there(live: Session, product: Product) -> None:
    asked = settings(live)
    first = gather_once(asked, claim_of(asked), unheard)
    sent = len(product.seen)
    second = gather_once(asked._replace(worker="gw1"), claim_of(asked), unheard)
    assert len(product.seen) == sent
    assert second.finding("N-001") == first.finding("N-001")
    assert first.finding("N-001").outcome is Outcome.CONFORMS
    assert judge(first.folder).judged[0].verdict == first.judgement.judged[0].verdict
    state = read_state(asked.folder)
    assert state is not None
    assert state.lines[0].startswith("notes@1.0, role keeper: inconclusive")
    with pytest.raises(LookupError, match="no finding on N-002"):
        first.finding("N-002")


def test_a_secret_that_is_not_there_is_said_once_and_nothing_is_sent(
    live: Session, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTES_TOKEN")
    asked = settings(live)
    for _ in range(2):
        with pytest.raises(NotGathered, match="nothing was gathered: .*NOTES_TOKEN"):
            gather_once(asked, claim_of(asked), unheard)
    assert product.seen == []


def test_a_wrong_credential_is_a_matter_of_configuration(live: Session, product: Product) -> None:
    product.token = "another"
    product.misbehave = lambda method, target, fields: None
    asked = settings(live)
    with pytest.raises(NotGathered, match="(?s)credentials everything .* This is a fault of the configuration"):
        gather_once(asked, claim_of(asked), unheard)


def test_a_gathering_that_was_broken_off_shows_nothing(live: Session, product: Product) -> None:
    asked = settings(live)
    asked.folder.mkdir(parents=True)
    write_state(asked.folder, State(by="gw0", process=4711))
    with pytest.raises(NotGathered, match="the worker gw0, process 4711 that gathered ended before it was done"):
        gather_once(asked, claim_of(asked), unheard)
    assert product.seen == []


def test_evidence_that_was_damaged_meanwhile_is_no_pass(live: Session) -> None:
    asked = settings(live)
    first = gather_once(asked, claim_of(asked), unheard)
    (first.folder / "evidence.jsonl.gz").write_bytes(b"gone")
    with pytest.raises(NotGathered, match="what was gathered cannot be judged"):
        gather_once(asked, claim_of(asked), unheard)


def test_what_the_command_line_would_refuse_is_refused(live: Session, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no requirement or class is called 'N-999'"):
        claim_of(settings(live, only=("N-999",)))
    with pytest.raises(DeclarationError, match="notes@1.0 brings its own API description"):
        assembled_for(settings(live), claim_of(settings(live, openapi="openapi.yaml")))


def test_a_seed_is_drawn_where_nobody_gives_one(live: Session) -> None:
    unseeded = settings(live, seed=None)
    claim = claim_of(unseeded)
    assert assembled_for(unseeded, claim).plan.seed != assembled_for(unseeded, claim).plan.seed
    live.declare("seed: 5\n")
    assert assembled_for(unseeded, claim_of(unseeded)).plan.seed == 5
    assert assembled_for(settings(live), claim_of(unseeded)).plan.seed == 7


def test_a_refusal_for_all_is_told_as_problems(product: Product, live: Session) -> None:
    product.misbehave = lambda method, target, fields: problem(500) if method == "GET" else None
    live.run("--hallmark-only=N-001").assert_outcomes(failed=1)


def test_a_folder_that_cannot_be_written_is_said_in_words(live: Session, product: Product) -> None:
    (live.folder / "file").write_text("", encoding="utf-8")
    result = live.run("--hallmark-out=file", "-q")
    assert result.ret is pytest.ExitCode.TESTS_FAILED
    text = result.stdout.str() + result.stderr.str()
    assert "nothing can be kept in " in text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text
    assert "passed" not in text
    assert not product.seen


def test_a_full_disk_is_no_fault_of_hallmark(live: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(gathering, "carry", full)
    asked = settings(live)
    with pytest.raises(NotGathered, match="nothing can be kept in .*: No space left on device"):
        gather_once(asked, claim_of(asked), unheard)
    with pytest.raises(NotGathered, match="ended before it was done"):
        gather_once(asked._replace(worker="gw1"), claim_of(asked), unheard)
