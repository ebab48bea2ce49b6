"""Measures a whole run on the reference receiver: gathered over real sockets, sealed, judged and reported."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import archive

MOCK = "receiving-control-room"


@contextmanager
def receiver(folder: Path, mock: str = MOCK, defects: Iterable[str] = (), needs: str = "") -> Iterator[Path]:
    """Serve the reference receiver, or another mock, in a process of its own; yield the run file that tests it.

    `needs` is `tls` or `mutual` where it has to be served so.
    """
    config = folder / "hallmark.yaml"
    command = [sys.executable, "-m", "harness", "mock", mock, "--write-config", str(config)]
    command += [part for defect in defects for part in ("--defect", defect)]
    command += {"": [], "tls": ["--tls", "auto"], "mutual": ["--tls", "auto", "--mutual"]}[needs]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "listens on" in line:
                break
        yield config
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


def main() -> None:
    """Print one line of JSON."""
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as config:
        found = whole_run(config, Path(folder) / "out")
        evidence = archive.read(Path(str(found["evidence"])))
        exchanges = sum(1 for _ in evidence.observations)
    print(
        json.dumps(
            {
                "benchmark": "receiver",
                "verdict": found["verdict"],
                "exchanges": exchanges,
                "seconds": round(float(str(found["seconds"])), 1),
                "goal_seconds": 60,
            }
        )
    )


if __name__ == "__main__":
    main()
