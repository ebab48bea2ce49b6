"""Fuzzing one operation reaches right and wrong requests, learns from replies, and looks closer at what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinyapi.bench import bench, inputs, json_reply, new_note, operation

from harness.evidence import Exchange, Reply, Response
from harness.gather.fuzzing.closer import REPEATS, SHRINKING
from harness.gather.fuzzing.stages import probe
from harness.gather.message import Message
from harness.jsonbytes import NotJson, parse

CASES = 8


def fuzzed(
    name: str = "createNote",
    answer: Callable[[Message, str], Reply] = lambda message, identity: json_reply(201),
    oracle: Callable[[Exchange], str] = lambda exchange: "",
    **changes: Any,
) -> list[Exchange]:
    made, paper, _ = bench(answer, **changes)
    probe(made, operation(name), {"noteId": "n1", "ifMatch": '"1"'}, {"cases": CASES}, oracle)
    return paper.exchanges


def body_of(exchange: Exchange) -> Any:
    value = parse(exchange.request.body)
    return None if isinstance(value, NotJson) else value


def test_right_requests_keep_the_description_and_are_alive() -> None:
    right = [body_of(x) for x in fuzzed() if x.intent.startswith("fuzz: right")]
    assert len(right) == CASES
    assert all(new_note().is_valid(body) for body in right)
    assert {body["sender"] for body in right} == {"GB-POL-1"}
    assert all(body["text"].startswith("EXERCISE - HALLMARK") for body in right)
    assert len({body["messageId"] for body in right}) == len(right)


def test_wrong_requests_break_the_description() -> None:
    wrong = [x for x in fuzzed() if x.intent.startswith("fuzz: wrong") and "hard to hold" not in x.intent]
    assert len(wrong) >= CASES - 2
    assert not any(new_note().is_valid(body_of(x)) for x in wrong if body_of(x) is not None)


def test_the_path_leads_to_what_the_setup_made() -> None:
    right = [x for x in fuzzed("changeNote") if x.intent.startswith("fuzz: right")]
    assert right
    assert {x.request.target for x in right} == {"/api/notes/n1"}


def test_the_second_stage_stays_near_to_what_was_taken() -> None:
    near = [x for x in fuzzed() if x.intent.startswith("near")]
    assert len(near) >= CASES // 2
    refused = fuzzed(answer=lambda message, identity: json_reply(422, b""))
    assert len([x for x in refused if x.intent.startswith("near")]) <= CASES


def test_a_new_version_is_named_by_the_next_change() -> None:
    tags = iter(range(2, 1000))
    changed = fuzzed("changeNote", lambda message, identity: json_reply(200, b"{}", f'ETag: "{next(tags)}"'))
    sent = [line for x in changed for line in x.request.head.decode().split("\r\n") if line.startswith("If-Match")]
    assert sent[:3] == ['If-Match: "1"', 'If-Match: "2"', 'If-Match: "3"']


def gist(exchanges: list[Exchange]) -> list[tuple[str, bytes]]:
    return [(x.request.target, x.request.body) for x in exchanges]


def test_the_same_seed_asks_the_same() -> None:
    assert gist(fuzzed()) == gist(fuzzed())
    assert gist(fuzzed()) != gist(fuzzed(inputs=inputs(seed=8)))


DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from gather.fuzzing.test_stages import fuzzed, gist
print(hashlib.sha256(repr(gist(fuzzed())).encode()).hexdigest())
"""


def test_the_same_in_another_process_whatever_its_hash_seed_and_folder(tmp_path: Path) -> None:
    found = set()
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        command = [sys.executable, "-c", DIGEST, str(Path(__file__).resolve().parents[2])]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
        assert list(folder.iterdir()) == [], "nothing is written where it runs"
    assert len(found) == 1


def too_many_tags(message: Message, identity: str) -> Reply:
    """Fail on two tags or more."""
    try:
        tags = json.loads(message.body).get("tags", [])
    except (ValueError, AttributeError):
        return json_reply(422)
    return json_reply(500 if isinstance(tags, list) and len(tags) >= 2 else 201)


def wrong(exchange: Exchange) -> str:
    return "500" if isinstance(exchange.reply, Response) and exchange.reply.status == 500 else ""


def test_what_is_wrong_is_sent_again_as_small_as_it_can_be() -> None:
    made, paper, _ = bench(too_many_tags)
    probe(made, operation("createNote"), {}, {"cases": 40}, wrong)
    again = [x for x in paper.exchanges if x.intent.startswith("again")]
    assert len(again) == REPEATS
    assert len({x.request.body for x in again}) == 1
    body = body_of(again[0])
    assert len(body["tags"]) == 2
    assert set(body) == {"tags"}, "nothing else is needed"


def test_looking_closer_has_an_end() -> None:
    always = fuzzed(oracle=lambda exchange: "always")
    assert len(always) <= 3 * CASES + SHRINKING + REPEATS


def test_what_a_list_shows_changes_no_request() -> None:
    """A list holds what other partitions are making at the same time, and they may run beside this one."""
    few = fuzzed("listNotes", lambda message, identity: json_reply(200, b'{"items":[],"total":0}'))
    many = b'{"items":[{"id":"n1","cursor":"abc"},{"cursor":"def"}],"cursor":"xyz","limit":3,"total":9}'
    others = fuzzed("listNotes", lambda message, identity: json_reply(200, many))
    assert len(few) > 2 * CASES
    assert [x.request.target for x in few] == [x.request.target for x in others]
