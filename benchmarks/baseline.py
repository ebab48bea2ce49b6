"""Runs schemathesis's own command, `st run`, in the version that Hallmark pins, and says what it sent and found."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PROGRAM: Final = str(Path(sys.executable).with_name("st"))
SPARE_S: Final = 60
"""What it gets beyond its time limit to load the description and to write its report."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """One failure as schemathesis counts them: a check that an operation failed, however often."""

    check: str
    operation: str
    """Method and path template, as in the description."""
    title: str
    status: int
    """Of the first reply that failed; 0 when there was none."""
    request: int
    """The number of the request that showed it, from 1."""
    seconds: float
    """From the start of the run until that request was answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What one `st run` did."""

    requests: int
    seconds: float
    """Wall time, with loading of the description."""
    failures: tuple[Failure, ...]
    errors: tuple[str, ...]
    """What it could not test, each said once."""
    exit_code: int
    stopped: str


def st_run(
    openapi: Path | str,
    url: str,
    folder: Path,
    *,
    seed: int = 1,
    examples: int = 0,
    seconds: int = 0,
    headers: Iterable[str] = (),
    ca: str = "",
    client: tuple[str, str] = ("", ""),
) -> Found:
    """Run it against a server; `examples` and `seconds` limit it when they are not 0, and headers are `Name: value`.

    The description is a file or a URL; `ca` is the file of the authorities to trust, `client` certificate and key.

    All checks are on, as by default. It gets a configuration of its own, and keeps nothing between runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "st.ndjson"
    (folder / "st.toml").touch()
    command = [PROGRAM, "--config-file", str(folder / "st.toml"), "run", str(openapi), "--url", url]
    command += ["--seed", str(seed), "--no-color", "--generation-database", "none", "--continue-on-failure"]
    command += ["--report", "ndjson", "--report-ndjson-path", str(report)]
    command += ["--max-examples", str(examples)] if examples else []
    command += ["--max-time", str(seconds)] if seconds else []
    command += ["--tls-verify", ca] if ca else []
    command += ["--request-cert", client[0], "--request-cert-key", client[1]] if client[0] else []
    command += [part for header in headers for part in ("-H", header)]
    begun = time.time()
    with (folder / "st.txt").open("wb") as sink:
        limit = seconds + SPARE_S if seconds else None
        done = subprocess.run(command, cwd=folder, stdout=sink, stderr=subprocess.STDOUT, timeout=limit, check=False)
    took = time.time() - begun
    with report.open(encoding="utf-8") as lines:
        return read(map(json.loads, lines), begun=begun, seconds=took, exit_code=done.returncode)


def read(events: Iterable[Mapping[str, Any]], *, begun: float, seconds: float, exit_code: int) -> Found:
    """Return what the events of a report say; `begun` is seconds since the epoch."""
    shown: list[tuple[float, list[tuple[str, Mapping[str, Any], int]]]] = []
    errors: dict[str, None] = {}
    stopped = ""
    for event in events:
        (kind, value), *_ = event.items()
        if kind == "ScenarioFinished":
            shown += _interactions(value["recorder"])
        elif kind in ("NonFatalError", "FatalError"):
            errors[f"{value.get('label', '')}: {_first_line(value)}"] = None
        elif kind == "EngineFinished":
            stopped = str(value.get("stop_reason", ""))
    shown.sort(key=lambda one: one[0])
    failures: dict[tuple[str, str], Failure] = {}
    for number, (at, failed) in enumerate(shown, 1):
        for check, info, status in failed:
            failures.setdefault(
                (check, info["operation"]),
                Failure(
                    check=check,
                    operation=info["operation"],
                    title=info["title"],
                    status=status,
                    request=number,
                    seconds=round(at - begun, 2),
                ),
            )
    return Found(
        requests=len(shown),
        seconds=round(seconds, 2),
        failures=tuple(failures.values()),
        errors=tuple(errors),
        exit_code=exit_code,
        stopped=stopped,
    )


def _interactions(recorder: Mapping[str, Any]) -> Iterator[tuple[float, list[tuple[str, Mapping[str, Any], int]]]]:
    """Yield for each request when it was answered, and the checks that failed on it."""
    checks = recorder.get("checks") or {}
    for case, one in (recorder.get("interactions") or {}).items():
        status = int((one.get("response") or {}).get("status_code") or 0)
        failed = [
            (check["name"], check["failure_info"]["failure"], status)
            for check in checks.get(case, ())
            if check["status"] == "failure"
        ]
        yield float(one["timestamp"]), failed


def _first_line(value: Mapping[str, Any]) -> str:
    text = str((value.get("value") or value).get("message") or "")
    return " ".join(text.split())[:200]
