"""Measures issuing a bundle with 100,000 exchanges, and checking it on one core, judged again included.

The exchanges are those of a whole run on the reference receiver, its conversations repeated under names of their own.
Every check is a process of its own, held to one core; both must print the same bytes. `--python FILE` checks once more
by another interpreter in which Hallmark is installed (`uv venv -p 3.13 V && uv pip install -p V/bin/python -e .`, then
`--python V/bin/python`). `--keep FOLDER` keeps the bundle, and takes it from there again. It ends with 1 where bytes
differ, or a goal is missed.
"""

from __future__ import annotations

import argparse
import datetime
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.goals import told
from benchmarks.receiver import receiver, whole_run
from harness import archive
from harness.certificate.issue import issue
from harness.certificate.keys import new_key
from harness.certificate.statement import Issue
from harness.evidence import Evidence, Exchange, ExchangeId, Footer, Observation
from harness.judgement import judge

EXCHANGES = 100_000
GOAL_S, GOAL_MB = 15, 400
VERIFY = "import sys; from harness.cli.main import main; sys.argv = ['hallmark', 'verify', *sys.argv[1:]]; main()"


def main(arguments: list[str]) -> int:
    """Print one line of JSON; return 1 where two checks differ, the bundle is not confirmed, or a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verify")
    parser.add_argument("--json", action="store_true", help="as always: the last line is JSON")
    parser.add_argument("--python", action="append", default=[], help="another interpreter that has Hallmark")
    parser.add_argument("--keep", type=Path, help="folder that keeps the bundle")
    parser.add_argument("--exchanges", type=int, default=EXCHANGES, help="so many; the goals are for 100,000")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found: dict[str, object] = {
            "benchmark": "verify",
            "exchanges": given.exchanges,
            "python": sys.version.split()[0],
        }
        bundle = folder / "bundle.zip"
        if not bundle.exists():
            found |= made(folder, bundle, given.exchanges)
        pythons = [sys.executable, sys.executable, *given.python]
        checks = [checked(python, bundle) for python in pythons]
        found["bundle_mb"] = round(bundle.stat().st_size / 1e6, 1)
        found["verify_s"] = [round(seconds, 2) for _, seconds, _ in checks]
        found["peak_mb"] = [peak for _, _, peak in checks]
        found["same_bytes"] = len({said for said, _, _ in checks}) == 1
        found["answer"] = json.loads(checks[0][0])["answer"]
        found |= {"goal_s": GOAL_S, "goal_mb": GOAL_MB}
    met = {
        "verify_s": all(seconds <= GOAL_S for _, seconds, _ in checks),
        "peak_mb": all(peak <= GOAL_MB for _, _, peak in checks),
        "same_bytes": bool(found["same_bytes"]),
        "answer": found["answer"] == "confirmed",
    }
    return told(found, met)


def made(folder: Path, bundle: Path, exchanges: int) -> dict[str, object]:
    """Make the bundle, and return what it took."""
    with receiver(folder) as config:
        source = archive.read(Path(str(whole_run(config, folder / "out")["evidence"])))
        ended = int(time.time() * 1e6)
    kept = tuple(repeated(source, exchanges))
    footer = Footer(ended=ended, stopped="finished", counts=_counts(kept))
    run = folder / "many"
    archive.write(run, Evidence(context=source.context, observations=kept, footer=footer), b"k" * 32)
    judgement = judge(run)
    today = datetime.datetime.now(datetime.UTC).date()
    terms = Issue(
        issuer="Example Ltd",
        issued=today.isoformat(),
        expires=(today + datetime.timedelta(days=90)).isoformat(),
        witness="supplier",
    )
    start = time.process_time()
    buffer = io.BytesIO()
    issue(judgement, terms, new_key("ed25519"), {}, {}, buffer, {"token": b"a-secret-that-is-not-there"})
    bundle.write_bytes(buffer.getvalue())
    return {"scan_and_issue_s": round(time.process_time() - start, 2)}


def repeated(source: Evidence, wanted: int) -> Iterator[Observation]:
    """Yield exchanges of a run again and again, each round under partitions of its own, in canonical order."""
    whole = list(source.observations)
    exchanges = sum(isinstance(one, Exchange) for one in whole)
    rounds = -(-wanted // exchanges)
    copies = [
        msgspec.structs.replace(
            one, id=ExchangeId(f"{one.id.partition}:{number:04d}", one.id.ordinal), **_caused(one, number)
        )
        for number in range(rounds)
        for one in whole
    ]
    yield from sorted(copies, key=lambda one: one.id)[:wanted]


def _caused(one: Observation, number: int) -> dict[str, ExchangeId]:
    cause = getattr(one, "caused_by", None)
    return {} if cause is None else {"caused_by": _id(cause, number)}


def _id(one: ExchangeId, number: int) -> ExchangeId:
    return ExchangeId(f"{one.partition}:{number:04d}", one.ordinal)


def _counts(observations: tuple[Observation, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in observations:
        counts[one.id.partition] = counts.get(one.id.partition, 0) + 1
    return counts


def checked(python: str, bundle: Path) -> tuple[bytes, float, int]:
    """Return what a check said, the seconds of processor time that it took, and its peak memory in MB."""
    command = [python, "-c", VERIFY, str(bundle), "--allow-unknown-signer", "--json"]
    core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0

    def held() -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {core})

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # What Python compiled is kept, as it is on users' machines.
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=held, env=environment)
    said, _ = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return said, seconds, after.ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
