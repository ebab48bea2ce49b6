"""Puts load on a partner and says what it did with it: rate, processor time, latency, memory, and what outlives it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.partners.case import CALLS
from benchmarks.partners.load import MARK
from benchmarks.partners.peers import Peer
from harness import archive
from harness.evidence import Exchange

CONNECTIONS: Final = 32
PARTS: Final = 20
"""Into which a long load is cut, so that memory can be looked at between them."""
LAST: Final = 1 << 42
"""Numbers beyond this are those of the calls in whose midst a partner is killed; no other has them."""
FLAT: Final = 1.1
"""Memory after all calls over memory after the first tenth of them, at most."""


class Aim(NamedTuple):
    """Who is loaded, and from which core."""

    peer: Peer
    core: int


def loaded(aim: Aim, call: str, count: int, *, rate: float = 0.0, first: int = 0) -> dict[str, Any]:
    """Send so many requests, and return what came of it."""
    used, begun = aim.peer.used(), time.perf_counter()
    done = subprocess.run(_program(aim.core), input=_asked(aim.peer, call, count, rate, first), stdout=subprocess.PIPE,
                          check=True)  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    cpu = aim.peer.used() - used
    wrong = {status: n for status, n in found["statuses"].items() if status != str(CALLS[call].status)}
    if wrong:
        raise RuntimeError(f"{aim.peer.name} answered {call} with {wrong}")
    share = cpu / (time.perf_counter() - begun)
    return {**found, "cpu_s": round(cpu, 2), "core": round(share, 2), "per_cpu_s": round(count / max(cpu, 0.01))}


def remembering(aim: Aim, count: int) -> dict[str, Any]:
    """Return the memory of a partner over very many calls."""
    seen = []
    for part in range(PARTS):
        loaded(aim, "post", count // PARTS, first=part * count)
        seen.append(aim.peer.memory())
    early = max(seen[: PARTS // 10])
    return {"calls": count, "mb": seen[:: PARTS // 10], "flat": seen[-1] <= early * FLAT}


def killed(aim: Aim, count: int) -> dict[str, Any]:
    """Kill a partner in the midst of a load, and count what it had answered and does not know any more."""
    assert aim.peer.recorded is not None
    load = subprocess.Popen(_program(aim.core), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert load.stdin is not None
    load.stdin.write(_asked(aim.peer, "post", count, 0.0, LAST, mortal=True))
    load.stdin.close()
    kept = sum(path.stat().st_size for path in aim.peer.recorded.rglob("*.jsonl"))
    while sum(path.stat().st_size for path in aim.peer.recorded.rglob("*.jsonl")) < kept + count * 300:
        time.sleep(0.01)
    os.kill(aim.peer.pid, signal.SIGKILL)
    assert load.stdout is not None
    answered = json.loads(load.stdout.read())["answered"]
    load.wait()
    known = _known(aim.peer.recorded)
    lost = [number for number in answered if number not in known]
    kept_of_these = sum(number > LAST for number in known)
    return {"answered": len(answered), "kept": kept_of_these, "lost": len(lost)}


def _known(folder: Path) -> set[int]:
    """Return the numbers of the calls that evidence holds."""
    before = len(CALLS["post"].body.partition(MARK.decode())[0].encode())
    found = set()
    for x in archive.read(folder).observations:
        if isinstance(x, Exchange) and x.request.method == "POST" and x.request.body[before : before + 8] == b"0" * 8:
            found.add(int(x.request.body[before + 24 : before + 36], 16))
    return found


def _program(core: int) -> list[str]:
    held = ["taskset", "--cpu-list", str(core)] if shutil.which("taskset") else []
    return [*held, sys.executable, "-m", "benchmarks.partners.load"]


def _asked(peer: Peer, call: str, count: int, rate: float, first: int, *, mortal: bool = False) -> bytes:
    asked = {
        "host": "127.0.0.1",
        "port": peer.port,
        "request": CALLS[call].request(peer.base, peer.token),
        "count": count,
        "rate": rate,
        "first": first,
        "connections": CONNECTIONS,
        "mortal": mortal,
    }
    return json.dumps(asked).encode()
