"""Measures a run of a million exchanges: memory of every process over time, sizes on disk, and judging it again.

`hallmark run` is a process of its own, with the profile uk-api-base and as many cases as it takes; everything is sent,
recorded, sealed, judged and reported. Memory is flat when no process that sends takes more by the end than after the
first tenth of the requests (in a short run: half), but for a small band, and when ten times as many exchanges take
little more than a run of a tenth, which comes first: partitions are ten times as long then, and a rule remembers up to
2,000 things of one.
Memory is read from /proc (Linux). The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from benchmarks.goals import told
from benchmarks.store import description, serving
from harness.content import root

EXCHANGES: Final = 1_000_000
KINDS: Final = 100
"""Of things: five operations each."""
BESIDE: Final = 105
"""Exchanges of one operation that are no cases, about."""
EACH: Final = 1.9
"""Exchanges that one more case makes, about: right ones, wrong ones and ones near to what was taken, all different."""
SPARE: Final = 1.15
"""How much more is planned than is asked for: the more cases there are, the more of them are alike."""
MARKS: Final = (0.1, 0.5, 1.0)
"""Shares of the requests at which the memory so far is told."""
BAND: Final = 1.1
"""Memory by the last request over memory by the first tenth of them, at most."""
GROWN: Final = 1.25
"""Memory of ten times as many exchanges over that of a tenth, at most."""
EVERY_S: Final = 0.5
PROFILE: Final = "uk-api-base/1.0"


class Sample(NamedTuple):
    """One look at the processes of a command."""

    done: int
    """Requests that the server had answered by then."""
    memory: dict[str, int]
    """Resident memory of its processes, MB: `main`, and the largest of the `worker`s and the `other`s below it."""


class Watched(NamedTuple):
    """A command that was run."""

    code: int
    seconds: float
    output: bytes
    samples: tuple[Sample, ...]

    @property
    def done(self) -> int:
        """Return how many requests it sent."""
        return max((one.done for one in self.samples), default=0)

    def peaks(self, share: float = 1.0) -> dict[str, int]:
        """Return the most memory that each kind of process took up to a share of the requests."""
        found: dict[str, int] = {}
        for one in self.samples:
            if one.done <= share * self.done:
                found |= {name: max(found.get(name, 0), taken) for name, taken in one.memory.items()}
        return found


def main(arguments: Sequence[str]) -> int:
    """Print a line of JSON after each step, and all of it in the last; return 1 where what it is for was not so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON, which is what is printed anyway")
    parser.add_argument("--exchanges", type=int, default=EXCHANGES, help="about as many")
    parser.add_argument("--kinds", type=int, default=KINDS, help="of things; each has five operations")
    parser.add_argument("--workers", type=int, help="processes that fuzz at once; left out: as Hallmark decides")
    parser.add_argument("--limit", action="store_true", help="stop by max_requests of the run file, before the end")
    parser.add_argument("--keep", type=Path, help="folder that the runs are left in")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="million-") as place:
        folder = asked.keep or Path(place)
        tenth = measured(folder / "tenth", asked.exchanges // 10, asked)
        each = (tenth["exchanges"] / tenth["operations"] - BESIDE) / tenth["cases"]
        whole = measured(folder / "whole", asked.exchanges, asked, each)
    growth = {step: grown(tenth[step]["peak_mb"], whole[step]["peak_mb"]) for step in ("run", "judge")}
    sending = whole["run"]["sending_mb"]
    growth["sending"] = grown(sending[f"{settled(whole):.0%}"], sending[f"{MARKS[-1]:.0%}"])
    flat = all(ratio <= (BAND if step == "sending" else GROWN) for step, of in growth.items() for ratio in of.values())
    found = {"growth": growth, "flat": flat, "cores": os.cpu_count(), "python": sys.version.split()[0]}
    finished = asked.limit or whole["stopped"] == "finished"
    met = {"flat": flat, "same_verdict": whole["same_verdict"], "finished": finished}
    return told({"benchmark": "million", "tenth": tenth, **whole, **found}, met)


def settled(whole: dict[str, Any]) -> float:
    """Return the mark from which on memory may not grow: where every operation had its turn, of a long run a tenth.

    What is not fuzzed comes first, an operation at a time, and its schemas are compiled when they are first needed.
    """
    turns = whole["operations"] * BESIDE / whole["exchanges"]
    return next((mark for mark in MARKS[:-1] if mark >= turns), MARKS[0])


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, float]:
    """Return how much more each kind of process took; a kind that was not there before says nothing."""
    return {name: round(taken / before[name], 2) for name, taken in after.items() if before.get(name)}


def measured(folder: Path, exchanges: int, asked: argparse.Namespace, each: float = EACH) -> dict[str, Any]:
    """Gather so many exchanges or some more, judge them again, and return every figure."""
    cases = max(1, round((exchanges * SPARE / (asked.kinds * 5) - BESIDE) / each))
    write_profile(folder / "profile", cases)
    (folder / "openapi.json").write_text(json.dumps(description(asked.kinds)), encoding="utf-8")
    with serving() as url:
        write_run_file(folder, url, exchanges // 2 if asked.limit else 10**9)
        command = [sys.executable, "-m", "harness", "run", "-c", str(folder / "hallmark.yaml"), "--seed", "1"]
        command += ["--profile", str(folder / "profile"), "--out", str(folder / "out"), "--plain"]
        command += ["--workers", str(asked.workers)] if asked.workers else []
        run = watched(command, folder / "run.log", url)
    out = next((folder / "out").iterdir())
    first = (out / "verdict.json").read_bytes()
    verdict = json.loads(first)
    judging = [sys.executable, "-m", "harness", "judge", "--json", str(out / "evidence.jsonl.gz")]
    again = watched(judging, folder / "judge.log")
    found = {
        "exchanges": run.done,
        "operations": asked.kinds * 5,
        "cases": cases,
        "per_s": round(run.done / run.seconds, 1),
        "run": {"exit": run.code, "seconds": run.seconds, "peak_mb": run.peaks(), "sending_mb": _while_sending(run)},
        "judge": {"exit": again.code, "seconds": again.seconds, "peak_mb": again.peaks()},
        "same_verdict": first == again.output,
        "stopped": verdict["stopped"],
        "verdict": verdict["verdict"],
        "conforming": sum(f["outcome"] == "conforms" for part in verdict["verdicts"] for f in part["findings"]),
        "sizes_kb": sizes(out),
        "largest_page_kb": max(page.stat().st_size for page in out.rglob("*.html")) // 1024,
    }
    print(json.dumps(found), flush=True)
    return found


def _while_sending(run: Watched) -> dict[str, dict[str, int]]:
    sending = run._replace(samples=tuple(one for one in run.samples if one.done < run.done))
    return {f"{mark:.0%}": sending.peaks(mark) for mark in MARKS}


def write_profile(folder: Path, cases: int) -> None:
    """Copy the profile, with so many cases of each kind for each operation."""
    shutil.copytree(root("profiles") / PROFILE, folder, ignore=shutil.ignore_patterns("examples", "COVERAGE.md"))
    for file in (folder / "requirements").iterdir():
        requirements = yaml.safe_load(file.read_bytes())
        for probe in (probe for one in requirements for probe in one.get("probes", ()) if "fuzz" in probe):
            probe["with"] = {"cases": cases}
        file.write_text(json.dumps(requirements), encoding="utf-8")


def write_run_file(folder: Path, url: str, most: int) -> None:
    """Write a run file whose limits are reached by the number of requests alone, if at all."""
    declared = {
        "product": {"name": "Store", "version": "1", "supplier": "The benchmarks"},
        "profile": PROFILE.replace("/", "@"),
        "target": {"base_url": url, "openapi": str(folder / "openapi.json")},
        "limits": {"requests_per_second": 1e6, "max_requests": most, "max_minutes": 600},
    }
    (folder / "hallmark.yaml").write_text(json.dumps(declared), encoding="utf-8")


def watched(command: Sequence[str], log: Path, url: str = "") -> Watched:
    """Run it, and look at its processes every half second; `url` is the server whose requests are counted."""
    started, samples = time.perf_counter(), []
    with tempfile.TemporaryFile() as output, log.open("wb") as said:
        process = subprocess.Popen(command, stdout=output, stderr=said, env=os.environ | {"HALLMARK_CACHE": ""})
        while True:
            try:
                code = process.wait(EVERY_S)
                break
            except subprocess.TimeoutExpired:
                samples.append(Sample(_count(url), memory(process.pid)))
        output.seek(0)
        return Watched(code, round(time.perf_counter() - started, 1), output.read(), tuple(samples))


def _count(url: str) -> int:
    if not url:
        return 0
    with urllib.request.urlopen(f"{url}/__count") as reply:
        return int(json.load(reply)["requests"])


def memory(pid: int) -> dict[str, int]:
    """Return the resident memory of a process and of those below it, MB."""
    found: dict[str, int] = {}
    below = [("main", str(pid))]
    for name, one in below:
        try:
            status = Path(f"/proc/{one}/status").read_text(encoding="utf-8")
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="utf-8").split()
            said = [(Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"), child) for child in children]
        except OSError:
            continue  # it has ended
        found[name] = max(found.get(name, 0), int(status.partition("VmRSS:")[2].partition("kB")[0] or 0) // 1024)
        below += [("worker" if "spawn_main" in command else "other", child) for command, child in said]
    return found


def sizes(out: Path) -> dict[str, int]:
    """Return the size of what lies in the folder of a run, KB; of a folder in it, with all that is in it."""
    return {
        path.name: sum(file.stat().st_size for file in (path, *path.rglob("*")) if file.is_file()) // 1024
        for path in sorted(out.iterdir())
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
