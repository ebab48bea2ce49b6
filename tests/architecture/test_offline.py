"""Judging needs no network, clock or chance: with all of them broken it gives the same verdict."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from building import FINISHED, context, judge_all, notes, numbered, requirement, subject
from rules.cases import CASES

from harness import archive
from harness.canonical import canonical
from harness.evidence import Evidence, ExchangeId
from harness.judgement import judge

ROOT = Path(__file__).resolve().parents[2]


def evidence() -> Evidence:
    """Return a conversation that conforms for each kind of rule, as the tiny profile would be judged by it."""
    found = []
    for kind, case in CASES.items():
        for x in numbered(case.conforms()):
            found.append(msgspec.structs.replace(x, id=ExchangeId(kind, x.id.ordinal)))
    digest = notes().profile.digest
    whom = context(subjects=(subject(profile_digest=digest),))
    return Evidence(context=whom, observations=tuple(sorted(found, key=lambda x: x.id)), footer=FINISHED)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    return archive.write(tmp_path, evidence(), b"k" * 32)


def refuse(*_: Any, **__: Any) -> Any:
    raise AssertionError("the judge reached for the world")


def test_judging_reaches_for_nothing_outside(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(Path(__file__).parents[1] / "miniatures" / "notes" / "1.0")
    before = canonical(judge(sealed, folder).judged[0].verdict)
    for module, names in (
        (socket, ("socket", "create_connection", "getaddrinfo")),
        (time, ("time", "time_ns", "monotonic", "perf_counter", "perf_counter_ns", "sleep")),
        (random, ("random", "Random", "getrandbits")),
        (os, ("urandom", "getenv")),
        (subprocess, ("Popen", "run")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, refuse)
    found = judge(sealed, folder)
    monkeypatch.undo()
    assert canonical(found.judged[0].verdict) == before


def test_the_traps_spring() -> None:
    with pytest.raises(AssertionError, match="reached for the world"):
        refuse(1)


def test_another_process_gives_the_same_bytes(sealed: Path) -> None:
    """Nothing of the verdict hangs on hashes, which differ from process to process."""
    code = (
        "import sys; from pathlib import Path; from harness.judgement import judge;"
        "from harness.canonical import canonical;"
        "sys.stdout.buffer.write(canonical(judge(Path(sys.argv[1]), sys.argv[2]).judged[0].verdict))"
    )
    folder = str(Path(__file__).parents[1] / "miniatures" / "notes" / "1.0")
    seen = set()
    for seed in ("1", "2", "3"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code, str(sealed), folder], capture_output=True, env=env, check=True, cwd=ROOT
        )
        seen.add(done.stdout)
    assert seen == {canonical(judge(sealed, folder).judged[0].verdict)}


def test_the_conversations_conform() -> None:
    """Otherwise the tests above would compare nothing much."""
    conforming = [requirement(kind, case.with_, id=kind) for kind, case in CASES.items()]
    verdict = judge_all(conforming, evidence().observations)
    assert verdict.counts["conforms"] > len(CASES) // 2
