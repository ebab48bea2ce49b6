"""A product that restarts is waited for, one that is gone ends the run, and one slow operation does not."""

from __future__ import annotations

import pytest

from harness.evidence import Exchange, ExchangeId, Partial, Reply, Request, Response, Silence, Times
from harness.gather.restraint.quiet import LONGEST, NO_WAY, SHORTEST, TIMEOUTS, TIMEOUTS_OF_ONE, Quiet

FINE = Response(status=500, head=b"HTTP/1.1 500 X")


def exchange(reply: Reply, target: str = "/a", to_party: str = "product") -> Exchange:
    request = Request(method="GET", target=target, head=b"")
    id = ExchangeId("p", 0)
    return Exchange(
        id=id, from_party="hallmark", to_party=to_party, request=request, reply=reply, times=Times(anchor=0)
    )


@pytest.mark.parametrize("why", ["refused", "reset", "closed", "unreachable", "name", "tls"])
def test_a_product_that_is_gone_is_given_up_after_some_time(why: str) -> None:
    quiet, waited, said = Quiet(), 0, ""
    for _ in range(NO_WAY):
        said = quiet.watch(exchange(Silence(why=why)))
        waited += quiet.pause
    assert said == f"breaker: silence ({NO_WAY} connections in a row: {why})"
    assert 10_000_000 < waited < 20_000_000


def test_a_product_that_comes_back_is_not_held_up() -> None:
    quiet = Quiet()
    for _ in range(3 * NO_WAY):
        assert quiet.watch(exchange(Silence(why="refused"))) == ""
        assert SHORTEST <= quiet.pause <= LONGEST
        assert quiet.watch(exchange(FINE)) == ""
        assert quiet.pause == 0


@pytest.mark.parametrize("reply", [Silence(why="timeout"), Partial(why="timeout", status=200)])
def test_a_product_that_hangs_everywhere_is_given_up(reply: Reply) -> None:
    quiet = Quiet()
    said = [quiet.watch(exchange(reply, f"/{n % 2 * 'a'}")) for n in range(TIMEOUTS)]
    assert said[:-1] == [""] * (TIMEOUTS - 1)
    assert said[-1].startswith(f"breaker: silence ({TIMEOUTS} requests")


def test_one_operation_that_hangs_has_longer() -> None:
    quiet = Quiet()
    said = [quiet.watch(exchange(Silence(why="timeout"))) for _ in range(TIMEOUTS_OF_ONE)]
    assert [bool(words) for words in said] == [False] * (TIMEOUTS_OF_ONE - 1) + [True]


@pytest.mark.parametrize(
    "other", [exchange(Silence(why="stale")), exchange(Silence(why="interrupted")), exchange(FINE, to_party="token")]
)
def test_what_is_not_the_products_neither_counts_nor_ends_the_row(other: Exchange) -> None:
    quiet, said = Quiet(), []
    for _ in range(NO_WAY):
        said.append(quiet.watch(exchange(Silence(why="refused"))))
        assert quiet.watch(other) == ""
    assert said[-1]


def test_an_answer_that_was_cut_off_is_an_answer() -> None:
    quiet = Quiet()
    quiet.watch(exchange(Silence(why="reset")))
    assert quiet.watch(exchange(Partial(why="length", status=200))) == ""
    assert quiet.pause == 0


def test_it_lasts_until_anything_is_answered() -> None:
    quiet = Quiet()
    assert not quiet.lasts
    for why in ("refused", "timeout"):
        quiet.watch(exchange(Silence(why=why)))
        assert quiet.lasts
        quiet.watch(exchange(FINE))
        assert not quiet.lasts
