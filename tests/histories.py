"""Scripts the histories of a release: the last accepted run, the run of today, and what else was at hand."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from harness.declaration import Gate
from harness.evidence import Deviation, Product
from harness.gate.exercised import Timing
from harness.gate.snapshot import ClassSeen, OperationSeen, PartSeen, Snapshot, Told
from harness.profile import Level
from harness.verdict import Decision, Outcome

TODAY: Final = "2027-01-15"
PRODUCT: Final = Product(name="Notekeeper", version="4.2", supplier="Acme Ltd")
LEVELS: Final = {"N-001": Level.MUST, "N-002": Level.MUST, "N-003": Level.SHOULD, "N-004": Level.MUST}
CLASSES: Final = {"N-001": "notes", "N-002": "notes", "N-003": "notes", "N-004": "links"}
OPERATIONS: Final = {"addNote": "POST /notes", "readNote": "GET /notes/{id}", "linkNote": "POST /links"}
SOON: Final = Timing(count=100, low=9_000, median=10_000, high=11_000)
LATE: Final = Timing(count=100, low=28_000, median=30_000, high=32_000)


def told(name: str, outcome: Outcome, *, claimed: tuple[str, ...] = ("notes", "links")) -> Told:
    """Return how a requirement of the script came out."""
    violated = outcome is Outcome.VIOLATES
    return Told(
        outcome=outcome,
        level=LEVELS.get(name, Level.MUST),
        class_=CLASSES.get(name, "notes"),
        decides=LEVELS.get(name, Level.MUST) is Level.MUST and CLASSES.get(name, "notes") in claimed,
        code="server-error" if violated else "shown",
        causes=("server-error/addNote",) if violated else (),
        failed=1 if violated else 0,
        cases=5,
    )


def part(
    outcomes: dict[str, Outcome] | None = None,
    *,
    claimed: tuple[str, ...] = ("notes", "links"),
    answered: dict[str, int] | None = None,
    timing: Timing | None = SOON,
    spoilt: int = 0,
    **changes: Any,
) -> PartSeen:
    """Return a part in which all is met, but for `outcomes`; a class that is not claimed is not judged."""
    found = {name: told(name, Outcome.CONFORMS, claimed=claimed) for name in LEVELS if CLASSES[name] in claimed}
    found |= {name: told(name, outcome, claimed=claimed) for name, outcome in (outcomes or {}).items()}
    deciding = [one.outcome for one in found.values() if one.decides]
    verdict = (
        Decision.CONFORMS if set(deciding) <= {Outcome.CONFORMS, Outcome.NOT_APPLICABLE} else Decision.INCONCLUSIVE
    )
    verdict = Decision.VIOLATES if Outcome.VIOLATES in deciding else verdict
    shown = (Outcome.CONFORMS, Outcome.VIOLATES)
    values: dict[str, Any] = {
        "profile": "notes@1.0",
        "role": "keeper",
        "profile_digest": "sha256:profile",
        "contract_digest": "sha256:contract",
        "rulebook": "rules 1",
        "verdict": verdict,
        "limited": False,
        "known": tuple(LEVELS),
        "requirements": found,
        "classes": {
            name: ClassSeen(
                claimed=name in claimed,
                verdict=verdict,
                shown=sum(one.class_ == name and one.outcome in shown for one in found.values()),
                timing=timing if name in claimed else None,
                spoilt=spoilt,
            )
            for name in ("notes", "links")
        },
        "operations": {
            name: OperationSeen(path=path, answered=(answered or {}).get(name, 5)) for name, path in OPERATIONS.items()
        },
    }
    return PartSeen(**(values | changes))


def snapshot(*parts: PartSeen, **changes: Any) -> Snapshot:
    """Return a run with these parts; one in which all is met where none is given."""
    values: dict[str, Any] = {
        "run": "today",
        "started": 1_800_000_000_000_000,
        "product": PRODUCT,
        "harness": "0.1.0",
        "machine": "Python 3.13.1 on Linux, machine 0a1b2c3d",
        "target": "http://127.0.0.1:8801/notes/v1",
        "round_trip": 200,
        "stopped": "finished",
        "evidence": "sha256:evidence",
        "parts": parts or (part(),),
    }
    return Snapshot(**(values | changes))


class History(msgspec.Struct, frozen=True, kw_only=True):
    """One history, and what the documents say of it."""

    after: Snapshot
    before: Snapshot | None = snapshot(run="main")
    policy: Gate = Gate()
    rerun: Snapshot | None = None


def deviation(expires: str = "2027-03-31", requirement: str = "N-001") -> Deviation:
    """Return what a supplier declares of a requirement that is not met."""
    return Deviation(requirement=requirement, owner="A. Sampl", reason="Fixed in 4.3", expires=expires)


VIOLATES, OPEN, FAULT = Outcome.VIOLATES, Outcome.INCONCLUSIVE, Outcome.FAULT
FAILING: Final = snapshot(part({"N-001": VIOLATES}))
FAILED_BEFORE: Final = snapshot(part({"N-001": VIOLATES}), run="main")
REGRESSIONS: Final = Gate(fail_on="regressions")
RENAMED: Final = {
    "addNote": OperationSeen(path="POST /notes", answered=5),
    "getNote": OperationSeen(path="GET /notes/{id}", answered=5),
    "linkNote": OperationSeen(path="POST /links", answered=5),
}

HISTORIES: Final[dict[str, History]] = {
    "nothing changed": History(after=snapshot()),
    "regression": History(after=FAILING),
    "flake": History(after=FAILING, rerun=snapshot(part()), policy=Gate(flakes_above=30)),
    "too many flakes": History(after=FAILING, rerun=snapshot(part()), policy=Gate(flakes_above=20)),
    "lost coverage": History(after=snapshot(part(answered={"linkNote": 0}))),
    "renamed operation": History(after=snapshot(part(operations=RENAMED, contract_digest="sha256:other"))),
    "operation removed": History(
        after=snapshot(
            part(
                operations={k: v for k, v in part().operations.items() if k != "linkNote"},
                contract_digest="sha256:other",
            )
        )
    ),
    "stale deviation": History(after=snapshot(deviations=(deviation(),))),
    "profile upgrade": History(
        after=snapshot(
            part(
                {"N-005": Outcome.CONFORMS},
                profile="notes@1.1",
                profile_digest="sha256:upgraded",
                known=(*LEVELS, "N-005"),
            )
        )
    ),
    "profile upgrade with a new requirement that is not met": History(
        after=snapshot(
            part({"N-005": VIOLATES}, profile="notes@1.1", profile_digest="sha256:x", known=(*LEVELS, "N-005"))
        ),
        policy=REGRESSIONS,
    ),
    "product slower": History(after=snapshot(part(timing=LATE)), policy=Gate(slower_above=2.0)),
    "machine slower": History(after=snapshot(part(timing=None, spoilt=90)), policy=Gate(slower_above=2.0)),
    "other machine": History(
        after=snapshot(part(timing=LATE), machine="Python 3.13.1 on Linux, machine ffffffff"),
        policy=Gate(slower_above=2.0),
    ),
    "first run": History(after=snapshot(), before=None),
    "first run that fails": History(after=FAILING, before=None),
    "first run of a product with known faults": History(after=FAILING, before=None, policy=REGRESSIONS),
    "newly inconclusive": History(after=snapshot(part({"N-001": OPEN}))),
    "fixed": History(after=snapshot(), before=FAILED_BEFORE),
    "still failing": History(after=FAILING, before=FAILED_BEFORE),
    "still failing where only regressions stop": History(after=FAILING, before=FAILED_BEFORE, policy=REGRESSIONS),
    "still failing, accepted": History(
        after=msgspec.structs.replace(FAILING, deviations=(deviation(),)), before=FAILED_BEFORE
    ),
    "deviation expired": History(
        after=msgspec.structs.replace(FAILING, deviations=(deviation("2027-01-14"),)), before=FAILED_BEFORE
    ),
    "a recommendation is met no more": History(after=snapshot(part({"N-003": VIOLATES}))),
    "a recommendation is met no more where SHOULD counts": History(
        after=snapshot(part({"N-003": VIOLATES})), policy=Gate(fail_on="should")
    ),
    "product version older": History(
        after=snapshot(product=Product(name="Notekeeper", version="4.1", supplier="Acme Ltd"))
    ),
    "class unclaimed": History(after=snapshot(part(claimed=("notes",)))),
    "run stopped by a limit": History(
        after=snapshot(part({"N-004": OPEN}, answered={"linkNote": 0}), stopped="limit: max_requests")
    ),
    "limited run": History(after=snapshot(part(limited=True, verdict=Decision.INCONCLUSIVE))),
    "fault of ours": History(after=snapshot(part({"N-001": FAULT}))),
    "fault of ours on the way": History(after=snapshot(part({"N-001": VIOLATES}), stopped="fault: KeyError")),
    "empty run": History(after=snapshot(part(dict.fromkeys(LEVELS, OPEN), answered=dict.fromkeys(OPERATIONS, 0)))),
    "run of nothing": History(after=msgspec.structs.replace(snapshot(), parts=())),
    "requirement that no longer applies": History(after=snapshot(part({"N-001": Outcome.NOT_APPLICABLE}))),
}
"""More than the twenty that docs/gate.md promises; each stands there with its decision."""
