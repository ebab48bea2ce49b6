"""The process that gathers loads on its own, answers, and never outlives the session with anything lost."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec
import pytest
from plugin_sessions import Live

from harness import archive
from harness.pytest_plugin import beginning
from harness.pytest_plugin.apart import Gatherer, Gone, NoRoomThere
from harness.pytest_plugin.beginning import start
from harness.pytest_plugin.errand import NoRoom
from harness.pytest_plugin.gathering import gather_for, look_for
from harness.verdict import Outcome

pytest_plugins = ["pytester"]


@pytest.fixture
def gatherer(live: Live) -> Iterator[Gatherer]:
    """One that waits."""
    found = Gatherer(start())
    yield found
    if not found._heard.closed:
        found.leave()


def unheard(line: str) -> None:
    """Take a line and say nothing."""


def test_it_looks_then_gathers_and_writes_the_reports(live: Live, gatherer: Gatherer) -> None:
    asked = live.settings()
    seen = gatherer.look(look_for(asked))
    assert [one.name for one in seen.listed] == ["notes/core/N-001"]
    assert live.product.seen == []
    lines: list[str] = []
    asked.folder.mkdir(parents=True)
    came = gatherer.gather(gather_for(asked), lines.append)
    assert [(one.requirement, one.outcome) for one in came.shown] == [("N-001", Outcome.CONFORMS)]
    assert lines[-1].endswith("requests sent")
    assert gatherer.finish() == ""
    assert gatherer.finish() == "", "whoever asks twice is told the same"
    assert (asked.folder / "report.html").is_file()
    assert os.environ["NOTES_TOKEN"] not in (asked.folder / "evidence.jsonl.gz").read_bytes().decode("latin-1")


def test_what_is_set_after_it_was_started_counts(
    live: Live, gatherer: Gatherer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conftest.py may say where the product is only then."""
    path = live.folder / "hallmark.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(live.product.url, "${WHERE}"), encoding="utf-8")
    assert "WHERE" in gatherer.look(look_for(live.settings())).error
    monkeypatch.setenv("WHERE", live.product.url)
    monkeypatch.setenv("ODD", "\udcff\u2028é")
    assert gatherer.look(look_for(live.settings())).error == ""


def test_neither_the_working_folder_nor_warnings_that_are_errors_disturb_it(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("harness", "json", "msgspec"):
        (live.folder / f"{name}.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    gatherer = Gatherer(start())
    assert gatherer.look(look_for(live.settings())).error == ""
    gatherer.leave()


def test_what_it_said_last_is_told_when_it_is_gone(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "MODULE", "harness.no_such_module")
    gatherer = Gatherer(start())
    with pytest.raises(Gone, match=r"(?s)the process \d+ that gathers ended with 1\n.*no_such_module"):
        gatherer.gather(gather_for(live.settings()), unheard)


def test_whatever_is_raised_meanwhile_it_stops_and_seals(live: Live, gatherer: Gatherer) -> None:
    asked = live.settings()
    asked.folder.mkdir(parents=True)

    def disturb(line: str) -> None:
        raise KeyError(line)

    with pytest.raises(KeyError):
        gatherer.gather(gather_for(asked), disturb)
    assert gatherer.finish() == ""
    footer = archive.replay(asked.folder).footer
    assert footer is not None


def test_a_folder_that_takes_nothing_is_said(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    (live.folder / "full.py").write_text(f"print({msgspec.json.encode(NoRoom(said='No space left')).decode()!r})")
    monkeypatch.setenv("PYTHONPATH", str(live.folder))
    monkeypatch.setattr(beginning, "MODULE", "full")
    with pytest.raises(NoRoomThere) as raised:
        Gatherer(start()).gather(gather_for(live.settings()), unheard)
    assert raised.value.strerror == "No space left"


def test_one_that_was_never_asked_is_ended_at_once(gatherer: Gatherer) -> None:
    gatherer.leave()
    assert gatherer._process.returncode is not None
