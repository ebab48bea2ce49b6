"""Starts what is measured: partners of ours, Prism, WireMock and the floor below them, each held to one core."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from benchmarks.partners.case import BASE, CALLS, CLIENT, OPENAPI, write_desk

PRISM: Final = "@stoplight/prism-cli@5.16.0"
WIREMOCK: Final = "wiremock@3.13.2"
START_S: Final = 120.0
ROOM: Final = "receiving-control-room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A partner that is being served."""

    name: str
    pid: int
    port: int
    base: str
    """Path under which its operations lie."""
    token: str
    recorded: Path | None = None
    """Where it keeps what it is sent."""

    def used(self) -> float:
        """Return the seconds of processor time that the process has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Return its resident memory in MB (Linux)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def install(folder: Path) -> Path:
    """Install Prism and WireMock into a folder of their own; return it."""
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", PRISM, WIREMOCK]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return folder / "node_modules"


@contextmanager
def ours(folder: Path, name: str, core: int, place: str = "ours") -> Iterator[Peer]:
    """Serve a partner of ours that records; `name` is `desk` or that of a mock, `place` begins its folder's name."""
    where = folder / f"{place}-{name}"
    where.mkdir()
    mock = str(write_desk(where)) if name == "desk" else name
    config, record = where / "hallmark.yaml", where / "record"
    command = [sys.executable, "-m", "harness", "mock", mock, "--write-config", str(config), "--record", str(record)]
    with _served(command, core, where) as process:
        _await(lambda: "listens on" in (where / "log").read_text(), process, where)
        declared = yaml.safe_load(config.read_text(encoding="utf-8"))["target"]
        token = _token(declared["auth"]["token_url"], (where / "hallmark.secret").read_text().strip())
        port = urllib.parse.urlsplit(declared["base_url"]).port
        assert port is not None
        yield Peer(name=f"hallmark-{name}", pid=process.pid, port=port, base=BASE, token=token, recorded=record)


@contextmanager
def floor(folder: Path, core: int) -> Iterator[Peer]:
    """Serve answers that nothing is done for."""
    where = folder / "floor"
    where.mkdir()
    with _served(
        [sys.executable, "-m", "benchmarks.partners.floor"], core, where, {"PYTHONPATH": os.getcwd()}
    ) as process:
        _await(lambda: (where / "log").read_text().endswith("\n"), process, where)
        port = int((where / "log").read_text())
        yield Peer(name="floor", pid=process.pid, port=port, base=BASE, token="any")


@contextmanager
def prism(folder: Path, modules: Path, core: int) -> Iterator[Peer]:
    """Serve the description with Prism, which validates and records nothing."""
    port, where = _free_port(), folder / "prism"
    where.mkdir()
    program = str(modules / "@stoplight" / "prism-cli" / "dist" / "index.js")
    command = ["node", program, "mock", str(OPENAPI), "--port", str(port), "--host", "127.0.0.1"]
    # In one process, and without a line of log for each call.
    command += ["--multiprocess", "false", "--verboseLevel", "silent"]
    with _served(command, core, where, {"NODE_ENV": "production"}) as process:
        _await(lambda: _open(port), process, where)
        yield Peer(name="prism", pid=process.pid, port=port, base="", token="any")


@contextmanager
def wiremock(folder: Path, modules: Path, core: int) -> Iterator[Peer]:
    """Serve two stubs with WireMock, which keeps a journal in memory and validates nothing by itself."""
    port, where = _free_port(), folder / "wiremock"
    stubs = where / "mappings"
    stubs.mkdir(parents=True)
    for name, call in CALLS.items():
        answer = {"status": call.status, "jsonBody": call.answer, "headers": {"Content-Type": "application/json"}}
        stub = {"request": {"method": call.method, "urlPath": call.path}, "response": answer}
        (stubs / f"{name}.json").write_text(json.dumps(stub), encoding="utf-8")
    jar = next((modules / "wiremock").rglob("*.jar"))
    command = ["java", "-jar", str(jar), "--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", str(where)]
    # No line for each call; the journal, which is on by default, keeps the last of them.
    command += ["--disable-banner", "--max-request-journal-entries", "100000"]
    with _served(command, core, where) as process:
        _await(lambda: _open(port), process, where)
        yield Peer(name="wiremock", pid=process.pid, port=port, base="", token="any")


@contextmanager
def _served(
    command: list[str], core: int, where: Path, more: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    held = ["taskset", "--cpu-list", str(core)] if shutil.which("taskset") else []
    with (where / "log").open("wb") as log:
        process = subprocess.Popen([*held, *command], stdout=log, stderr=log, cwd=where, env=os.environ | (more or {}))
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(ready: Callable[[], bool], process: subprocess.Popen[bytes], where: Path) -> None:
    ending = time.monotonic() + START_S
    while not ready():
        if process.poll() is not None or time.monotonic() > ending:
            raise RuntimeError(f"{process.args!r} does not serve:\n{(where / 'log').read_text()[-2000:]}")
        time.sleep(0.05)


def _token(url: str, secret: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": secret}
    with urllib.request.urlopen(url, data=urllib.parse.urlencode(form).encode()) as reply:
        return str(json.load(reply)["access_token"])


def _open(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
