"""The breaker opens for what stands in between, and never for a product that fails in one place."""

from __future__ import annotations

import pytest

from harness.evidence import Exchange, ExchangeId, Partial, Reply, Request, Response, Silence, Times
from harness.gather.restraint.breaker import Breaker, may_be_own

HTML = b"HTTP/1.1 %d X\r\nContent-Type: text/html; charset=utf-8"
JSON = b"HTTP/1.1 %d X\r\nContent-Type: application/json"


def reply(status: int, body: bytes = b"", head: bytes = JSON) -> Response:
    return Response(status=status, head=head % status, body=body)


def exchange(answer: Reply, target: str = "/a") -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0),
        from_party="hallmark",
        to_party="product",
        request=Request(method="GET", target=target, head=b""),
        reply=answer,
        times=Times(anchor=0),
    )


def opened(answers: list[Reply], *targets: str, limit: int = 5) -> str:
    breaker = Breaker(limit)
    said = [breaker.watch(exchange(answer, targets[at % len(targets)])) for at, answer in enumerate(answers)]
    return next((words for words in said if words), "")


FOREIGN: dict[str, tuple[list[Reply], str]] = {
    "block-page": ([reply(403, b"<h1>Blocked</h1>Ray 8f3a%d7c21" % n, HTML) for n in range(5)], "the same HTML page"),
    "login-page": ([reply(200, b"<!DOCTYPE html><form>") for _ in range(5)], "the same HTML page"),
    "uniform-403": ([reply(403, b'{"incident":"%d123456"}' % n) for n in range(5)], "the same 403"),
    "gateway": ([reply(status, b"%d" % status) for status in (502, 503, 504, 503, 502)], "errors of a gateway"),
    "cut-gateway": ([Partial(why="length", status=502, head=b"")] * 5, "errors of a gateway"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_it_opens_for_what_stands_in_between(name: str) -> None:
    answers, what = FOREIGN[name]
    assert opened(answers, "/a", "/b") == f"breaker: something in between (5 times in a row {what})"


@pytest.mark.parametrize("name", FOREIGN)
def test_one_less_does_not_open_it(name: str) -> None:
    assert opened(FOREIGN[name][0][:4], "/a", "/b") == ""


@pytest.mark.parametrize("name", FOREIGN)
def test_one_operation_alone_does_not_open_it(name: str) -> None:
    answers = FOREIGN[name][0] * 3
    assert opened(answers, "/items/1", "/items/2?x=y", "/items/ab%20c") == ""


@pytest.mark.parametrize("name", FOREIGN)
def test_one_other_answer_begins_the_row_anew(name: str) -> None:
    answers = FOREIGN[name][0]
    assert opened([*answers[:4], reply(200, b"{}"), *answers[:4]], "/a", "/b") == ""


def test_silences_neither_count_nor_end_the_row() -> None:
    answers = FOREIGN["gateway"][0]
    silent: list[Reply] = [Silence(why="timeout")] * 9
    assert opened([*answers[:4], *silent, answers[4]], "/a", "/b") != ""
    assert opened(silent, "/a", "/b") == ""


def test_different_refusals_are_the_products_own() -> None:
    bodies = (b"no incident", b"no agency", b"no right")
    assert opened([reply(403, bodies[n % 3]) for n in range(30)], "/a", "/b") == ""
    assert opened([reply(404, b"{}") for _ in range(30)], "/a", "/b") == ""
    assert opened([reply(500, b"{}") for _ in range(30)], "/a", "/b") == ""


def test_a_limit_of_none_never_opens() -> None:
    assert opened(FOREIGN["gateway"][0] * 9, "/a", "/b", limit=0) == ""


@pytest.mark.parametrize(
    "answer, own",
    [
        (reply(403, b'{"detail":"not yours"}'), True),
        (reply(404, b"<!doctype html>", HTML), True),
        (reply(403, b"<!doctype html>", HTML), False),
        (reply(503, b"<!doctype html>", HTML), False),
        (reply(404, b"{}"), False),
        (Silence(why="timeout"), False),
    ],
)
def test_what_a_product_may_say_for_reasons_of_its_own(answer: Reply, own: bool) -> None:
    assert may_be_own(answer) is own
