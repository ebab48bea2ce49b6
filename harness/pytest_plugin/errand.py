"""Shapes what a pytest session asks of the process that gathers for it, and what that process says back."""

from __future__ import annotations

import os

import msgspec

from harness.verdict import Outcome


def spelt(text: str) -> str:
    """Return a text of the system so that JSON takes it, whatever bytes it holds: a character for each."""
    return os.fsencode(text).decode("latin-1")


def unspelt(text: str) -> str:
    """Return what was spelt."""
    return os.fsdecode(text.encode("latin-1"))


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What every question says: run file and options of the session, and its surroundings at that moment."""

    run_file: str
    only: tuple[str, ...]
    profile: str
    url: str
    openapi: str
    """These three: instead of the run file's; empty: the run file's own."""
    here: str
    """The working folder, spelt."""
    environment: dict[str, str]
    """Names and values, spelt; what a conftest.py set is among them."""


class Look(Asking, frozen=True, kw_only=True, tag="look"):
    """Which requirements are there? Nothing is sent for that, and no secret looked up."""


class Gather(Asking, frozen=True, kw_only=True, tag="gather"):
    """Gather, judge, and write the reports."""

    folder: str
    """Of the run."""
    run: str
    """Name of the run."""
    seed: int | None
    """None: the run file's own, else one that is drawn."""


Asked = Look | Gather
"""Each is a line of JSON; nothing is asked after `Gather`."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of the classes claimed. Its texts hold no command to a terminal."""

    name: str
    """Of the item: profile, class and requirement."""
    profile: str
    role: str
    requirement: str
    class_: str
    level: str
    basis: str
    at: str
    """File and line of the requirement."""
    not_tested: str = ""
    """Why it is not; empty: it is."""
    deviation: str = ""
    """What the run file says of a known deviation that has not run out; empty: there is none."""


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag="seen"):
    """What is there."""

    error: str = ""
    """What is wrong with the run file or a profile; empty: nothing."""
    listed: tuple[Listed, ...] = ()
    markers: tuple[str, ...] = ()
    """One for each class, as pytest's configuration has markers."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, as an item shows it."""

    profile: str
    role: str
    requirement: str
    outcome: Outcome
    because: str
    """Code of the reason."""
    gist: str
    """The finding in one line."""
    told: str
    """The finding with what was asked for, what came, and how to repeat it; empty where it conforms."""


class Line(msgspec.Struct, frozen=True, kw_only=True, tag="line"):
    """How far it is, for whoever watches."""

    text: str


class Came(msgspec.Struct, frozen=True, kw_only=True, tag="came"):
    """What came of the run. Evidence is sealed and judged; the reports in the run's folder may not be written yet."""

    error: str = ""
    """Why nothing can be judged; empty: it can."""
    trace: str = ""
    """The traceback of a fault of ours that ended it."""
    interrupted: bool = False
    faults: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    shown: tuple[Shown, ...] = ()
    """The findings, also those of classes that are not claimed."""
    items: int = 0
    """How many of them are asked for, each of which is an item."""


class NoRoom(msgspec.Struct, frozen=True, kw_only=True, tag="no-room"):
    """The run's folder takes no more."""

    said: str
    """By the system."""


Said = Seen | Line | Came | NoRoom
"""Each is a line of JSON."""
