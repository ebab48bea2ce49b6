"""Who called whom is told for the parts in which the product called, in the order of time, and bounded."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from sample_report import STARTED, exchange

from harness.called import LARGE, MOST_SCENES, MOST_STEPS, Calls, Scene, at
from harness.evidence import (
    PRODUCT,
    Answer,
    Document,
    Exchange,
    ExchangeId,
    Greeting,
    Observation,
    Response,
    Silence,
    Times,
)


def call(partition: str, ordinal: int = 0, later: int = 0, product: bool = True) -> Observation:
    parties = {"from_party": PRODUCT, "to_party": "room"} if product else {}
    times = Times(anchor=STARTED, sent=later)
    return exchange(id=ExchangeId(partition, ordinal), times=times, **parties)


def scenes(observations: Iterable[Observation]) -> tuple[tuple[Scene, ...], int]:
    calls = Calls()
    for observation in observations:
        calls.see(observation)
    return calls.scenes()


def test_only_parts_in_which_the_product_called_are_scenes() -> None:
    found, more = scenes([call("a", product=False), call("b", 0, product=False), call("b", 1)])
    assert [(one.name, len(one.steps), one.more) for one in found] == [("b", 2, 0)]
    assert more == 0


def test_scenes_stand_in_the_order_of_time() -> None:
    found, _ = scenes([call("a", later=9), call("b", later=1)])
    assert [one.name for one in found] == ["b", "a"]


def test_a_handshake_is_a_call_and_a_document_is_no_step() -> None:
    greeting = Greeting(id=ExchangeId("a", 0), to_party="room", at=STARTED, why="reset")
    answer = Answer(id=ExchangeId("a", 1), by="recorded", question="shown", text="yes", at=STARTED + 1)
    document = Document(id=ExchangeId("a", 2), name="x", media_type="text/plain", body=b"x")
    (one,), _ = scenes([greeting, answer, document])
    assert one.steps == (greeting, answer)
    assert [at(step) for step in one.steps] == [STARTED, STARTED + 1]
    assert scenes([answer, document]) == ((), 0)


def test_content_is_not_held() -> None:
    silent = exchange(reply=Silence(why="reset"), from_party=PRODUCT)
    (one,), _ = scenes([exchange(from_party=PRODUCT), silent])
    whole, nothing = one.steps
    assert (whole.request.body, whole.request.head, whole.redactions) == (b"", b"", ())
    assert whole.reply == Response(status=201, head=b"")
    assert nothing.reply == Silence(why="reset")


def test_what_is_too_much_is_counted() -> None:
    def many() -> Iterator[Observation]:
        for scene in range(MOST_SCENES + 2):
            yield from (call(f"s{scene:03d}", step) for step in range(MOST_STEPS + 3))

    found, more = scenes(many())
    assert (len(found), more) == (MOST_SCENES, 2)
    assert {(len(one.steps), one.more) for one in found} == {(MOST_STEPS, 3)}


def test_what_is_large_is_not_held_until_it_is_known_whether_it_is_drawn() -> None:
    large, small = (exchange(from_party=PRODUCT, body=b"x" * octets) for octets in (LARGE, 1))
    calls = Calls()
    with_none = sys.getrefcount(large)
    calls.see(large)
    calls.see(small)
    assert sys.getrefcount(large) == with_none
    ((one,), _) = calls.scenes()
    assert [step.request.body for step in one.steps if isinstance(step, Exchange)] == [b"", b""]


def test_what_passed_between_two_products_is_a_scene() -> None:
    relayed = exchange(id=ExchangeId("relay", 0), from_party="a", to_party="relay")
    assert [one.name for one in scenes([relayed])[0]] == ["relay"]
