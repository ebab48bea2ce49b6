"""`token-response/1`: what holds a token is not to be stored, if it is the product that gives it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import exchange, gist, judge_all, requirement

from harness.evidence import PRODUCT, TOKEN_SERVER, Exchange
from harness.verdict import Finding


def answered(cache: str = "no-store", got: Any = None, status: int = 200, **rest: Any) -> Exchange:
    body = {"access_token": "********"} if got is None else got
    return exchange(
        "POST", "/token", b"a=b", status, body, to_party=TOKEN_SERVER, say={"Cache-Control": cache},
        partition="token:own-agency", **rest,
    )  # fmt: skip


def found(*exchanges: Exchange) -> Finding:
    return judge_all([requirement("token-response/1")], exchanges).findings[0]


@pytest.mark.parametrize(
    "cache, right",
    [("no-store", True), ("No-Store, max-age=0", True), ("private", False), ("", False), ("xno-store", False)],
)
def test_the_field(cache: str, right: bool) -> None:
    assert gist(found(answered(cache))) == ("conforms" if right else "violates: token-may-be-stored")


def test_what_holds_no_token_shows_nothing() -> None:
    for one in (answered(got={"error": "x"}), answered(got=b"<html>"), answered(status=400), answered(got=[1])):
        assert gist(found(one)) == "inconclusive: nothing-seen"
    assert gist(found(msgspec.structs.replace(answered(), to_party="product"))) == "inconclusive: nothing-seen"


def test_what_comes_from_elsewhere_is_not_the_products() -> None:
    head = answered().request.head.replace(b"notes.example.org", b"login.example.org")
    one = answered("private")
    elsewhere = msgspec.structs.replace(one, request=msgspec.structs.replace(one.request, head=head))
    assert gist(found(elsewhere)) == "inconclusive: token-from-elsewhere"


def test_what_the_product_asks_an_authority_of_ours_says_nothing_of_it() -> None:
    asked = msgspec.structs.replace(answered("private"), from_party=PRODUCT)
    assert gist(found(asked)) == "inconclusive: nothing-seen"
