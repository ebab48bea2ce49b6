"""Shows that searched requests are alive, repeatable, steered by an oracle, and shrunk to a minimal case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas import body_of as described
from schemas import operation_of
from tinyapi.bench import bench, inputs, json_reply, new_note, operation

from harness.evidence import Exchange, Reply, Response
from harness.gather.fuzzing.fuzz import search
from harness.gather.fuzzing.saying import Sayer
from harness.gather.fuzzing.stages import probe
from harness.gather.message import Message
from harness.gather.restraint.limits import Unsendable

CASES = 8


def searched(
    name: str = "createNote",
    answer: Callable[[Message, str], Reply] = lambda message, identity: json_reply(201),
    fine: Callable[[Exchange], bool] = lambda exchange: True,
    count: int = CASES,
    **changes: Any,
) -> list[Exchange]:
    made, paper, _ = bench(answer, **changes)
    search(Sayer(made, operation(name), {("path", "noteId"): "n1"}), count, fine)
    return paper.exchanges


def body_of(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.request.body)
    except ValueError:
        return None


def test_right_requests_keep_the_description_and_are_alive() -> None:
    right = [body_of(x) for x in searched() if x.intent == "search: right"]
    assert len(right) >= CASES
    assert all(new_note().is_valid(body) for body in right)
    assert {body["sender"] for body in right} == {"GB-POL-1"}
    assert len({body["messageId"] for body in right}) == len(right)


def test_wrong_requests_break_the_description() -> None:
    wrong = [x for x in searched() if x.intent.startswith("search: wrong")]
    assert len(wrong) >= CASES
    assert not any(new_note().is_valid(body_of(x)) for x in wrong if body_of(x) is not None)


def test_the_path_leads_to_what_the_setup_made() -> None:
    right = [x for x in searched("changeNote") if x.intent == "search: right"]
    assert right
    assert {x.request.target for x in right} == {"/api/notes/n1"}


def gist(exchanges: list[Exchange]) -> list[tuple[str, bytes]]:
    return [(x.request.target, x.request.body) for x in exchanges]


def test_another_seed_generates_other_requests() -> None:
    assert gist(searched()) != gist(searched(inputs=inputs(seed=8)))


DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from gather.fuzzing.test_fuzz import gist, searched
print(hashlib.sha256(repr(gist(searched())).encode()).hexdigest())
"""


def test_the_same_in_another_process_whatever_its_hash_seed_and_folder(tmp_path: Path) -> None:
    found = set()
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        # A configuration of somebody else's that must have no say.
        (folder / "schemathesis.toml").write_text(f"seed = {hash_seed}\n[generation]\nmodes = ['positive']\n")
        command = [sys.executable, "-c", DIGEST, str(Path(__file__).resolve().parents[2])]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
        assert [path.name for path in folder.iterdir()] == ["schemathesis.toml"], "nothing is written where it runs"
    assert len(found) == 1


def test_an_oracle_leads_to_the_smallest_request_with_the_fault() -> None:
    def broken(message: Message, identity: str) -> Reply:
        try:
            tags = json.loads(message.body).get("tags", [])
        except (ValueError, AttributeError):
            return json_reply(422)
        return json_reply(500 if isinstance(tags, list) and len(tags) >= 2 else 201)

    def fine(exchange: Exchange) -> bool:
        return isinstance(exchange.reply, Response) and exchange.reply.status != 500

    found = [x for x in searched(answer=broken, fine=fine, count=100) if x.intent == "search: right" and not fine(x)]
    sizes = [len(x.request.body) for x in found]
    assert found, "nothing was found to shrink"
    smallest = min(found, key=lambda x: len(x.request.body))
    assert len(body_of(smallest)["tags"]) == 2
    assert min(sizes) < sizes[0]


def test_shrinking_has_an_end() -> None:
    assert len(searched(fine=lambda exchange: False)) <= 2 * 3 * CASES


def test_what_cannot_be_written_as_a_message_is_passed_over() -> None:
    def refusing(message: Message, identity: str) -> Reply:
        raise Unsendable("a line break in a field", where="test")

    assert searched(answer=refusing) == []


def test_an_operation_of_which_no_right_case_can_be_made_is_searched() -> None:
    # An array whose elements must contain what no plain element is.
    schema = {"type": "array", "contains": {"type": "integer", "minimum": 5}, "items": {"type": "integer"}}
    hard = operation_of(requestBody=described(schema))
    made, paper, _ = bench(lambda message, identity: json_reply(201))
    probe(made, hard, {}, {"cases": 4}, lambda exchange: "")
    right = [body_of(x) for x in paper.exchanges if x.intent == "search: right"]
    assert right
    assert all(any(number >= 5 for number in body) for body in right)
