"""Replies that are those of a partner of ours are counted; those of others, and a few short refusals, are not."""

from __future__ import annotations

from pathlib import Path

import msgspec
from bundled import PROFILE, conversations, judged, profile

from harness.evidence import Evidence, Exchange, ExchangeId, Response
from harness.examples import read_example
from harness.verify.mocks import FEWEST, counting, known_replies


def exchanges(count: int) -> tuple[Exchange, ...]:
    """Return exchanges of the shipped examples, with different bodies."""
    found: dict[bytes, Exchange] = {}
    for path in sorted(profile().folder.glob("examples/*/conforms/*.json*")):
        for x in read_example(path).exchanges:
            if isinstance(x, Exchange) and isinstance(x.reply, Response) and x.reply.body in known_replies(PROFILE):
                found.setdefault(x.reply.body, msgspec.structs.replace(x, id=ExchangeId("p", len(found))))
    return tuple(found.values())[:count]


def alike(evidence: Evidence) -> tuple[int, int]:
    same, watched = counting(evidence)
    assert list(same.observations) == list(evidence.observations)
    assert list(same.observations), "a second walk counts anew"
    return watched.alike()


def test_a_product_that_answers_like_ours_is_flagged(tmp_path: Path) -> None:
    context = judged(tmp_path).evidence.context
    some = exchanges(10)
    evidence = Evidence(context=context, observations=(*some, some[0]), footer=None)
    assert alike(evidence) == (10, 11)


def test_a_few_bodies_show_nothing(tmp_path: Path) -> None:
    context = judged(tmp_path).evidence.context
    few = Evidence(context=context, observations=exchanges(FEWEST - 1), footer=None)
    assert alike(few) == (0, 0)
    assert known_replies("no-such-profile@1.0") == frozenset()


def test_another_product_is_not_flagged(tmp_path: Path) -> None:
    context = judged(tmp_path).evidence.context

    def other(x: Exchange) -> Exchange:
        assert isinstance(x.reply, Response)
        body = x.reply.body + b" "
        return msgspec.structs.replace(x, reply=msgspec.structs.replace(x.reply, body=body))

    seen = tuple(map(other, exchanges(10)))
    assert alike(Evidence(context=context, observations=seen, footer=None)) == (0, 0)
    assert conversations()
