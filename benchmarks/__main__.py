"""Runs the named benchmarks, or all that take minutes, each in a process of its own; they print what they found."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Final

ALL: Final = (
    "startup", "wire", "judging", "receiver", "memory", "throughput", "growth", "contract", "plugin", "verify",
    "identifiers",
)  # fmt: skip
"""What is run where none is named."""
LONG: Final = ("detection", "million", "partners", "soak", "spreadsheet")
"""What takes up to hours, or needs programs of others (Node.js, LibreOffice)."""


def main(arguments: list[str]) -> int:
    """Return 0 when every benchmark ran and reached its goals."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", metavar="NAME", help=f"{', '.join(ALL)}; only by name: {', '.join(LONG)}")
    names = parser.parse_args(arguments).name
    unknown = [name for name in names if name not in (*ALL, *LONG)]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join((*ALL, *LONG))}")
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode for name in names or ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
