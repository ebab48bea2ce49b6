"""Runs the named benchmarks, or all, each in a process of its own, and prints what they found."""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "startup", "wire", "judging", "receiver", "memory", "throughput", "growth", "contract", "plugin", "verify",
    "identifiers",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Return 0 when every benchmark ran; the figures are for people to read."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode for name in names or ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
