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
MOST: Final = 10_000_000
"""Calls in one load at most; identifiers of one load lie so far from those of the next."""
SHARES: Final = (10, 50, 100)
"""Per cent of a long load after which memory is looked at."""
LAST: Final = 1 << 42
"""Numbers beyond this are those of the calls in whose midst a partner is killed; no other has them."""
FLAT: Final = 1.1
"""Memory after half of the calls, and after all, over memory after the first tenth of them, at most."""
JUDGED: Final = (0, 1, 2)
"""Exit statuses of `hallmark judge` for evidence that it could read."""


class Aim(NamedTuple):
    """Who is loaded, and from which core."""

    peer: Peer
    core: int


def loaded(
    aim: Aim, call: str, *, count: int = MOST, seconds: float = 0.0, rate: float = 0.0, first: int = 0
) -> dict[str, Any]:
    """Send so many requests, or for so long, and return what came of it."""
    used, begun = aim.peer.used(), time.perf_counter()
    asked = _asked(aim.peer, call, count=count, seconds=seconds, rate=rate, first=first)
    done = subprocess.run(_program(aim.core), input=asked, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    cpu = aim.peer.used() - used
    wrong = {status: n for status, n in found["statuses"].items() if status != str(CALLS[call].status)}
    if wrong:
        raise RuntimeError(f"{aim.peer.name} answered {call} with {wrong}")
    share = cpu / (time.perf_counter() - begun)
    per_cpu_s = round(found["count"] / max(cpu, 0.01))
    return {**found, "cpu_s": round(cpu, 2), "core": round(share, 2), "per_cpu_s": per_cpu_s}


def remembering(aim: Aim, count: int) -> dict[str, Any]:
    """Return the memory of a partner after a tenth of very many calls, after half of them and after all."""
    seen, sent = [], 0
    for share in SHARES:
        upto = count * share // 100
        loaded(aim, "post", count=upto - sent, first=sent)
        seen.append(aim.peer.memory())
        sent = upto
    growth = round(max(seen[1:]) / seen[0], 3)
    return {"calls": count, "mb": dict(zip(map(str, SHARES), seen, strict=True)), "growth": growth,
            "flat": growth <= FLAT}  # fmt: skip


def killed(aim: Aim, count: int) -> dict[str, Any]:
    """Kill a partner after so many calls of a load that goes on, and count what it had answered and is not kept."""
    assert aim.peer.recorded is not None
    load = subprocess.Popen(_program(aim.core), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert load.stdin is not None
    assert load.stdout is not None
    load.stdin.write(_asked(aim.peer, "post", first=LAST, mortal=True))
    load.stdin.close()
    while _lines(aim.peer.recorded) < count:
        time.sleep(0.01)
    os.kill(aim.peer.pid, signal.SIGKILL)
    answered = json.loads(load.stdout.read())["answered"]
    load.wait()
    known = _known(aim.peer.recorded)
    lost = [number for number in answered if number not in known]
    judged = subprocess.run([sys.executable, "-m", "harness", "judge", str(aim.peer.recorded)],
                            stdout=subprocess.DEVNULL, check=False).returncode  # fmt: skip
    kept = sum(number > LAST for number in known)
    return {"answered": len(answered), "kept": kept, "lost": len(lost), "judge_exits": judged,
            "survives": bool(answered) and not lost and judged in JUDGED}  # fmt: skip


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.jsonl"))


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


def _asked(
    peer: Peer,
    call: str,
    *,
    count: int = MOST,
    seconds: float = 0.0,
    rate: float = 0.0,
    first: int = 0,
    mortal: bool = False,
) -> bytes:
    asked = {
        "host": "127.0.0.1",
        "port": peer.port,
        "request": CALLS[call].request(peer.base, peer.token),
        "count": count,
        "seconds": seconds,
        "rate": rate,
        "first": first,
        "connections": CONNECTIONS,
        "mortal": mortal,
    }
    return json.dumps(asked).encode()
