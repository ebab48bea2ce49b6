"""Shows what a journal tells about how far a run came."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tinyapi.bench import bundle, declared, json_reply

from harness.archive import Journal, finish, replay
from harness.evidence import Exchange, ExchangeId, Footer, Product, Request, RunContext, Times
from harness.gather.memory.history import History, differences, history, sentinel
from harness.gather.plan import Aim, Plan
from harness.gather.running.planning import plan

CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="a", version="1", supplier="b"), seed=1, harness="0", started=0
)


def made_plan() -> Plan:
    made = bundle()
    aim = Aim(profile=made.profile, role="keeper", classes=("core",), contract=made.contract, workflows=made.workflows)
    return plan([aim], declared(), 7)


def journal(folder: Path, *wanted: tuple[str, str, int]) -> None:
    """Write one exchange for each (partition, target, status)."""
    Journal.begin(folder, CONTEXT)
    with Journal(folder, "main") as open_journal:
        for number, (partition, target, status) in enumerate(wanted):
            open_journal.got(
                Exchange(
                    id=ExchangeId(partition, number), from_party="hallmark", to_party="product",
                    request=Request(method="GET", target=target, head=b""),
                    reply=json_reply(status), times=Times(anchor=0),
                )
            )  # fmt: skip


def test_all_that_was_begun_is_done_but_the_last(tmp_path: Path) -> None:
    journal(
        tmp_path, ("workflow:create-and-read", "/", 200), ("examples:createNote", "/", 200), ("preflight", "/", 200)
    )
    found = history(replay(tmp_path), made_plan())
    assert found.done == {"workflow:create-and-read"}
    assert found.fresh("examples:createNote") == "examples:createNote~2"
    assert found.fresh("fuzz:createNote") == "fuzz:createNote"


def test_what_was_begun_twice_is_still_the_last(tmp_path: Path) -> None:
    journal(tmp_path, ("workflow:create-and-read", "/", 200), ("workflow:create-and-read~2", "/", 200))
    found = history(replay(tmp_path), made_plan())
    assert found.done == frozenset()
    assert found.fresh("workflow:create-and-read") == "workflow:create-and-read~3"


@pytest.mark.parametrize("stopped, done", [("finished", True), ("limit: max_requests 5", False)])
def test_a_footer_tells_whether_the_last_was_finished(tmp_path: Path, stopped: str, done: bool) -> None:
    journal(tmp_path, ("workflow:create-and-read", "/", 200))
    finish(tmp_path, Footer(ended=1, stopped=stopped, counts={}))
    assert ("workflow:create-and-read" in history(replay(tmp_path), made_plan()).done) is done


def test_nothing_is_known_of_a_new_run() -> None:
    assert History().fresh("preflight") == "preflight"


def test_the_sentinel_is_the_last_thing_that_preflight_read(tmp_path: Path) -> None:
    journal(
        tmp_path,
        ("preflight", "/api/notes", 200),
        ("preflight", "/api/notes/n1", 200),
        ("preflight", "/api/notes/n2", 404),
        ("workflow:create-and-read", "/api/notes/n3", 200),
    )
    assert sentinel(replay(tmp_path), bundle().contract, "/api") == ("GET", "/api/notes/n1")


def test_there_may_be_no_sentinel(tmp_path: Path) -> None:
    journal(tmp_path, ("preflight", "/api/notes", 200))
    assert sentinel(replay(tmp_path), bundle().contract, "/api") == ("", "")


@pytest.mark.parametrize("change", [{"seed": 2}, {"harness": "9"}, {"fixtures": {"a": 1}}])
def test_what_forbids_to_go_on(change: dict[str, object]) -> None:
    assert differences(CONTEXT, msgspec.structs.replace(CONTEXT, **change))
    assert not differences(CONTEXT, msgspec.structs.replace(CONTEXT, started=99, run="later"))
