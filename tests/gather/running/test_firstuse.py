"""Fixtures are tried once before the plan, and each class is asked for; nothing of that blocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tinyapi.bench import NOTHING, bench, bundle, json_reply

from harness.evidence import Reply, Response
from harness.gather.checks import Check
from harness.gather.message import Message
from harness.gather.running.firstuse import use

Answer = Callable[[Message, str], Reply]


def used(answer: Answer, **changes: object) -> dict[str, Check]:
    made, _, _ = bench(answer, **changes)
    classes = {"core": ("createNote", "getNote"), "lists": ("listNotes",)}
    return {check.name: check for check in use(made, bundle().workflows, classes).checks}


def perfect(message: Message, identity: str) -> Reply:
    if message.target.endswith("closure"):
        return Response(status=204, head=b"HTTP/1.1 204 No Content")
    return json_reply(201 if message.method == "POST" else 200, b'{"id": "n1"}')


def test_fixtures_are_known_over_there() -> None:
    found = used(perfect)
    assert (found["fixtures"].ok, found["class:core"].ok) == (True, True)


def test_a_refused_fixture_is_said_and_blocks_nothing() -> None:
    found = used(lambda message, identity: json_reply(422))
    assert (found["fixtures"].ok, found["fixtures"].code, found["fixtures"].blocks) == (False, "refused", False)
    assert found["fixtures"].params == {"ended": "failed", "step": "create"}


def test_an_address_at_which_nothing_is_served_is_one_problem_of_configuration() -> None:
    found = used(lambda message, identity: json_reply(404))
    assert list(found) == ["served"]
    check = found["served"]
    assert (check.ok, check.code, check.advice, check.blocks) == (False, "unserved", "check-base-url", True)


@pytest.mark.parametrize("status", [200, 400, 401, 405, 422, 500])
def test_one_answer_of_another_kind_is_the_products_own(status: int) -> None:
    found = used(lambda message, identity: json_reply(status if message.method == "POST" else 404))
    assert "served" not in found
    assert not found["fixtures"].ok
    assert not any(check.blocks for check in found.values())


def test_silence_is_no_404() -> None:
    found = used(lambda message, identity: NOTHING if message.method == "POST" else json_reply(404))
    assert "served" not in found


def test_a_class_that_nobody_serves() -> None:
    def answer(message: Message, identity: str) -> Reply:
        if message.method == "GET" and message.target == "/notes/n1" and "seen" in marks:
            return json_reply(404)
        marks.add("seen") if message.method == "GET" else None
        return perfect(message, identity)

    marks: set[str] = set()
    unserved = used(answer)["class:core"]
    assert (unserved.ok, unserved.code, unserved.blocks) == (False, "unserved", False)
    assert unserved.params == {"operation": "getNote", "status": 404}


def test_reading_only_creates_nothing() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200), declare={"limits": {"read_only": True}})
    use(made, bundle().workflows, {"core": ("listNotes",)})
    assert {x.request.method for x in paper.exchanges} == {"GET"}
