"""Measures what the pytest plugin costs over `hallmark run`, in pairs, and how soon either begins to send.

    python -m benchmarks.plugin --json

A pair is one whole run by each of the two, each on a partner of its own, in turn which comes first: a short run on the
receiving control room, and a longer one on the reference records. With each pair goes a pytest that has the same
plugins and one test that does nothing, so that what pytest takes in any case is told apart from what the plugin adds.
The start is from the process to the first request in the evidence, and measured on the sample supplier as well, where
`hallmark run` is to send within 2 seconds. Programs keep what they compiled, as they do where they are installed. The
last line is JSON: seconds, medians, and the spread of the pairs.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.goals import asking, told
from benchmarks.receiver import receiver
from harness import archive
from harness.evidence import Exchange

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "supplier-flask"
RUNS = {"short": "receiving-control-room", "long": "reference-records"}
"""The partner of each run."""
PAIRS = 5
STARTS = 7
WITHOUT = ("-q", "-p", "no:schemathesis", "-p", "no:anyio")
"""Of pytest, in both of its ways."""
GOALS = {"goal_overhead": 0.05, "goal_start_extra_s": 1.0, "goal_cold_start_s": 2.0}


class Taken(NamedTuple):
    """Seconds that one run took."""

    wall: float
    cpu: float
    """Of the process and its children: what else the machine does disturbs it less."""
    start: float
    """From the beginning of the process to its first request."""

    @property
    def after(self) -> float:
        """Return the seconds from the first request on."""
        return self.wall - self.start


def taken(command: list[str], out: Path, folder: Path, env: dict[str, str]) -> Taken:
    """Run a command that gathers into `out`, which is empty before."""
    before, wall, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), time.time()
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    seconds, cpu = time.perf_counter() - wall, _cpu_since(before)
    if not list(out.glob("*/evidence.jsonl.gz")):
        sys.exit(done.stdout.decode())
    (run,) = out.iterdir()
    sent = [x.times.anchor + x.times.sent for x in archive.read(run).observations if isinstance(x, Exchange)]
    return Taken(seconds, cpu, min(sent) / 1e6 - begun)


def _cpu_since(before: resource.struct_rusage) -> float:
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_command(config: Path, out: Path) -> list[str]:
    """Return the command of `hallmark run`."""
    return [sys.executable, "-m", "harness", "run", "-c", str(config), "--out", str(out), "--seed", "1", "--plain"]


def by_pytest(config: Path, out: Path) -> list[str]:
    """Return the command of pytest for the same run, as docs/pipelines.md has it."""
    options = [f"--hallmark={config}", f"--hallmark-out={out}", "--hallmark-seed=1", f"--rootdir={config.parent}"]
    return [sys.executable, "-m", "pytest", *WITHOUT, "-p", "hallmark", *options, str(config)]


def by_command_and_pytest(mock: str, commands_first: bool, quiet: bool) -> dict[str, Taken]:
    """Return one run by each on a partner."""
    found = {}
    ways = {"command": by_command, "pytest": by_pytest}
    for name in ways if commands_first else reversed(ways):
        with tempfile.TemporaryDirectory() as temporary, receiver(Path(temporary), mock) as config:
            folder = Path(temporary)
            (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
            found[name] = taken(ways[name](config, folder / "out"), folder / "out", folder, dict(os.environ))
        if not quiet:
            one = found[name]
            print(f"{name:<8} {one.wall:6.2f} s, {one.cpu:6.2f} s of CPU, {one.start:.2f} s to start")
    return found


def empty() -> Taken:
    """Return what a pytest takes that has nothing to do; Hypothesis, which it would load at its end, is left out."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        Path(folder, "test_nothing.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", *WITHOUT, "-p", "no:hypothesispytest"]
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        return Taken(time.perf_counter() - wall, _cpu_since(before), 0.0)


def pair(mock: str, commands_first: bool, quiet: bool) -> dict[str, Taken]:
    """Return one run by each, and a pytest that has nothing to do."""
    return {**by_command_and_pytest(mock, commands_first, quiet), "empty": empty()}


@contextmanager
def supplier() -> Iterator[dict[str, str]]:
    """Serve the sample supplier; yield the environment in which its run file finds it."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    sys.path.insert(0, str(SAMPLE))
    from lostproperty import create_app

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_: object) -> None:
            """Say nothing of a request."""

    server = make_server("127.0.0.1", 0, create_app(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {**os.environ, "LOST_PROPERTY_URL": f"http://127.0.0.1:{server.server_port}"}
    finally:
        server.shutdown()
        thread.join()


def cold_starts() -> list[float]:
    """Return how long `hallmark run` takes on the sample until its first request, several times."""
    found = []
    with supplier() as env:
        for _ in range(STARTS):
            with tempfile.TemporaryDirectory() as out:
                command = by_command(SAMPLE / "hallmark.yaml", Path(out))
                found.append(taken(command, Path(out), SAMPLE, env).start)
    return found


@contextmanager
def compiled() -> Iterator[None]:
    """Have programs keep what they compiled, in a folder of its own, whatever the surroundings say of that."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def summary(pairs: list[dict[str, Taken]]) -> dict[str, object]:
    """Return medians; the overhead is the median over pairs of what pytest took more, as a share of the command.

    `over_empty` is what is left of it without the seconds of a pytest that has nothing to do.
    """

    def shares(field: str, less: float = 0) -> list[float]:
        def more(p: dict[str, Taken]) -> float:
            pytests, nothing, commands = (float(getattr(p[name], field)) for name in ("pytest", "empty", "command"))
            return (pytests - less * nothing) / commands - 1

        return [more(p) for p in pairs]

    def median(name: str, field: str) -> float:
        return statistics.median(float(getattr(p[name], field)) for p in pairs)

    wall, extra = shares("wall"), [p["pytest"].start - p["command"].start for p in pairs]
    return {
        "command_s": round(median("command", "wall"), 2),
        "pytest_s": round(median("pytest", "wall"), 2),
        "overhead": round(statistics.median(wall), 3),
        "overhead_spread": [round(min(wall), 3), round(max(wall), 3)],
        "empty_pytest_s": round(median("empty", "wall"), 2),
        "over_empty": round(statistics.median(shares("wall", less=1)), 3),
        "overhead_after_start": round(statistics.median(shares("after")), 3),
        "overhead_cpu": round(statistics.median(shares("cpu")), 3),
        "command_cpu_s": round(median("command", "cpu"), 2),
        "pytest_cpu_s": round(median("pytest", "cpu"), 2),
        "empty_pytest_cpu_s": round(median("empty", "cpu"), 2),
        "start_extra_s": round(statistics.median(extra), 2),
    }


def met(found: dict[str, object], cold_start_s: float) -> dict[str, bool]:
    """Return by goal whether it was reached, for each run."""
    runs = {name: one for name, one in found.items() if isinstance(one, dict)}
    return {
        **{f"{name}_overhead": one["overhead"] <= GOALS["goal_overhead"] for name, one in runs.items()},
        **{f"{name}_start_extra_s": one["start_extra_s"] <= GOALS["goal_start_extra_s"] for name, one in runs.items()},
        "cold_start_s": cold_start_s <= GOALS["goal_cold_start_s"],
    }


def main(arguments: list[str]) -> int:
    """Measure and print; return 1 where a goal is missed."""
    parser = asking("plugin", __doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--run", choices=RUNS, action="append", help="only this one; may be repeated")
    options = parser.parse_args(arguments)
    with compiled():
        pair(RUNS["short"], commands_first=True, quiet=True)  # which compiles what is imported
        starts = cold_starts()
        found: dict[str, object] = {"benchmark": "plugin", "pairs": options.pairs}
        for name in options.run or RUNS:
            found[name] = summary([pair(RUNS[name], number % 2 == 0, options.json) for number in range(options.pairs)])
    cold = {"cold_start_s": round(statistics.median(starts), 2)}
    spread = {"cold_start_spread": [round(min(starts), 2), round(max(starts), 2)]}
    machine = {"python": sys.version.split()[0], "cores": os.cpu_count()}
    return told({**found, **cold, **spread, **GOALS, **machine}, met(found, cold["cold_start_s"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
