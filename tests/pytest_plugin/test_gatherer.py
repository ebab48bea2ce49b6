"""The process that gathers answers in its own words, and says what came of the run before it writes reports."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from plugin_sessions import Live

from harness.cli.running.assembling import Assembled
from harness.cli.running.carrying import Carried
from harness.errors import DeclarationError
from harness.pytest_plugin import gatherer
from harness.pytest_plugin.errand import Came, Line, NoRoom, Said, Seen
from harness.pytest_plugin.gatherer import attend, look
from harness.pytest_plugin.gathering import gather_for, look_for

pytest_plugins = ["pytester"]


def attended(live: Live, **changes: object) -> list[Said]:
    """Return what is said of a run."""
    said: list[Said] = []
    attend(gather_for(live.settings(**changes)), said.append)
    return said


def raising(error: BaseException) -> Callable[..., Carried]:
    """Return a gathering that ends so."""

    def carry(*_: object, **__: object) -> Carried:
        raise error

    return carry


def test_it_says_how_far_it_is_then_what_came_of_it_then_writes(live: Live) -> None:
    asked, said = gather_for(live.settings()), []

    def hear(one: Said) -> None:
        written = Path(asked.folder, "report.html").is_file()
        said.append((type(one), written))

    attend(asked, hear)
    assert said == [(Line, False), (Came, False)]
    assert Path(asked.folder, "report.html").is_file()


def test_who_looks_is_told_what_is_wrong(live: Live) -> None:
    said: list[Said] = []
    assert look(look_for(live.settings()), said.append) is not None
    live.declare("role: singer\n")
    assert look(look_for(live.settings()), said.append) is None
    right, wrong = said
    assert isinstance(right, Seen)
    assert isinstance(wrong, Seen)
    assert (right.error, wrong.listed) == ("", ())
    assert "can test nothing in the role 'singer'" in wrong.error


@pytest.mark.parametrize(
    "error, expected",
    [
        (KeyboardInterrupt(), Came(error="The run was interrupted before its end.", interrupted=True)),
        (DeclarationError("a hook failed"), Came(error="nothing was gathered: a hook failed")),
        (OSError(errno.ENOSPC, "No space left on device"), NoRoom(said="No space left on device")),
    ],
)
def test_what_ends_a_run_is_said_by_its_kind(
    live: Live, monkeypatch: pytest.MonkeyPatch, error: BaseException, expected: Said
) -> None:
    monkeypatch.setattr(gatherer, "carry", raising(error))
    assert attended(live) == [expected]


def test_a_bug_of_ours_is_called_one(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatherer, "carry", raising(KeyError("what")))
    (came,) = attended(live)
    assert isinstance(came, Came)
    assert came.error == "a fault of Hallmark, never counted against the product: KeyError"
    assert came.faults == ("KeyError",)
    assert "in carry" in came.trace


def test_profiles_are_read_once_unless_the_run_file_names_others(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = look(look_for(live.settings()), lambda said: None)
    assert claim is not None
    assert gatherer._known(claim, claim.declared) is claim.bundles
    assert gatherer._known(None, claim.declared) == ()
    other = claim.declared._replace(profiles=())
    assert gatherer._known(claim, other) == ()


def test_a_seed_is_drawn_where_nobody_gives_one(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def carry(assembled: Assembled, *_: object, **__: object) -> Carried:
        seeds.append(assembled.plan.seed)
        raise KeyboardInterrupt

    monkeypatch.setattr(gatherer, "carry", carry)
    attended(live, seed=None)
    attended(live, seed=None)
    assert seeds[0] != seeds[1]
    live.declare("seed: 5\n")
    attended(live, seed=None)
    attended(live, seed=7)
    assert seeds[2:] == [5, 7]


def test_without_a_question_it_ends() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness.pytest_plugin.gatherer"], input=b"", capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_else_prints_in_its_process_is_no_answer(live: Live) -> None:
    """A print to standard output goes where errors go, and answers go where they are read."""
    code = (
        "from harness.pytest_plugin import gatherer;"
        "look = gatherer.look; gatherer.look = lambda *a: (print('stray'), look(*a))[1]; gatherer.main()"
    )
    line = msgspec.json.encode(look_for(live.settings())) + b"\n"
    done = subprocess.run([sys.executable, "-c", code], input=line, capture_output=True, check=False)
    assert isinstance(msgspec.json.decode(done.stdout, type=Said), Seen)
    assert done.stderr.strip() == b"stray"
