"""Heavy requests are heavy as they say, and one that is not answered is asked again."""

from __future__ import annotations

import json

import pytest
from tinyapi.bench import NOTHING, bench, bundle, json_reply, operation

from harness.evidence import Exchange, Reply
from harness.gather.message import Message
from harness.gather.probing.protocol import probe, suits
from harness.gather.probing.weights import SIZES, heavy_values, insist
from harness.gather.restraint.secondlook import silent
from harness.reading import Reading
from harness.rules.refusals.heavy import WAYS


def sent(kind: str, status: int, name: str = "createNote", **settings: object) -> list[Exchange]:
    made, paper, _ = bench(lambda message, identity: json_reply(status))
    probe(kind, made, operation(name), {}, settings)
    return paper.exchanges


def heavy(exchange: Exchange) -> set[str]:
    reading = Reading(exchange, bundle().contract, "/api")
    return {name for name, way in WAYS.items() if way(reading)}


def test_content_grows_only_as_far_as_it_is_taken() -> None:
    assert [len(x.request.body) >> 20 for x in sent("large", 413)] == [SIZES[0] >> 20]
    taken = sent("large", 201)
    assert [len(x.request.body) >> 20 for x in taken] == [size >> 20 for size in SIZES]
    assert all(heavy(x) == {"size"} for x in taken)
    assert json.loads(taken[0].request.body)["sender"] == "GB-POL-1", "the rest of it is right"


def test_nesting_lists_and_numbers_are_heavy_in_their_ways() -> None:
    found = [heavy(x) for x in sent("deep", 422)]
    assert set().union(*found) == {"depth", "list", "number"}
    assert all(found)
    assert len(found) == len(list(heavy_values())) + 1


def test_a_burst_ends_with_the_first_refusal() -> None:
    count = iter([201] * 5 + [429] * 50)
    made, paper, _ = bench(lambda message, identity: json_reply(next(count)))
    probe("burst", made, operation("createNote"), {}, {})
    assert len(paper.exchanges) == 6
    assert len(sent("burst", 201, most=9)) == 9


def test_only_what_says_so_is_called_too_often() -> None:
    assert not suits("burst", operation("createNote"))


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_not_answered_is_asked_again_if_the_product_is_there(gone: bool) -> None:
    def answer(message: Message, identity: str) -> Reply:
        return json_reply(200) if message.method == "GET" and not gone else NOTHING

    made, paper, _ = bench(answer)
    exchange = insist(made, Message(method="POST", target="/notes", headers=(), body=b"{}"), "heavy")
    assert silent(exchange)
    assert [x.request.method for x in paper.exchanges] == (["POST", "GET"] if gone else ["POST", "GET", "POST", "GET"])
