"""Writes results to standard output, bytes as they are; a reader that has gone is no error."""

from __future__ import annotations

import os
import sys
from typing import Any

from harness.errors import CannotRun


def write_out(data: bytes) -> None:
    """Write and flush; when whoever read our output has gone, or never was, the rest goes nowhere.

    Raises CannotRun when there is no room: an exit code of the verdict would speak for a result that nobody has.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        give_up()
    except OSError as error:
        give_up()
        raise CannotRun(f"standard output cannot be written: {error.strerror}") from error


def write_text(text: str) -> None:
    """Write lines in UTF-8, whatever the terminal was told, ended by a line feed."""
    write_out(text.encode("utf-8", "backslashreplace") + b"\n")


def write_json(value: Any) -> None:
    """Write one JSON object, two spaces a level, ended by a line feed."""
    import msgspec

    write_out(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def give_up() -> None:
    """Write to nowhere from now on, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
