"""Any number of workers gathers the same, keeps to the same limits, and the death of one is said and loses nothing."""

from __future__ import annotations

import dataclasses
import multiprocessing
import re
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest
from records import gathered
from tinyapi.bench import bundle
from tinyapi.product import Answer, Product, problem, said, serving
from tinyapi.running import declaration, exchanges, orders

from harness.adjudicate import adjudicate
from harness.archive import read
from harness.evidence import HALLMARK, Response, Silence
from harness.gather.orders import Gathered, Orders
from harness.gather.plan import PartitionPlan
from harness.gather.running.run import gather
from harness.gather.workers.crew import WORTHWHILE, worthwhile
from harness.verdict import Outcome

FUZZED = ("getNote", "changeNote", "closeNote", "createNote", "listNotes")
GIVEN = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|20\d\d-\d\d-\d\dT[0-9:]+|127[.]0[.]0[.]1:\d+")
"""Identifiers that the product gave, times, and where we listen."""


class Sound(Product):
    """Refuses what it cannot read, and calls nobody."""

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        try:
            return super().answer(method, target, fields, body)
        except Exception:
            return problem(400)

    def call(self, url: str, value: Any) -> None:
        pass


def fuzzing(product: Product, folder: Path, workers: int, cases: int = 4, auth: Any = None, **limits: Any) -> Orders:
    parts = tuple(
        PartitionPlan(
            name=f"fuzz:{name}", kind="fuzz", what="", operation=name, settings={"cases": cases}, estimate=3 * cases,
            requirements=("N-002",),
        )
        for name in FUZZED
    )  # fmt: skip
    target = {"target": {"base_url": product.url, "auth": auth}} if auth else {}
    declared = declaration(product.url, limits={"requests_per_second": 100_000, **limits}, **target)
    made = orders(product, folder, "N-002", declare=declared)
    plan = msgspec.structs.replace(made.plan, partitions=parts)
    return dataclasses.replace(made, plan=plan, workers=workers, sparing=False)


def gist(folder: Path) -> dict[str, list[tuple[str, bytes, bytes]]]:
    """Return what was asked, by partition and in order; what differs from run to run is left out."""
    found = defaultdict(list)
    for x in exchanges(folder):
        if x.id.partition.startswith("fuzz:") and x.from_party == HALLMARK:
            request = x.request
            target = GIVEN.sub(b"*", request.target.encode())
            found[x.id.partition].append((request.method, target, GIVEN.sub(b"*", request.body)))
    return found


def test_one_two_and_four_workers_ask_the_same(tmp_path: Path) -> None:
    found = []
    for workers in (1, 2, 4):
        folder = tmp_path / str(workers)
        with serving(Sound()) as product:
            gathered = gather(fuzzing(product, folder, workers))
        assert (gathered.stopped, gathered.faults, gathered.skipped) == ("finished", (), {})
        shards = {path.name.partition(".")[0] for path in (folder / "journal").iterdir()}
        assert len(shards) == (1 if workers == 1 else 1 + min(workers, len(FUZZED) - 1))
        found.append(gist(folder))
    assert set(found[0]) == {f"fuzz:{name}" for name in FUZZED}
    assert found[0] == found[1] == found[2]


SHARED = ("listPersons", "createPerson", "listObjects", "updateObject")
"""Operations whose partitions see, in lists, what the others are making at the same time."""


def test_what_others_make_meanwhile_changes_no_request(tmp_path: Path) -> None:
    parts = [
        PartitionPlan(name=f"fuzz:{name}", kind="fuzz", what="", operation=name, settings={"cases": 6}, estimate=18)
        for name in SHARED
    ]
    found = []
    for workers in (1, 2, 4):
        folder = tmp_path / str(workers)
        folder.mkdir()
        done = gathered(folder, parts, workers=workers)
        assert (done.stopped, done.faults) == ("finished", ())
        found.append(gist(folder / "run"))
    assert found[0].keys() == {part.name for part in parts}
    assert all(any(request[1].count(b"?") for request in found[0][f"fuzz:{name}"]) for name in SHARED if "list" in name)
    assert found[0] == found[1] == found[2]


def test_the_budget_holds_over_all_workers(tmp_path: Path) -> None:
    with serving(Sound()) as product:
        gathered = gather(fuzzing(product, tmp_path / "r", 2, cases=30, max_requests=60))
        assert gathered.stopped == "limit: max_requests 60"
        assert len(product.seen) <= 60
    assert len(exchanges(tmp_path / "r")) <= 60


class Signed(Sound):
    """Takes what was signed by a hook or at a login; a token lasts for so many requests."""

    lasts = 25

    def __init__(self) -> None:
        super().__init__()
        self.logins = self.uses = 0

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        if target.endswith("/login"):
            self.logins, self.uses = self.logins + 1, 0
            self.token = f"a-token-of-login-{self.logins}"
            return said(200, {"token": self.token})
        self.uses += 1
        if self.uses > self.lasts and "x-nonce" not in fields:
            return problem(401)
        return super().answer(method, target, fields, body)


LOGIN = {
    "kind": "login",
    "steps": [
        {
            "id": "in",
            "path": "/login",
            "json": {"password": "$inputs.password"},
            "outputs": {"token": "$response.body#/token"},
        }
    ],
    "secrets": {"password": "${OWN}"},
}
HOOK = """
def sign(request, settings, secrets):
    return {"Authorization": "Bearer " + secrets["token"], "X-Nonce": request.nonce()}
"""


@pytest.mark.parametrize("kind", ["login", "hook"])
def test_workers_sign_in_as_the_run_does_and_keep_no_secret(kind: str, tmp_path: Path) -> None:
    (tmp_path / "sign.py").write_text(HOOK)
    hook = {"kind": "hook", "hook": f"{tmp_path / 'sign.py'}:sign", "secrets": {"token": "${OWN}"}}
    with serving(Signed()) as product:
        gathered = gather(fuzzing(product, tmp_path / "r", 2, auth=LOGIN if kind == "login" else hook))
    assert (gathered.stopped, gathered.faults, gathered.skipped) == ("finished", (), {})
    assert product.logins > 1 if kind == "login" else product.logins == 0, "the run signs in again for its workers"
    assert len(list((tmp_path / "r" / "journal").iterdir())) > 1
    kept = repr(exchanges(tmp_path / "r"))
    assert "/login" in kept or kind == "hook"
    assert "a-token-of-login" not in kept
    assert "Bearer good" not in kept
    asked = [x for x in exchanges(tmp_path / "r") if x.id.partition.startswith("fuzz:") and x.from_party == HALLMARK]
    assert sum(isinstance(x.reply, Response) and x.reply.status == 401 for x in asked) < len(asked) / 4


def killed(product: Product, folder: Path, after: int) -> Gathered:
    """Kill every worker with the so-many-th request of fuzzing; what they had not begun is left to the run itself."""
    count, lock = 0, threading.Lock()

    def kill(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        nonlocal count
        with lock:
            workers = [child for child in multiprocessing.active_children() if child.name.startswith("worker-")]
            count += bool(workers)
            for child in workers if count == after else ():
                child.kill()
        return None

    product.misbehave = kill
    return gather(fuzzing(product, folder, 2, cases=20))


def test_the_death_of_workers_is_said_and_loses_nothing(tmp_path: Path) -> None:
    with serving(Sound()) as product:
        gathered = killed(product, tmp_path / "r", 10)
        answered = len(product.seen)
    assert set(gathered.skipped.values()) == {"worker"}
    assert len(gathered.skipped) < len(FUZZED)
    assert gathered.faults == ()
    evidence = read(gathered.evidence)
    assert evidence.footer is not None
    assert evidence.footer.untried == {"N-002": "worker"}
    kept = exchanges(tmp_path / "r")
    assert len(kept) >= answered, "every request is known"
    assert sum(x.reply == Silence(why="interrupted") for x in kept) <= 2, "those that were under way"
    made, subject = bundle(), evidence.context.subjects[0]
    verdict = adjudicate(made.profile, made.contract, made.workflows, evidence, subject)
    finding = next(f for f in verdict.findings if f.requirement == "N-002")
    assert finding.outcome is not Outcome.CONFORMS


@pytest.mark.parametrize(
    "seconds, parts, most, workers", [(1, 9, 4, 1), (7, 9, 4, 2), (60, 9, 4, 4), (60, 3, 4, 3), (60, 9, 1, 1)]
)
def test_no_more_workers_than_are_worth_their_start(seconds: int, parts: int, most: int, workers: int) -> None:
    pace = 10_000
    estimate = seconds * 1_000_000 // pace // parts + 1
    planned = [PartitionPlan(name=str(n), kind="fuzz", what="", estimate=estimate) for n in range(parts)]
    assert worthwhile(planned, most, pace) == workers
    assert WORTHWHILE > 1_000_000
