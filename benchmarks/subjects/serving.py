"""Starts a subject's own server as a process on loopback, waits until it answers, and stops it again."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
PATIENCE_S: Final = 60.0
PAUSE_S: Final = 0.05


class NotServed(Exception):
    """The subject did not come up; the text holds the end of what it wrote."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A server that answers."""

    name: str
    version: str
    url: str
    """Where it answers, without a slash at the end."""
    openapi: Path
    """Its description, as it made it itself."""
    config: Path
    """A run file for it."""
    log: Path


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def process(command: list[str], *, env: Mapping[str, str], folder: Path, ready: tuple[int, str]) -> Iterator[Path]:
    """Run a command while the block runs, once it answers 200 at (port, path); yield its log file.

    Raises NotServed when it ends before that, or says nothing within a minute.
    """
    log = folder / "server.log"
    with log.open("wb") as sink:
        started = subprocess.Popen(command, cwd=folder, env=dict(env), stdout=sink, stderr=subprocess.STDOUT)
    try:
        _await(started, *ready, log)
        yield log
    finally:
        _stop(started)


def _await(started: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and started.poll() is None:
        if _status(port, path) == 200:
            return
        time.sleep(PAUSE_S)
    why = "said nothing in time" if started.poll() is None else f"ended with {started.returncode}"
    raise NotServed(f"{started.args!r} {why}\n{log.read_text(errors='replace')[-2000:]}")


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _stop(started: subprocess.Popen[bytes]) -> None:
    started.terminate()
    try:
        started.wait(timeout=10)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
