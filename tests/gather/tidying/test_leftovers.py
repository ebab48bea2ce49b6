"""What a run made is removed when it ends; what could not be is named, and removed by `hallmark cleanup`."""

from __future__ import annotations

from pathlib import Path

from building import exchange
from records import CONTRACT, conversation, gathered
from tinyapi.bench import bench, json_reply

from harness import archive
from harness.declaration import Limits
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


def test_a_run_leaves_nothing(tmp_path: Path) -> None:
    done = gathered(tmp_path, [conversation("collection", "/objects")])
    assert done.left == ()
    evidence = archive.read(done.evidence)
    removed = [o for o in evidence.observations if isinstance(o, Exchange) and o.id.partition == "cleanup"]
    assert {o.request.method for o in removed} == {"GET", "DELETE"}
    assert evidence.footer is not None
    assert evidence.footer.left == ()


def test_what_a_limit_leaves_is_named(tmp_path: Path) -> None:
    done = gathered(tmp_path, [conversation("collection")], limits=Limits(max_requests=30, requests_per_second=1000))
    assert done.stopped == "limit: max_requests 30"
    assert any(path.startswith("/persons/") for path in done.left)


def test_whether_it_is_gone() -> None:
    for status, gone in ((204, True), (404, True), (412, False), (500, False)):
        made_, paper, _ = bench(lambda message, identity, status=status: json_reply(status))
        from dataclasses import replace

        assert remove("/persons/a", replace(made_, contract=CONTRACT)) is gone
        assert paper.exchanges[-1].request.target == "/api/persons/a"
    assert not remove("/exports/a", replace(made_, contract=CONTRACT))
