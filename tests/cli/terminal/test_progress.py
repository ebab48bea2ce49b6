"""Progress is told in whole lines or in a bar, with the requirement in hand, the rate and the time left."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

import pytest

from harness.cli.terminal.progress import ASKED, ASKING, EVERY, Lines, in_hand, note, said, watching
from harness.gather.checks import Check
from harness.gather.orders import CALLED, Event


def told(*events: Event, times: tuple[float, ...] = ()) -> list[str]:
    """Return the lines that are said of events, each at its time."""
    lines: list[str] = []
    clock = iter((0.0, *(t for time in times for t in (time,) * 3)))
    last = [0.0]

    def now() -> float:
        last[0] = next(clock, last[0])
        return last[0]

    take = Lines(now, lines.append)
    for event in events:
        take(event)
    return lines


def test_steps_are_said_and_exchanges_are_not() -> None:
    assert told(
        Event(kind="check", check=Check(name="reachable", ok=True)),
        Event(kind="check", check=Check(name="direct", ok=False, code="page", params={"status": 200})),
        Event(kind="partition", partition="workflow:a", requirements=("A-1",)),
        Event(kind="exchange", sent=1, planned=9),
        Event(kind="skipped", partition="workflow:b", text="fixture:uprn"),
        Event(kind="skipped", partition="stimulus:a", text="stimulus:send"),
        Event(kind="hook", text="./reset"),
        Event(kind="tidied", text="closed 7"),
        Event(kind="sentinel", text="there"),
        Event(kind="sentinel", text="gone"),
        Event(kind="end", text="finished", sent=9),
        Event(kind="end", partition=CALLED, text="finished", sent=9),
        Event(kind="end", text="limit: max_requests 9"),
    ) == [
        "  ok  reachable",
        "  NOT direct: a web page came instead of the API (200): something in between answers for it.",
        "  not tried: workflow:b (fixture:uprn)",
        "  not tried: stimulus:a (the product was not seen to do “send” in the time that it was given)",
        "  hook: ./reset",
        "  closed 7",
        "  the product was reset since the run began: unfinished workflows start anew",
        "  9 requests sent",
        "  9 calls came",
        "  the run stopped: limit: max_requests 9",
    ]


def test_a_fault_of_ours_is_called_one() -> None:
    assert said(Event(kind="fault", partition="fuzz:x", text="Traceback")).startswith("  a fault of ours in fuzz:x")


def test_every_few_seconds_it_says_how_far_it_is() -> None:
    lines = told(
        Event(kind="partition", partition="workflow:a", requirements=("A-1", "A-2")),
        Event(kind="exchange", sent=50, planned=100),
        times=(EVERY,),
    )
    assert lines == ["  50 of about 100 requests, 5/s, about 10 s left: A-1, A-2"]


def test_only_so_many_requirements_in_hand_are_named() -> None:
    assert in_hand(Event(kind="partition", partition="p", requirements=("A", "B", "C", "D", "E"))) == "A, B, C +2"
    assert in_hand(Event(kind="partition", partition="token:x")) == "token:x"


@pytest.mark.parametrize("way", ["plain", "pipe", "dumb"])
def test_without_a_terminal_there_are_lines(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: way != "pipe", raising=False)
    monkeypatch.setenv("TERM", "dumb" if way == "dumb" else "xterm")
    with watching(plain=way == "plain") as take:
        assert isinstance(take, Lines)


def test_nobody_reading_disturbs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8", closefd=False) as nobody:
        monkeypatch.setattr(sys, "stderr", nobody)
        note("a line")
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), writing)
    os.close(writing)


def on_a_terminal(do: Callable[[], None]) -> str:
    """Return what a function writes to standard error when that is a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        try:
            while data := os.read(ours, 4096):
                seen.append(data)
        except OSError:
            return

    reader = threading.Thread(target=read)
    reader.start()
    before = sys.stderr
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        sys.stderr = terminal
        try:
            do()
        finally:
            sys.stderr = before
    reader.join(timeout=5)
    os.close(ours)
    return b"".join(seen).decode("utf-8", "replace")


def a_run() -> None:
    """Go through the events of a short run."""
    with watching(plain=False) as take:
        take(Event(kind="check", check=Check(name="[red]reachable", ok=True)))
        take(Event(kind="partition", partition="workflow:a", requirements=("[b]A-1",)))
        for sent in (1, 2, 3):
            take(Event(kind="exchange", sent=sent, planned=4))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal as POSIX has it")
def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = on_a_terminal(a_run)
    assert "[red]reachable" in shown, "names are text and no markup"
    assert "[b]A-1" in shown
    assert "3 of about 4 requests" in shown
    assert "left" in shown
    assert "\x1b[38;" in shown or "\x1b[1;" in shown or "\x1b[3" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal as POSIX has it")
def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = on_a_terminal(a_run)
    assert "3 of about 4 requests" in shown
    assert not any(f"\x1b[{code}" in shown for code in ("3", "1;3", "38", "9"))


def test_what_is_waited_for_is_said_and_counted_down_now_and_then() -> None:
    said: list[str] = []
    now = [0.0]
    lines = Lines(lambda: now[0], said.append)
    for second in range(25):
        now[0] = float(second)
        lines(Event(kind="waiting", text=f"send-update: {60 - second} s left"))
    assert said == [f"  waiting for send-update: {left} s left" for left in (59, 49, 39)]


def test_nothing_is_drawn_while_somebody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    def asks() -> None:
        with watching(plain=False) as take:
            take(Event(kind="partition", partition="stimulus:a", requirements=("A-1",)))
            take(Event(kind=ASKING))
            sys.stderr.write("[asked")
            take(Event(kind="exchange", sent=1, planned=2))
            take(Event(kind="partition", partition="stimulus:b", requirements=("B-1",)))
            sys.stderr.write("answered]")
            take(Event(kind=ASKED))

    shown = on_a_terminal(asks)
    assert "A-1" in shown.partition("[asked")[0]
    assert "[askedanswered]" in shown
    assert "B-1" in shown.partition("answered]")[2]


def test_what_comes_at_once_was_not_waited_for() -> None:
    said: list[str] = []
    now = [0.0]
    lines = Lines(lambda: now[0], said.append)
    for tenth in range(10):
        now[0] = tenth / 10
        lines(Event(kind="waiting", text="send-update: 4 s left"))
        lines(Event(kind="waiting", text="close-incident: 4 s left"))
    for scene in range(3):
        now[0] = 100.0 * scene
        lines(Event(kind="partition", partition=f"stimulus:{scene}", requirements=("A-1",)))
        lines(Event(kind="waiting", text="transfer-incident: 4 s left"))
    assert said == []
