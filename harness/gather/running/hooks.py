"""Runs the programs that a run file names before and after a run."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from harness.declaration import words
from harness.errors import DeclarationError

SECONDS: Final = 600
"""How long one hook may take."""
_SHOWN: Final = 500


def run_hook(command: str | tuple[str, ...], folder: Path | None) -> None:
    """Run one program without a shell, in `folder`. Raises DeclarationError with the end of what it said."""
    argv = words(command)
    try:
        done = subprocess.run(
            argv, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _failed(argv, f"it did not end within {SECONDS} s") from None
    except OSError as error:
        raise _failed(argv, str(error.strerror or error)) from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()[-_SHOWN:]
        raise _failed(argv, f"it ended with {done.returncode}: {said}" if said else f"it ended with {done.returncode}")


def _failed(argv: tuple[str, ...], why: str) -> DeclarationError:
    return DeclarationError(f"the hook {argv[0]} failed: {why}", where="hooks", hint="Mend it or take it out of hooks.")
