"""Measures a whole run on the reference receiver: gathered over real sockets, sealed, judged and reported."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.goals import asking, told
from harness import archive
from harness.partner.host import AUTHORITY

MOCK = "receiving-control-room"
GOAL_S = 60


@contextmanager
def receiver(folder: Path, mock: str = MOCK, defects: Iterable[str] = (), needs: str = "") -> Iterator[Path]:
    """Serve the reference receiver, or another mock, in a process of its own; yield the run file that tests it.

    `needs` is a word of `Defect.needs`: with TLS, asking clients for certificates, or trusting another authority, which
    is served beside.
    """
    config = folder / "hallmark.yaml"
    command = ["--write-config", str(config)] + [part for defect in defects for part in ("--defect", defect)]
    command += {"tls": ["--tls", "auto"], "mutual": ["--tls", "auto", "--mutual"]}.get(needs, [])
    with ExitStack() as stack:
        if needs == "authority":
            state = str(folder / AUTHORITY)
            issuer = stack.enter_context(_partner(AUTHORITY, "--state", state))
            command += ["--trust", issuer, "--trust-state", state]
        stack.enter_context(_partner(mock, *command))
        yield config


@contextmanager
def _partner(mock: str, *options: str) -> Iterator[str]:
    """Serve a mock in a process of its own; yield its address. Raises RuntimeError where it does not begin."""
    command = [sys.executable, "-m", "harness", "mock", mock, *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if " listens on " in line:
                break
        else:
            raise RuntimeError(f"{mock} does not begin: {''.join(said)}")
        yield said[-1].rpartition(" ")[2].strip()
    finally:
        process.terminate()
        process.wait(timeout=10)


def whole_run(config: Path, out: Path, seed: int = 1, *more: str) -> dict[str, object]:
    """Run `hallmark run --json` and return its object, with the seconds it took."""
    command = [sys.executable, "-m", "harness", "run", "-c", str(config), "--out", str(out)]
    command += ["--seed", str(seed), "--json", "--plain", *more]
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found: dict[str, object] = json.loads(done.stdout)
    return {**found, "seconds": time.perf_counter() - start}


def main(arguments: list[str]) -> int:
    """Print one line of JSON; return 1 where the run took too long, or the perfect receiver does not conform."""
    asking("receiver", __doc__).parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as config:
        found = whole_run(config, Path(folder) / "out")
        evidence = archive.read(Path(str(found["evidence"])))
        exchanges = sum(1 for _ in evidence.observations)
    seconds, verdict = round(float(str(found["seconds"])), 1), found["verdict"]
    figures = {"benchmark": "receiver", "verdict": verdict, "exchanges": exchanges, "seconds": seconds}
    return told({**figures, "goal_seconds": GOAL_S}, {"seconds": seconds <= GOAL_S, "verdict": verdict == "conforms"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
