"""Measures how time and memory of a whole run grow with the number of operations, and draws both as an SVG.

Growth is linear where the points lie on the dashed line, and where each further operation takes as long as the others.
It ends with 1 where a further one of the last step costs more than `goal_grown` times the mean of all, or a run failed.

`python -m benchmarks.growth --json`: the last line is JSON; with `--draw FILE` the picture is written.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.goals import told
from benchmarks.store import description, serving
from benchmarks.store_profile import write_profile, write_run_file

SIZES: Final = (10, 100, 250, 500, 1_000)
CASES: Final = 5
"""Of each kind for each operation."""
GOAL_GROWN: Final = 1.5
"""Cost of a further operation of the last step over that of one on the whole, at most: of processor time, of memory."""
WIDTH, HEIGHT, EDGE = 960, 360, 50


def measured(operations: int) -> dict[str, Any]:
    """Run `hallmark run` once; return seconds, those of them that it computed, and peak memory in MB."""
    with tempfile.TemporaryDirectory() as place, serving() as url:
        folder = Path(place)
        write_profile(folder / "profile", description(operations // 5), CASES)
        write_run_file(folder / "hallmark.yaml", url)
        command = [sys.executable, "-m", "harness", "run", "-c", str(folder / "hallmark.yaml"), "--workers", "1"]
        command += ["--profile", str(folder / "profile"), "--seed", "1", "--out", str(folder / "out"), "--plain"]
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"HALLMARK_CACHE": ""}
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in folder.glob("out/*/evidence.jsonl.gz"))
    return {
        "operations": operations,
        "exit": os.waitstatus_to_exitcode(status),
        "seconds": round(seconds, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": used.ru_maxrss // 1024,
        "evidence_kb": size // 1024,
    }


def drawn(found: list[dict[str, Any]]) -> str:
    """Return both as an SVG, each on a scale of its own from zero, with a straight line from the first to the last."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">'
    lines = [start, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    lines += _plot(found, 0, "Time of a whole run", "seconds", "s", "#1f5fa8")
    lines += _plot(found, WIDTH // 2, "Peak memory", "peak_mb", "MB", "#a8441f")
    return "\n".join([*lines, "</svg>", ""])


def _plot(found: list[dict[str, Any]], left: int, title: str, name: str, unit: str, colour: str) -> list[str]:
    wide, high, base = WIDTH // 2 - 2 * EDGE, HEIGHT - 2 * EDGE, HEIGHT - EDGE
    most, largest = max(one[name] for one in found), max(one["operations"] for one in found)
    at = [(left + EDGE + wide * one["operations"] / largest, base - high * one[name] / most) for one in found]
    points = [f"{x:.0f},{y:.0f}" for x, y in at]
    figures = [f"{one['operations']:,} operations: {one[name]:g} {unit}" for one in found]
    marks = [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>' for x, y in at]
    right, top = left + EDGE + wide, base - 18 * len(figures)
    said = [f'<text x="{right}" y="{top + 18 * n}" text-anchor="end">{text}</text>' for n, text in enumerate(figures)]
    ticks = [
        f'<text x="{x:.0f}" y="{base + 18}" font-size="12" text-anchor="middle">{one["operations"]:,}</text>'
        for (x, _), one in zip(at, found, strict=True)
        if one["operations"] >= largest / 10
    ]
    return [
        f'<text x="{left + EDGE}" y="{EDGE - 16}" font-weight="bold">{title}, by operations</text>',
        f'<path d="M{left + EDGE},{EDGE}V{base}H{left + EDGE + wide}" fill="none" stroke="#555"/>',
        f'<polyline points="{points[0]} {points[-1]}" fill="none" stroke="#999" stroke-dasharray="5 4"/>',
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(marks + said + ticks),
    ]


def steps(found: list[dict[str, Any]], name: str) -> list[float]:
    """Return what one more operation took between one size and the next, milliseconds: alike where all is linear."""
    pairs = itertools.pairwise(found)
    return [round(1000 * (b[name] - a[name]) / (b["operations"] - a["operations"]), 1) for a, b in pairs]


def grown(found: list[dict[str, Any]], name: str) -> float:
    """Return what a further operation costs in the last step over what one costs on the whole: 1 where it is linear."""
    on_the_whole = steps([found[0], found[-1]], name)[0]
    return round(steps(found[-2:], name)[0] / on_the_whole, 2) if on_the_whole > 0 else 0.0


def main(arguments: list[str]) -> int:
    """Print a line of JSON for each size, and all of them in the last; return 1 where growth is not linear."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON, which is what is printed anyway")
    parser.add_argument("--draw", type=Path, help="where the picture goes")
    asked = parser.parse_args(arguments)
    found = []
    for size in SIZES:
        found.append(measured(size))
        print(json.dumps(found[-1]), flush=True)
    if asked.draw:
        asked.draw.write_text(drawn(found), encoding="utf-8")
    each = {name: steps(found, name) for name in ("seconds", "cpu_s")}
    growth = {name: grown(found, name) for name in ("cpu_s", "peak_mb")}
    goal = {"grown": growth, "goal_grown": GOAL_GROWN}
    met = {**{name: by <= GOAL_GROWN for name, by in growth.items()}, "exit": not any(one["exit"] for one in found)}
    return told({"benchmark": "growth", "cases": CASES, "found": found, "ms_per_operation": each, **goal}, met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
