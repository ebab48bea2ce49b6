"""Products that said the same, byte for byte, are asked about; what looks alike by chance is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from bundled import conversations
from compared import comparison, good, half
from leaks.test_parts import exchange

from harness.compare.likeness import FEWEST, LEAST, Said, likenesses, said
from harness.evidence import Evidence, ExchangeId, Footer, Response, RunContext
from harness.render.comparison import FORMS, renderer

ACME, BOLT = ("Acme", "Keeper"), ("Bolt", "Command")


def evidence(*observations: Any) -> Evidence:
    context: Any = good().judgement.evidence.context
    assert isinstance(context, RunContext)
    return Evidence(context=context, observations=observations, footer=Footer(ended=1, stopped="finished", counts={}))


def spoken(numbers: Iterable[int], later: int = 0, size: int = LEAST) -> Said:
    """Return what a product said that gave these numbers, each in a body of its own."""
    one = exchange()
    return said(
        evidence(
            *(
                msgspec.structs.replace(
                    one,
                    id=ExchangeId("a", n),
                    reply=Response(status=200, head=b"HTTP/1.1 200 OK", body=b"%0*d" % (size, n)),
                    times=msgspec.structs.replace(one.times, last_byte=one.times.last_byte + later),
                )
                for n in numbers
            )
        )
    )


def codes(a: Said, b: Said) -> list[str]:
    return [because.code for because in likenesses([(ACME, a), (BOLT, b)]).get(0, ())]


def test_one_run_under_two_names_is_the_same_to_the_time() -> None:
    both = likenesses([(ACME, spoken(range(9))), (BOLT, spoken(range(9)))])
    assert [b.code for b in both[0]] == [b.code for b in both[1]] == ["alike-to-the-time"]
    assert both[0][0].params == {"count": 9, "of": 9, "other": 2, "supplier": "Bolt"}
    assert both[1][0].params == {"count": 9, "of": 9, "other": 1, "supplier": "Acme"}


def test_the_same_answers_of_another_run_are_alike() -> None:
    assert codes(spoken(range(9)), spoken(range(9), later=5)) == ["alike"]


def test_a_few_or_a_small_part_are_not_remarked_on() -> None:
    assert codes(spoken(range(50)), spoken(range(46, 96))) == []
    assert codes(spoken(range(FEWEST - 1)), spoken(range(FEWEST - 1))) == []
    assert codes(spoken(range(100)), spoken((*range(94, 194),))) == [], "six of a hundred"
    assert codes(spoken(range(100)), spoken((*range(75, 175),))) == ["alike-to-the-time"]


def test_short_answers_look_alike_by_chance() -> None:
    assert codes(spoken(range(9), size=LEAST - 1), spoken(range(9), size=LEAST - 1)) == []


def test_two_versions_of_one_product_may_say_the_same() -> None:
    assert likenesses([(ACME, spoken(range(9))), (ACME, spoken(range(9)))]) == {}


def test_what_a_run_holds_is_counted_once() -> None:
    found = said(evidence(*conversations(), *conversations()))
    assert found == said(evidence(*conversations()))
    assert found.bodies


def test_every_form_says_it_and_no_score_moves() -> None:
    alike = comparison(good(said=spoken(range(9))), half(said=spoken(range(9))))
    apart = comparison(good(), half())
    assert [p.scored for p in alike.products] == [p.scored for p in apart.products]
    for file, form in FORMS.items():
        if not file.endswith((".csv", ".xlsx")):
            assert b"those of product 2 (Bolt)" in renderer(form)(alike), file
            assert b"those of product 2" not in renderer(form)(apart)
    assert b"Ask about these before an award" in renderer("html")(alike)
