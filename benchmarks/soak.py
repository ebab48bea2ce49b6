"""Runs uk-api-base with published API descriptions against products that answer everything alike.

Whatever the description, such a run ends within its limits, never by a fault of Hallmark, and never certifies.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.stub import ANSWERS, stub

PROFILE: Final = "uk-api-base@1.0"
CORPUS: Final = Path(__file__).parents[2].joinpath("shared", "corpus")
EXPECTED: Final = {1: "violates", 2: "inconclusive", 3: "could not run"}
"""Exit codes that such a run may end with."""
SPARE_S: Final = 60.0
"""What compiling, judging and rendering may take beyond the run's own time limit."""
RUN_FILE: Final = """\
product: {{name: Stub, version: "1", supplier: none}}
profile: {profile}
target: {{base_url: {url}, openapi: {openapi}, environment: sandbox}}
limits: {{requests_per_second: 2000, max_requests: {requests}, max_minutes: {minutes}}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """How one run went."""

    description: str
    answer: str
    exit_code: int
    """-1 when it had to be ended."""
    seconds: float
    verdict: str
    conforming: int
    """Requirements that are said to conform: no product of this kind has shown much."""
    stopped: str
    said: str
    """The end of standard error, when it went wrong."""

    @property
    def sound(self) -> bool:
        """Whether it ended as it must."""
        return self.exit_code in EXPECTED


def descriptions(folder: Path) -> Iterator[Path]:
    """Yield the descriptions that the corpus lists."""
    for line in (folder / "LIST.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 5 and (folder / cells[0]).is_file():
            yield folder / cells[0]


def ran(description: Path, answer: str, requests: int, minutes: int) -> Ran:
    """Run once."""
    with tempfile.TemporaryDirectory(prefix="soak-") as place, stub(answer) as url:
        config = Path(place) / "hallmark.yaml"
        values = {"profile": PROFILE, "url": url, "openapi": json.dumps(str(description)), "requests": requests}
        config.write_text(RUN_FILE.format(**values, minutes=minutes), encoding="utf-8")
        command = [sys.executable, "-m", "harness", "run", "-c", str(config), "--seed", "1", "--json", "--plain"]
        begun = time.monotonic()
        try:
            limit = minutes * 60 + SPARE_S
            done = subprocess.run([*command, "--out", f"{place}/out"], capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired as late:
            done = subprocess.CompletedProcess(command, -1, late.stdout or b"", late.stderr or b"")
        took = time.monotonic() - begun
    return _told(description, answer, done, took)


def _told(description: Path, answer: str, done: subprocess.CompletedProcess[bytes], took: float) -> Ran:
    try:
        value: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        value = {}
    findings = [finding for part in value.get("verdicts", ()) for finding in part["findings"]]
    error = value.get("error", {}).get("message", "")
    return Ran(
        description=description.relative_to(CORPUS).as_posix() if CORPUS in description.parents else description.name,
        answer=answer,
        exit_code=done.returncode,
        seconds=round(took, 1),
        verdict=str(value.get("verdict", error)),
        conforming=sum(finding["outcome"] == "conforms" for finding in findings),
        stopped=str(value.get("stopped", "")),
        said="" if done.returncode in EXPECTED else done.stderr.decode(errors="replace")[-1500:],
    )


def main(arguments: list[str]) -> int:
    """Print a line of JSON for each run, and one for all; return 1 when one did not end as it must."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("description", nargs="*", type=Path, help="those of the corpus when left out")
    parser.add_argument("--answer", action="append", choices=sorted(ANSWERS), help="may be repeated; all when left out")
    parser.add_argument("--requests", type=int, default=300, help="the budget of each run")
    parser.add_argument("--minutes", type=int, default=2, help="the time limit of each run")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    parser.add_argument("--json", action="store_true", help="print JSON, as it does anyway")
    asked = parser.parse_args(arguments)
    wanted = [one.resolve() for one in asked.description] or list(descriptions(CORPUS))
    pairs = [(description, answer) for description in wanted for answer in asked.answer or ANSWERS]
    found = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        for one in pool.map(lambda pair: ran(pair[0], pair[1], asked.requests, asked.minutes), pairs):
            print(json.dumps(asdict(one)), flush=True)
            found.append(one)
    print(json.dumps(summary(found)))
    return int(not found or not all(one.sound for one in found))


def summary(found: list[Ran]) -> dict[str, Any]:
    """Return the counts over all."""
    return {
        "benchmark": "soak",
        "runs": len(found),
        "sound": sum(one.sound for one in found),
        "by_exit": {str(code): sum(one.exit_code == code for one in found) for code in (-1, 0, 1, 2, 3, 4)},
        "slowest_seconds": max((one.seconds for one in found), default=0),
        "unsound": sorted({f"{one.description} ({one.answer}): {one.exit_code}" for one in found if not one.sound}),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
