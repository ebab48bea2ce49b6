"""Shows that generated requests are alive, repeatable, steered by an oracle, and shrunk to a minimal case."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinyapi.bench import bench, inputs, json_reply, new_note, operation

from harness.contract import Schema
from harness.evidence import Exchange, Reply, Response
from harness.gather.fuzz import alive, homeward, probe
from harness.gather.inputs import Inputs
from harness.gather.limits import Unsendable
from harness.gather.message import Message
from harness.loading import find, load_bundle

CASES = 8


def fuzzed(
    name: str = "createNote",
    answer: Callable[[Message, str], Reply] = lambda message, identity: json_reply(201),
    oracle: Callable[[Exchange], bool] = lambda exchange: True,
    **changes: Any,
) -> list[Exchange]:
    made, paper, _ = bench(answer, **changes)
    probe(made, operation(name), {"noteId": "n1"}, {"cases": CASES}, oracle)
    return paper.exchanges


def body_of(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.request.body)
    except ValueError:
        return None


def test_right_requests_keep_the_description_and_are_alive() -> None:
    right = [body_of(x) for x in fuzzed() if x.intent == "fuzz: right"]
    assert len(right) >= CASES
    assert all(new_note().is_valid(body) for body in right)
    assert {body["sender"] for body in right} == {"GB-POL-1"}
    assert all(body["text"].startswith("EXERCISE - HALLMARK") for body in right)
    assert len({body["messageId"] for body in right}) == len(right)


def test_wrong_requests_break_the_description() -> None:
    wrong = [x for x in fuzzed() if x.intent.startswith("fuzz: wrong")]
    assert len(wrong) >= CASES
    assert not any(new_note().is_valid(body_of(x)) for x in wrong if body_of(x) is not None)


def test_the_path_leads_to_what_the_setup_made() -> None:
    right = [x for x in fuzzed("changeNote") if x.intent == "fuzz: right"]
    assert right
    assert {x.request.target for x in right} == {"/api/notes/n1"}


def gist(exchanges: list[Exchange]) -> list[tuple[str, bytes]]:
    return [(x.request.target, x.request.body) for x in exchanges]


def test_the_same_seed_generates_the_same() -> None:
    assert gist(fuzzed()) == gist(fuzzed())
    assert gist(fuzzed()) != gist(fuzzed(inputs=inputs(seed=8)))


DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from gather.test_fuzz import fuzzed, gist
print(hashlib.sha256(repr(gist(fuzzed())).encode()).hexdigest())
"""


def test_the_same_in_another_process_whatever_its_hash_seed_and_folder(tmp_path: Path) -> None:
    found = set()
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        # A configuration of somebody else's that must have no say.
        (folder / "schemathesis.toml").write_text(f"seed = {hash_seed}\n[generation]\nmodes = ['positive']\n")
        command = [sys.executable, "-c", DIGEST, str(Path(__file__).resolve().parents[1])]
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

    made, paper, _ = bench(broken)
    probe(made, operation("createNote"), {}, {"cases": 100}, fine)
    found = [x for x in paper.exchanges if x.intent == "fuzz: right" and not fine(x)]
    sizes = [len(x.request.body) for x in found]
    assert found, "nothing was found to shrink"
    smallest = min(found, key=lambda x: len(x.request.body))
    assert len(body_of(smallest)["tags"]) == 2
    assert min(sizes) < sizes[0]


def test_shrinking_has_an_end() -> None:
    always = fuzzed(oracle=lambda exchange: False)
    assert len(always) <= 2 * (CASES + 3 * CASES)


def test_what_cannot_be_written_as_a_message_is_passed_over() -> None:
    def refusing(message: Message, identity: str) -> Reply:
        raise Unsendable("a line break in a field", where="test")

    assert fuzzed(answer=refusing) == []


@pytest.mark.parametrize(
    "body, text",
    [
        ({"text": "abc"}, "EXERCISE - HALLMARK r1 .* abc"),
        ({"text": "y" * 200}, "EXERCISE - HALLMARK r1 [0-9a-f]{8} y+"),
    ],
)
def test_free_text_keeps_what_was_generated_within_its_length(body: dict[str, str], text: str) -> None:
    made = alive(body, new_note(), inputs())["text"]
    assert len(made) <= 200
    assert re.fullmatch(text, made)


def test_what_is_wrong_with_a_text_stays_wrong() -> None:
    assert alive({"text": 5, "uprn": "1"}, new_note(), inputs()) == {"text": 5, "uprn": "1"}
    assert len(alive({"text": "y" * 201}, new_note(), inputs())["text"]) > 200


@pytest.mark.parametrize("address", ["https://stranger.example.org/hook", "HTTP://198.51.100.7/"])
def test_no_product_is_sent_to_call_a_stranger(address: str) -> None:
    schema = incident_schema()
    body = {"callbackUrl": address, "narrative": "x"}
    assert homeward(body, schema, callable_at("")) == {"narrative": "x"}
    ours = homeward(body, schema, callable_at("http://127.0.0.1:9/t"))
    assert ours == {"callbackUrl": "http://127.0.0.1:9/t/notifications", "narrative": "x"}


def test_what_is_no_address_stays_as_wrong_as_it_was() -> None:
    body = {"callbackUrl": 7, "narrative": "x"}
    assert homeward(body, incident_schema(), callable_at("")) == body


def incident_schema() -> Schema:
    contract = load_bundle(find("incident-transfer@1.0")).contract
    create = contract.operation("createIncident")
    assert create is not None
    schema = create.request_bodies["application/json"].schema
    assert isinstance(schema, Schema)
    return schema


def callable_at(public_url: str) -> Inputs:
    return Inputs(run="r", seed=1, partition="p", fixtures={}, now=lambda: 0, public_url=public_url)
