"""Looks for every defect and prints what was found as JSON lines, the last of which counts; writes the table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.detection.bench import Bench, bench_of
from benchmarks.detection.looking import Case, Perfect, case, perfect, theirs
from benchmarks.detection.table import table
from harness.partner.defects import list_defects

MOCK: Final = "reference-records"
SEEDS: Final = (1, 2, 3, 4, 5)


def main(arguments: list[str]) -> int:
    """Return 1 when Hallmark misses a MUST, or blames the perfect server for anything."""
    parser = argparse.ArgumentParser(prog="benchmarks.detection", description=__doc__)
    parser.add_argument("--mock", default=MOCK)
    parser.add_argument("--defect", action="append", default=[], help="only this one; may be repeated")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="how many for the perfect server")
    parser.add_argument("--examples", type=int, default=0, help="for st; its own default when left out")
    parser.add_argument("--seconds", type=int, default=0, help="for st; no limit when left out")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="only each Nth defect, from the Kth on")
    parser.add_argument("--limited", action="store_true", help="look only for the requirements that a defect breaks")
    parser.add_argument("--done", type=Path, help="a file of lines that an earlier run printed, to go on with")
    parser.add_argument("--again", action="store_true", help="look again with Hallmark; of st keep what --done has")
    parser.add_argument("--write", type=Path, help="write the table here, as Markdown")
    parser.add_argument("--json", action="store_true", help="print JSON, as it does anyway")
    asked = parser.parse_args(arguments)
    unknown = sorted({*asked.defect} - {defect.name for defect in list_defects(asked.mock)})
    if unknown:
        parser.error(f"{asked.mock} has no defect {', '.join(unknown)}")
    bench = bench_of(asked.mock, asked.examples, asked.seconds)
    baselines, cases = _done(asked.done)
    old_baselines, old_cases = ({(b.seed, b.needs): b for b in baselines}, {c.defect: c for c in cases})
    if asked.again:
        baselines, cases = [], []
    ways = sorted({defect.needs for defect in list_defects(asked.mock)} | {""})
    for one in _perfects(bench, SEEDS[: asked.seeds], ways, baselines, old_baselines):
        baselines.append(one)
    for other in _cases(bench, asked.defect, asked.part, cases, old_cases, limited=asked.limited):
        cases.append(other)
    if asked.write:
        asked.write.parent.mkdir(parents=True, exist_ok=True)
        asked.write.write_text(table(bench, baselines, cases), encoding="utf-8")
    figures = summary(baselines, cases)
    print(json.dumps(figures))
    return int(bool(figures["missed_must"] or figures["false_alarms"]))


def _perfects(
    bench: Bench, seeds: tuple[int, ...], ways: list[str], done: list[Perfect], old: dict[tuple[int, str], Perfect]
) -> Iterator[Perfect]:
    known = {(one.seed, one.needs) for one in done}
    for needs, seed in product(ways, seeds):
        # How it is served makes no difference to all the rest: once will do for that.
        if (seed, needs) not in known and (not needs or seed == seeds[0]):
            found = perfect(bench, seed, needs, old.get((seed, needs)))
            print(json.dumps({"perfect": asdict(found)}), flush=True)
            yield found


def _cases(
    bench: Bench, wanted: list[str], part: str, done: list[Case], old: dict[str, Case], *, limited: bool
) -> Iterator[Case]:
    known = {one.defect for one in done}
    first, step = map(int, part.split("/"))
    for defect in list_defects(bench.mock)[first - 1 :: step]:
        if defect.name not in known and (not wanted or defect.name in wanted):
            found = case(bench, defect, limited=limited, before=old.get(defect.name))
            print(json.dumps({"case": asdict(found)}), flush=True)
            yield found


def _done(path: Path | None) -> tuple[list[Perfect], list[Case]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path else []
    return (
        [msgspec.convert(line["perfect"], Perfect) for line in lines if "perfect" in line],
        [msgspec.convert(line["case"], Case) for line in lines if "case" in line],
    )


def summary(baselines: list[Perfect], cases: list[Case]) -> dict[str, Any]:
    """Return the counts over all."""
    must = [one for one in cases if one.level == "MUST"]
    blamed = {name for one in baselines for name in one.st}
    st_found = [one for one in cases if theirs(one, blamed).found]
    return {
        "benchmark": "detection",
        "defects": len(cases),
        "must_defects": len(must),
        "found": sum(one.hallmark.found for one in cases),
        "found_must": sum(one.hallmark.found for one in must),
        "missed_must": sorted(one.defect for one in must if not one.hallmark.found),
        "false_alarms": sorted({name for one in baselines for name in one.hallmark}),
        "perfect_seeds": len(baselines),
        "st_found": len(st_found),
        "st_found_must": sum(one.level == "MUST" for one in st_found),
        "st_false_alarms": max((len(one.st) for one in baselines), default=0),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
