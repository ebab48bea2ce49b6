"""Runs a program beside a test, and ends it with the test, however that ends."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

LONGEST = 120.0
"""Seconds after which a program is ended that says nothing, so that who reads what it says does not wait for ever."""


@contextmanager
def program(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Start it, with what it says on standard error to be read. `Popen` alone waits for one that nobody has ended."""
    with subprocess.Popen(command, **{"stderr": subprocess.PIPE, "encoding": "utf-8", **options}) as started:
        watch = threading.Timer(LONGEST, started.kill)
        watch.daemon = True
        watch.start()
        try:
            yield started
        finally:
            watch.cancel()
            if started.poll() is None:
                started.kill()
