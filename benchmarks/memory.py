"""Measures the peak memory of a process that gathers and seals 100,000 exchanges, and of one that judges them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.goals import asking, told
from benchmarks.receiver import receiver
from harness.archive import finish, new_key, read_key, seal
from harness.cli.running.assembling import assemble, declaration_of, environment, orders
from harness.declaration import Declaration
from harness.evidence import Footer, RunContext, Subject
from harness.gather.memory.history import History
from harness.gather.message import Message
from harness.gather.plan import Aim
from harness.gather.session import Session
from harness.judgement import judge

EXCHANGES = 100_000
GOAL_MB = 300


def main(arguments: list[str]) -> int:
    """Print one line of JSON; return 1 where the goal is missed. With a step, be one of the two processes."""
    parser = asking("memory", __doc__)
    parser.add_argument("--exchanges", type=int, default=EXCHANGES, help="so many; the goal is for 100,000")
    parser.add_argument("step", nargs="*", help="what one of the two processes is told: it is for this program alone")
    asked = parser.parse_args(arguments)
    if asked.step:
        step, config, run = asked.step
        if step == "gather":
            gather_many(Path(config), Path(run), asked.exchanges)
        else:
            judge_many(Path(run))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return 0
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as config:
        for what in ("gather", "judge"):
            command = [sys.executable, "-m", "benchmarks.memory", what, str(config), f"{folder}/run"]
            command += ["--exchanges", str(asked.exchanges)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
            peaks[f"{what}_peak_mb"] = int(done.stdout.split()[-1])
    found = {"benchmark": "memory", "exchanges": asked.exchanges, "goal_mb": GOAL_MB, **peaks}
    return told(found, {name: peak <= GOAL_MB for name, peak in peaks.items()})


def gather_many(config: Path, folder: Path, exchanges: int) -> None:
    """Send as many reads as it takes through a run's own session, journal and seal."""
    declared = declaration_of(config, "", "", "", environment())
    limits = declared.declaration.limits
    limits = msgspec.structs.replace(limits, requests_per_second=1e6, max_requests=10**7, max_minutes=600)
    declared = declared._replace(declaration=msgspec.structs.replace(declared.declaration, limits=limits))
    assembled = assemble(declared, 1, ("IT-074",), environment())
    aim = assembled.plan.aims[0]
    new_key(folder, os.urandom)
    with Session(orders(assembled, folder, "memory", lambda event: None), History()) as session:
        session.journal.begin(folder, context(aim, assembled.declaration))
        for number in range(exchanges):
            if number % 1000 == 0:
                bench = session.bench(f"many:{number // 1000:04d}", aim)
            bench.send(Message(method="GET", target="/agencies", headers=(("Accept", "application/json"),)), "read")
    finish(folder, Footer(ended=0, stopped="finished", counts={}))
    seal(folder, read_key(folder))


def context(aim: Aim, declaration: Declaration) -> RunContext:
    """Return what the header says."""
    subject = Subject(
        profile=aim.profile.name,
        profile_digest=aim.profile.digest,
        contract_digest=aim.contract.digest,
        role=aim.role,
        target=declaration.target.base,
        classes=aim.classes,
    )
    return RunContext(
        run="memory", subjects=(subject,), product=declaration.product, seed=1, harness="benchmark", started=0
    )


def judge_many(folder: Path) -> None:
    """Judge the sealed file as the command line does."""
    print(judge(folder / "evidence.jsonl.gz").decision.value, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
