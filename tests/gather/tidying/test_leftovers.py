"""What a run made is removed when it ends; what could not be is named, and removed by `hallmark cleanup`."""

from __future__ import annotations

from building import exchange
from records import CONTRACT
from tinyapi.bench import bench, json_reply

from harness.evidence import Exchange
from harness.gather.tidying.leftovers import left, remove

BASE = "https://api.example.org/v1"


def made(name: str, status: int = 201) -> Exchange:
    return exchange("POST", "/persons", {"surname": "Sampl"}, status, {"id": name})


def test_what_was_made_and_not_removed() -> None:
    gone = exchange("DELETE", "/persons/a", b"", 204)
    assert list(left([made("a"), made("b c"), made("d", 422), gone], CONTRACT, BASE)) == ["/persons/b%20c"]
    kept = exchange("DELETE", "/persons/a", b"", 412)
    assert list(left([made("a"), kept], CONTRACT, BASE)) == ["/persons/a"]


def test_what_cannot_be_removed_is_not_named() -> None:
    export = exchange("POST", "/exports", {"resource": "persons"}, 202, {"id": "x"})
    assert list(left([export], CONTRACT, BASE)) == []


def test_whether_it_is_gone() -> None:
    for status, gone in ((204, True), (404, True), (412, False), (500, False)):
        made_, paper, _ = bench(lambda message, identity, status=status: json_reply(status))
        from dataclasses import replace

        assert remove("/persons/a", replace(made_, contract=CONTRACT)).done is gone
        assert paper.exchanges[-1].request.target == "/api/persons/a"
    assert not remove("/exports/a", replace(made_, contract=CONTRACT)).done
