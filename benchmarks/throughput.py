"""Measures judged exchanges per second beside schemathesis's own command: the same server, description and seed.

Every exchange of `hallmark run` is recorded, sealed, judged by every rule and reported, and all of that is in its time.
The server counts what came, and how much of it was distinct by method, target and content. Hallmark's number of cases
is set so that it makes at least as many distinct requests as `st run` did. The runs alternate, since other work on the
machine is shared; `ratio` is the median over the rounds of judged exchanges per second, Hallmark's over schemathesis's.
It ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.goals import told
from benchmarks.store import description, serving
from benchmarks.store_profile import write_profile, write_run_file
from harness import archive

KINDS: Final = 4
"""Of things: five operations each, twenty in all."""
SEED: Final = 1
FLOOR_S: Final = 1.0
GOAL_RATIO: Final = 5
"""Judged exchanges per second over those of schemathesis, at least."""
GOAL_WALL_RATIO: Final = 0.5
"""Seconds for as many distinct requests over those of schemathesis, at most."""
ST: Final = ("--warnings", "off")
"""What changes nothing of what schemathesis tests."""
BEST: Final = ("--warnings", "off", "--no-shrink", "--suppress-health-check", "all")
"""Its quickest setting that works: more than one worker ends its coverage phase with an error on CPython 3.11.7."""


def st_run(folder: Path, examples: int, options: Sequence[str]) -> dict[str, Any]:
    """Run schemathesis as its users do."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(folder / "openapi.json"), "-n", str(examples)]
    with serving() as url:
        return _timed([*command, "--seed", str(SEED), "--url", url, *options], url, folder)


def hallmark_run(folder: Path, cases: int, cache: Path) -> dict[str, Any]:
    """Run Hallmark as its users do: gathered, sealed, judged, reported."""
    with tempfile.TemporaryDirectory(dir=folder) as place, serving() as url:
        profile, config, out = Path(place) / "profile", Path(place) / "hallmark.yaml", Path(place) / "out"
        write_profile(profile, description(KINDS), cases)
        write_run_file(config, url)
        command = [sys.executable, "-m", "harness", "run", "-c", str(config), "--profile", str(profile)]
        command += ["--seed", str(SEED), "--out", str(out), "--plain", "--json"]
        found = _timed(command, url, Path(place), {"HALLMARK_CACHE": str(cache)})
        evidence = archive.read(next(out.glob("*/evidence.jsonl.gz")))
        found["kept"] = sum(1 for _ in evidence.observations)
    assert found["exit"] == 0, f"the store keeps its description, and Hallmark said {found}"
    return found


def _timed(command: Sequence[str], url: str, where: Path, more: dict[str, str] | None = None) -> dict[str, Any]:
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment() | (more or {}),
        check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    with urllib.request.urlopen(f"{url}/__count") as reply:
        count = json.load(reply)
    return {
        "exit": done.returncode,
        "seconds": round(seconds, 2),
        "requests": count["requests"],
        "distinct": count["distinct"],
        "per_s": round(count["requests"] / seconds, 1),
        "distinct_per_s": round(count["distinct"] / seconds, 1),
    }


def _environment() -> dict[str, str]:
    """Return the environment in which programs keep what they compiled, as they do on their users' machines."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def floor() -> dict[str, int]:
    """Return what the server and the machine can do: requests a second by a raw socket, and by http.client."""
    with serving() as url:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        assert host is not None
        assert port is not None
        return {"raw_socket_per_s": _raw(host, port), "http_client_per_s": _http_client(host, port)}


def _raw(host: str, port: int) -> int:
    message = f"GET /kind000 HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
    count, end = 0, time.perf_counter() + FLOOR_S
    with socket.create_connection((host, port)) as connection:
        while time.perf_counter() < end:
            connection.sendall(message)
            data = connection.recv(65_536)
            assert data.startswith(b"HTTP/1.1 200"), data
            count += 1
    return round(count / FLOOR_S)


def _http_client(host: str, port: int) -> int:
    count, end = 0, time.perf_counter() + FLOOR_S
    connection = http.client.HTTPConnection(host, port)
    while time.perf_counter() < end:
        connection.request("GET", "/kind000")
        connection.getresponse().read()
        count += 1
    connection.close()
    return round(count / FLOOR_S)


def measured(folder: Path, examples: int, rounds: int) -> dict[str, Any]:
    """Return every figure; the rounds alternate between the two."""
    (folder / "openapi.json").write_text(json.dumps(description(KINDS)), encoding="utf-8")
    cases, found = examples, []
    # The first run of each compiles its own files, once for all; that is nobody's rate.
    st_run(folder, 1, ST)
    hallmark_run(folder, 1, folder / "cache")
    for number in range(rounds):
        theirs = st_run(folder, examples, ST)
        cold = hallmark_run(folder, cases, folder / f"cache-{number}")
        while cold["distinct"] < theirs["distinct"]:
            cases = max(cases + 1, round(cases * 1.05 * theirs["distinct"] / cold["distinct"]))
            cold = hallmark_run(folder, cases, folder / f"cache-{number}-{cases}")
        warm = hallmark_run(folder, cases, folder / f"cache-{number}")
        warm = hallmark_run(folder, cases, folder / f"cache-{number}")
        found.append({"st": theirs, "st_best": st_run(folder, examples, BEST), "cold": cold, "warm": warm})
        print(json.dumps(found[-1]), flush=True)
    return {
        "benchmark": "throughput",
        "operations": KINDS * 5,
        "st_examples": examples,
        "hallmark_cases": cases,
        "rounds": found,
        "floor": floor(),
        "ratio": _median(found, lambda r: r["cold"]["per_s"] / r["st"]["per_s"]),
        "ratio_warm": _median(found, lambda r: r["warm"]["per_s"] / r["st"]["per_s"]),
        "ratio_to_best": _median(found, lambda r: r["cold"]["per_s"] / r["st_best"]["per_s"]),
        "wall_ratio": _median(found, lambda r: r["cold"]["seconds"] / r["st"]["seconds"]),
        "wall_ratio_warm": _median(found, lambda r: r["warm"]["seconds"] / r["st"]["seconds"]),
        "goal_ratio": GOAL_RATIO,
        "goal_wall_ratio": GOAL_WALL_RATIO,
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
    }


def _median(found: list[dict[str, Any]], figure: Callable[[dict[str, Any]], float]) -> float:
    return round(statistics.median(map(figure, found)), 2)


def main(arguments: list[str]) -> int:
    """Print one line of JSON for each round, and the result in the last; return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON, which is what is printed anyway")
    parser.add_argument("--examples", type=int, default=50, help="cases for each operation that st run may make")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), asked.examples, asked.rounds)
    return told(found, {"ratio": found["ratio"] >= GOAL_RATIO, "wall_ratio": found["wall_ratio"] <= GOAL_WALL_RATIO})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
