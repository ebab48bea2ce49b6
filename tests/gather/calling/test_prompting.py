"""A product that is called is made to act as well, while who watches is told how long it is waited for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tinyapi.running import declaration, orders

from harness.declaration import Limits
from harness.gather.calling.prompting import prompt
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.clock import SystemClock
from harness.gather.orders import Event
from harness.gather.restraint.limits import Allowance

HERE = "http://127.0.0.1:9"


def aim() -> Any:
    """Return what a profile has of one stimulus, which a step waits for by a schedule that the run file declares."""
    step = SimpleNamespace(stimulus=SimpleNamespace(schedule="gaps"))
    profile = SimpleNamespace(stimuli={"send": SimpleNamespace(instruction="Send it.")})
    return SimpleNamespace(profile=profile, workflows={"sent": SimpleNamespace(steps=(step, step))})


def told(folder: Path, *, time: Allowance | None) -> tuple[list[str], list[Event]]:
    """Return what a person is shown, and what who watches is told."""
    shown: list[str] = []
    events: list[Event] = []
    made = orders(
        HERE,
        folder,
        declare=declaration(HERE, fixtures={"gaps": [1, 2]}),
        ask=lambda text, seconds: shown.append(text) or "",  # type: ignore[func-returns-value]
    )
    prompt(made, aim(), "send", url="http://127.0.0.1:1/in", ca="", tell=events.append, time=time)
    return shown, events


def test_a_person_is_shown_where_the_product_finds_us(tmp_path: Path) -> None:
    shown, events = told(tmp_path, time=Allowance(Limits(), SystemClock()))
    assert "Send it." in shown[0]
    assert "http://127.0.0.1:1/in" in shown[0]
    assert [(event.kind, event.text) for event in events] == [("waiting", "send; declared gaps: [1, 2]")]


def test_nobody_is_asked_by_who_has_no_time_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(NotBroughtAbout, match="nobody"):
        told(tmp_path, time=None)
