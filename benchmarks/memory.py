"""Measures the peak memory of a process that gathers and seals 100,000 exchanges, and of one that judges them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

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


def main(arguments: list[str]) -> None:
    """Print one line of JSON; with arguments, be one of the two processes."""
    if arguments:
        (gather_many if arguments[0] == "gather" else judge_many)(Path(arguments[1]), Path(arguments[2]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    found: dict[str, object] = {"benchmark": "memory", "exchanges": EXCHANGES, "goal_mb": 300}
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as config:
        for what in ("gather", "judge"):
            command = [sys.executable, "-m", "benchmarks.memory", what, str(config), f"{folder}/run"]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
            found[f"{what}_peak_mb"] = int(done.stdout.split()[-1])
    print(json.dumps(found))


def gather_many(config: Path, folder: Path) -> None:
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
        for number in range(EXCHANGES):
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


def judge_many(config: Path, folder: Path) -> None:
    """Judge the sealed file as the command line does."""
    print(judge(folder / "evidence.jsonl.gz").decision.value, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
