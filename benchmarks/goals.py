"""Reads what a benchmark is asked, and prints as its last line what was found, with the goals that were missed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping


def asking(name: str, says: str | None) -> argparse.ArgumentParser:
    """Return what reads the options of `python -m benchmarks.NAME`; `says` is the module's docstring."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=says)
    parser.add_argument("--json", action="store_true", help="as always: the last line is JSON")
    return parser


def told(found: Mapping[str, object], met: Mapping[str, bool]) -> int:
    """Print a line of JSON; return 1 where a goal is missed, which it names, and else 0."""
    missed = [name for name, held in met.items() if not held]
    print(json.dumps({**found, "missed": missed}), flush=True)
    return int(bool(missed))
