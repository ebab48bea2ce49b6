"""Lets Python look for garbage in circles seldom, while what is judged leaves hardly any."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (200_000, 20, 100)
"""Objects that are made between two looks, and looks between two that go deeper. Python's own are 700, 10 and 10."""


@contextmanager
def seldom() -> Iterator[None]:
    """Look seldom within the block, and never again at what is there already: a sixth of the time of judging."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def end_at_once() -> None:
    """Have this process end without a last look at all that it holds, which takes a quarter of a second after a run."""
    atexit.register(gc.freeze)
