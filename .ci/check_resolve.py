"""Asks the resolver whether every dependency has wheels for every system and Python that Hallmark supports."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PLATFORMS = {
    "Linux x86_64": "x86_64-manylinux_2_28",
    "Linux aarch64": "aarch64-manylinux_2_28",
    "macOS x86_64": "x86_64-apple-darwin",
    "macOS arm64": "aarch64-apple-darwin",
    "Windows x86_64": "x86_64-pc-windows-msvc",
}
# The oldest and the newest that pyproject.toml names; what has wheels for both has them in between.
PYTHONS = ("3.11", "3.14")


def resolve(system: str, python: str) -> str:
    """Return why the dependencies cannot be had as wheels there, or an empty string."""
    command = [
        *("uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate"),
        *("--python-platform", PLATFORMS[system], "--python-version", python),
        *("--only-binary", ":all:", "pyproject.toml"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or f"uv ended with {done.returncode}"


def main() -> int:
    """Print one line for each system and Python; return 1 when any of them cannot be served by wheels."""
    places = [(system, python) for python in PYTHONS for system in PLATFORMS]
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for (system, python), why in zip(places, pool.map(lambda place: resolve(*place), places), strict=True):
            print(f"{system}, Python {python}: {'wheels for all' if not why else 'NOT RESOLVED'}", flush=True)
            if why:
                failed += 1
                print(why, file=sys.stderr, flush=True)
    if failed:
        print(
            f"{failed} of {len(places)}: a dependency has no wheel there, or the index was not reached."
            " In pyproject.toml choose a version that has one, or mark the dependency with the systems it is for.",
            file=sys.stderr,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
