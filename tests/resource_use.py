"""Measures what a piece of a test takes of memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(*, mebibytes: int) -> Iterator[None]:
    """Fail when more memory than that was in use at any moment, beyond what was in use before."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < mebibytes << 20, f"{peak >> 20} MiB were in use"
