"""Makes 100,000 identifiers of each kind, right and wrong in each named way; ends with 1 when one is told wrongly."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from typing import Final

from harness.formats import IDENTIFIERS, Format

TRIPS: Final = 100_000


def misses(name: str, one: Format, count: int, seed: int) -> int:
    """Return how many of `count` right ones are refused, and of as many wrong ones in all are accepted."""
    draw = random.Random(f"{seed} {name}").randrange
    refused = sum(not one.holds(one.make(draw)) for _ in range(count))
    each = -(-count // len(one.wrong))
    accepted = sum(one.holds(make(draw)) for make in one.wrong.values() for _ in range(each))
    return refused + accepted


def main(arguments: list[str]) -> int:
    """Print one line of JSON last: by identifier, what was told wrongly."""
    parser = argparse.ArgumentParser(prog="benchmarks.identifiers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="Print that line alone.")
    parser.add_argument("--count", type=int, default=TRIPS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if asked.count < 1:
        parser.error("--count: with none, nothing can be told wrongly")
    start = time.perf_counter()
    missed: dict[str, int] = {}
    for name, one in IDENTIFIERS.items():
        missed[name] = misses(name, one, asked.count, asked.seed)
        if not asked.json:
            print(f"{name:22} {asked.count} right and as many wrong: {missed[name]} told wrongly")
    seconds = round(time.perf_counter() - start, 1)
    found = {"benchmark": "identifiers", "trips": asked.count, "seed": asked.seed, "seconds": seconds}
    print(json.dumps({**found, "missed": {name: count for name, count in missed.items() if count}}))
    return int(any(missed.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
