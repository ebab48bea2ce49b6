"""Measures how soon `hallmark --help` answers; beside it the interpreter alone."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

RUNS = 11


def seconds(command: list[str]) -> float:
    """Return the median of several runs after one to warm up."""
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    """Print one line of JSON: seconds, medians."""
    code = "import sys; sys.argv = ['hallmark', '--help']; from harness.cli.main import main; main()"
    found = {"help": seconds([sys.executable, "-c", code]), "interpreter": seconds([sys.executable, "-c", ""])}
    print(json.dumps({"benchmark": "startup", **{k: round(v, 3) for k, v in found.items()}, "goal_help": 0.2}))


if __name__ == "__main__":
    main()
