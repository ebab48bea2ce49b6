"""An interruption waits for what is being kept, and a second one does not."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from harness.gather.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_is_passed_over_and_the_next_heeded_again() -> None:
    kept = []
    with undisturbed():
        _interrupt()
        kept.append("sealed")
    assert kept == ["sealed"]
    with pytest.raises(KeyboardInterrupt):
        _interrupt()


def test_whoever_insists_is_heeded_at_once() -> None:
    def twice() -> None:
        with undisturbed():
            _interrupt()
            _interrupt()

    with pytest.raises(KeyboardInterrupt):
        twice()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_and_with_another_listener_nothing_changes() -> None:
    heard = []
    signal.signal(signal.SIGINT, lambda *_: heard.append("it"))
    with undisturbed():
        _interrupt()
    assert heard == ["it"]

    def elsewhere() -> None:
        with undisturbed():
            heard.append("there")

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert heard == ["it", "there"]
