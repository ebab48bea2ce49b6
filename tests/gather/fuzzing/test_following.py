"""What was made is followed to its end, and the rest is cleaned up."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from schemas import OK, body_of, contract_of
from tinyapi.bench import Paper, bench, json_reply

from harness.evidence import Reply
from harness.gather.cases import cases_of
from harness.gather.fuzzing.following import FOLLOWED, clean_up, follow
from harness.gather.fuzzing.pursuit import Pursuit
from harness.gather.message import Message

BODY = body_of({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}})


def made(delete: bool = True, **of_delete: Any) -> tuple[Pursuit, Paper]:
    """Return a trial of a creation that made some things."""
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    member: dict[str, Any] = {
        "get": {"operationId": "read", "parameters": parameters, **OK},
        "put": {"operationId": "change", "parameters": parameters, "requestBody": BODY, **OK},
    }
    if delete:
        needed = [*parameters, *of_delete.get("needs", [])]
        member["delete"] = {"operationId": "delete", "parameters": needed, **OK}
    contract = contract_of(
        {"/things": {"post": {"operationId": "create", "requestBody": BODY, **OK}}, "/things/{id}": member}
    )
    count = iter(range(100))

    def answer(message: Message, identity: str) -> Reply:
        return json_reply(201, json.dumps({"id": f"t{next(count)}"}).encode())

    tools, paper, _ = bench(answer)
    trial = Pursuit(dataclasses.replace(tools, contract=contract), contract.operations[0], {}, lambda exchange: "")
    for case in cases_of(contract.operations[0], 1, 4):
        if case.right:
            trial.say(case)
    paper.exchanges.clear()
    return trial, paper


def asked(paper: Paper) -> list[str]:
    return [f"{x.request.method} {x.request.target.removeprefix('/api')}" for x in paper.exchanges]


def test_it_is_read_changed_and_removed_and_asked_for_again() -> None:
    trial, paper = made()
    follow(trial)
    of_one = ["GET /things/t0", "PUT /things/t0"]
    assert asked(paper)[:8] == [*of_one, *of_one, "DELETE /things/t0", *of_one, "DELETE /things/t0"]
    assert len(asked(paper)) == 8 * FOLLOWED


def test_what_cannot_be_removed_is_not_followed() -> None:
    trial, paper = made(delete=False)
    follow(trial)
    clean_up(trial)
    assert asked(paper) == []


def test_everything_that_was_made_is_removed() -> None:
    trial, paper = made()
    clean_up(trial)
    assert asked(paper) == [f"DELETE /things/t{n}" for n in range(len(trial.made))]


def test_a_removal_that_needs_more_than_an_address_is_left_to_the_profile() -> None:
    tag = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
    trial, paper = made(needs=[tag])
    clean_up(trial)
    assert asked(paper) == []
