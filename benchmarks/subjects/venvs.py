"""Installs a subject, by its list of exact versions, into a virtual environment of its own under a cache folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent


def cache() -> Path:
    """Return the folder under which subjects are installed; HALLMARK_SUBJECTS names another."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("HALLMARK_SUBJECTS") or Path(home) / "hallmark-subjects")


def programs(name: str) -> Path:
    """Return the folder with the programs of the subject's environment, which is made when it is not there yet.

    The environment is one for each list of versions and interpreter, so a changed list gets a new one.
    Raises CalledProcessError when a package cannot be had.
    """
    wanted = HERE / f"{name}.txt"
    tag = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache() / f"{name}-{tag}"
    if not (folder / "complete").exists():
        _install(wanted, folder)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def _install(wanted: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    print(f"installing {wanted.stem} into {folder}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*command, "-r", str(wanted)], check=True, stdout=sys.stderr)
    (folder / "complete").touch()
