"""Measures how time and memory of a whole run grow with the number of operations, and draws both as an SVG.

`python -m benchmarks.growth --json`: the last line is JSON; with `--draw FILE` the picture is written.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.store import description, serving
from benchmarks.store_profile import write_profile, write_run_file

SIZES: Final = (10, 100, 1_000)
CASES: Final = 5
"""Of each kind for each operation."""
WIDTH, HEIGHT, EDGE = 720, 320, 60


def measured(operations: int) -> dict[str, Any]:
    """Run `hallmark run` once; return seconds, peak memory in MB and requests."""
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
        "peak_mb": used.ru_maxrss // 1024,
        "evidence_kb": size // 1024,
    }


def drawn(found: list[dict[str, Any]]) -> str:
    """Return both curves as an SVG, each from zero on a scale of its own."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">'
    lines = [start]
    for left, name, unit, colour in ((0, "seconds", "s", "#1f5fa8"), (WIDTH // 2, "peak_mb", "MB", "#a8441f")):
        lines += _curve(found, left, name, unit, colour)
    return "\n".join([*lines, "</svg>", ""])


def _curve(found: list[dict[str, Any]], left: int, name: str, unit: str, colour: str) -> list[str]:
    wide, high = WIDTH // 2 - EDGE - 30, HEIGHT - 2 * EDGE
    most, largest = max(one[name] for one in found), max(one["operations"] for one in found)
    points = [
        (left + EDGE + wide * one["operations"] / largest, HEIGHT - EDGE - high * one[name] / most, one)
        for one in found
    ]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y, _ in points)
    marks = [
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>'
        f'<text x="{x:.0f}" y="{y - 9:.0f}" text-anchor="middle">{one[name]} {unit}</text>'
        for x, y, one in points
    ]
    base = HEIGHT - EDGE
    title = f"{name.replace('_mb', ' memory')} by operations, to {largest}"
    return [
        f'<line x1="{left + EDGE}" y1="{base}" x2="{left + EDGE + wide}" y2="{base}" stroke="#555"/>',
        f'<line x1="{left + EDGE}" y1="{base}" x2="{left + EDGE}" y2="{EDGE}" stroke="#555"/>',
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *marks,
        f'<text x="{left + EDGE}" y="{HEIGHT - 20}">{title}</text>',
    ]


def main(arguments: list[str]) -> None:
    """Print a line of JSON for each size, and all of them in the last."""
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
    print(json.dumps({"benchmark": "growth", "cases": CASES, "found": found}))


if __name__ == "__main__":
    main(sys.argv[1:])
