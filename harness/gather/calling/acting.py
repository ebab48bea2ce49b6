"""Makes a product act in the middle of a workflow, and waits for the calls that this causes."""

from __future__ import annotations

from typing import Any, Final

from harness.arazzo import Listen, Stimulus
from harness.evidence import Exchange
from harness.gather.bench import Bench
from harness.gather.calling.listening import longer_than, pause_after
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.inputs import Unfillable

NEVER_CAME: Final = "stimulus:"
"""Before the name of a stimulus that caused no call."""
SPREAD: Final = 2.0
"""How many times its declared gap an attempt is waited for: where chance has a part, the least gaps are declared."""
LATE: Final = 1.2
"""Seconds by which a further attempt may come later than that."""
MORE: Final = 0.3
"""The same where it is waited that nothing comes."""


def act(bench: Bench, stimulus: Stimulus) -> str:
    """Bring it about, and return why nothing came of it, or ''.

    Raises Unfillable where no schedule is declared, and StopRun where the run's time is over before all has come.
    """
    if bench.act is None or bench.calls is None:
        return "nobody"
    gaps = _gaps(bench, stimulus.schedule)
    wanted = 1 + len(gaps) if stimulus.calls < 0 else stimulus.calls
    since = bench.calls.count()
    listen = bench.calls.listen = longer_than(bench.calls.listen, _gap(gaps, 1))
    try:
        bench.act(stimulus.name)
        bench.left()
    except NotBroughtAbout as lack:
        bench.left()
        return lack.why
    if stimulus.leave:
        bench.calls.wait(since, min(bench.patience, bench.left()), lambda call: call.request.method == "OPTIONS")
    for number in range(wanted):
        seconds = bench.patience if number == 0 else _longest(listen, gaps, number)
        if bench.calls.wait(since, min(seconds, bench.left()), _Nth(number)) is None:
            bench.left()
            if number == 0:
                return f"{NEVER_CAME}{stimulus.name}"
            break
    if stimulus.quiet:
        # To its end, whatever comes: after a redirect an attempt at the old address says nothing of the new one.
        quiet = SPREAD * _gap(gaps, wanted) + MORE
        bench.calls.wait(bench.calls.count(), min(quiet, bench.left()), lambda call: False)
        bench.left()
    return ""


def _longest(listen: Listen, gaps: tuple[float, ...], number: int) -> float:
    """Return how long attempt `number`, counted from 0, is waited for after the one before it."""
    return SPREAD * max(_gap(gaps, number), pause_after(listen, number - 1)) + LATE


class _Nth:
    """Matches one POST of many."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, call: Exchange) -> bool:
        self._left -= call.request.method == "POST"
        return self._left < 0


def _gaps(bench: Bench, fixture: str) -> tuple[float, ...]:
    """Return the gaps that the product declares, seconds."""
    if not fixture:
        return ()
    declared: Any = bench.inputs.value({"fixture": fixture})
    if not isinstance(declared, list) or not declared or not all(isinstance(each, int | float) for each in declared):
        raise Unfillable(f"fixture:{fixture}")
    return tuple(map(float, declared))


def _gap(gaps: tuple[float, ...], number: int) -> float:
    """Return the gap before attempt `number`, counted from 0."""
    return gaps[min(max(number, 1), len(gaps)) - 1] if gaps else 0.0
