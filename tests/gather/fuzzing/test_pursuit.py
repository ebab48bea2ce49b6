"""A pursuit remembers what went wrong at its smallest, what was made, and how slow answers were."""

from __future__ import annotations

import json

from schemas import OK, body_of, contract_of
from tinyapi.bench import bench, json_reply, operation

from harness.evidence import Exchange, Reply, Response
from harness.gather.cases import Case, cases_of
from harness.gather.fuzzing.pursuit import MOST_WRONGS, Pursuit, size_of
from harness.gather.message import Message


def status(exchange: Exchange) -> str:
    return str(exchange.reply.status) if isinstance(exchange.reply, Response) and exchange.reply.status >= 500 else ""


def test_the_smallest_case_of_each_thing_wrong_is_kept() -> None:
    made, _, _ = bench(lambda message, identity: json_reply(500 + len(message.body) % 10))
    trial = Pursuit(made, operation("createNote"), {}, status)
    for size in (31, 21, 41, 22, *range(3, 10)):
        trial.say(Case(True, str(size), body=b"x" * size))
    assert (trial.wrong["501"][0].why, trial.wrong["502"][0].why) == ("21", "22")
    assert len(trial.wrong) == MOST_WRONGS
    assert size_of(Case(True, "", query=(("a", "bc"),), body=b"de")) == 5


def test_what_was_made_is_remembered_with_how_it_goes() -> None:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    thing = body_of({"type": "object", "properties": {"a": {"type": "string"}}})
    contract = contract_of(
        {
            "/things": {"post": {"operationId": "create", "requestBody": thing, **OK}},
            "/things/{id}": {"delete": {"operationId": "delete", "parameters": parameters, **OK}},
        }
    )
    count = iter(range(100))

    def answer(message: Message, identity: str) -> Reply:
        return json_reply(201, json.dumps({"id": f"t{next(count)}"}).encode())

    import dataclasses

    made, _, _ = bench(answer)
    made = dataclasses.replace(made, contract=contract)
    trial = Pursuit(made, contract.operations[0], {}, lambda exchange: "")
    for case in cases_of(contract.operations[0], 1, 3):
        if case.right:
            trial.say(case)
    assert trial.made[:2] == ["t0", "t1"]
    assert trial.producer.made[0] == ("/api/things/t0", "delete")
    deleting = Pursuit(made, contract.operations[1], {}, lambda exchange: "")
    first = deleting.sayer.parameters["path", "id"]
    deleting.say(Case(True, "", path=(("id", "x"),)))
    assert deleting.sayer.parameters["path", "id"] != first, "what was deleted is made anew"
