"""Each call is written down before it goes further, and a repeat knows what it repeats."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from harness import archive
from harness.archive import Journal
from harness.errors import EvidenceError
from harness.evidence import Exchange, Product, Request, Response, RunContext, Silence
from harness.gather.clock import SystemClock
from harness.gather.relay.ledger import MOST_REMEMBERED, Ledger, is_for_tokens
from harness.gather.relay.upstream import Came

ASKED = Request(method="GET", target="/x", head=b"GET /x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer abc.def.ghi")
NO = Response(status=401, head=b"HTTP/1.1 401 Unauthorized")


def ledger(folder: Path) -> Ledger:
    product = Product(name="", version="", supplier="")
    Journal.begin(folder, RunContext(run="r", subjects=(), product=product, seed=0, harness="", started=0))
    return Ledger(Journal(folder, "relay"), SystemClock())


def written(folder: Path) -> list[Exchange]:
    return [o for o in archive.replay(folder).observations if isinstance(o, Exchange)]


def test_what_came_is_written_down_before_it_goes_on(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    entry = book.came("a", ASKED)
    (came,) = written(tmp_path)
    assert (came.from_party, came.to_party, came.reply) == ("a", "relay", Silence(why="interrupted"))
    book.goes(entry, "b", ASKED)
    assert written(tmp_path)[1].to_party == "b"
    now = SystemClock().now()
    book.answered(entry, Came(NO, now, now, now), NO)
    assert [one.reply for one in written(tmp_path)] == [NO, NO]
    assert b"abc.def.ghi" not in b"".join(file.read_bytes() for file in (tmp_path / "journal").iterdir())


def test_a_repeat_after_401_names_the_attempt_before(tmp_path: Path) -> None:
    book, now = ledger(tmp_path), SystemClock().now()
    for _ in range(2):
        entry = book.came("a", ASKED)
        book.goes(entry, "b", ASKED)
        book.answered(entry, Came(NO, now, now, now), NO)
    first, again = (one for one in written(tmp_path) if one.to_party == "b")
    assert (first.attempt, again.attempt, again.caused_by) == (1, 2, first.id)


def test_of_refused_calls_their_names_are_remembered_and_not_their_content(tmp_path: Path) -> None:
    book, now = ledger(tmp_path), SystemClock().now()
    asked = Request(method="POST", target="/x", head=ASKED.head, body=b"x" * 100_000)
    entry = book.came("a", asked)
    book.goes(entry, "b", asked)
    book.answered(entry, Came(NO, now, now, now), NO)
    assert 0 < len(pickle.dumps(book._refused)) < 1000


def test_what_cannot_be_written_down_goes_no_further(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    book._journal.close()
    with pytest.raises(EvidenceError):
        book.came("a", ASKED)


def test_calls_for_tokens_stand_apart() -> None:
    form = b"POST /token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
    assert is_for_tokens(Request(method="POST", target="/token", head=form, body=b"grant_type=client_credentials"))
    assert not is_for_tokens(Request(method="POST", target="/x", head=form, body=b"name=value"))
    assert not is_for_tokens(ASKED)


def test_nothing_is_quiet_before_somebody_may_ask_again(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    until = SystemClock().now() + 5_000_000
    book.note(until)
    assert book.last == until


def test_a_key_that_nobody_declared_is_not_written_and_makes_no_request_without_a_credential(tmp_path: Path) -> None:
    keyed = Request(method="GET", target="/x", head=b"GET /x HTTP/1.1\r\nX-Api-Key: q9x8w7v6u5")
    ledger(tmp_path).came("a", keyed)
    (one,) = written(tmp_path)
    assert b"q9x8w7v6u5" not in one.request.head
    assert [redaction.facts for redaction in one.redactions] == [{"credential": "elsewhere"}]


def _told(book: Ledger, number: int, secret: str) -> None:
    head = b"POST /token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
    body = f"grant_type=password&username=u&password={secret}".encode()
    asked = Request(method="POST", target="/token", head=head, body=body)
    entry = book.came("a", asked)
    book.goes(entry, "b", asked)
    token = f'{{"access_token":"token-number-{number}"}}'.encode()
    answer = Response(status=200, head=b"HTTP/1.1 200 OK\r\nX-Auth-Token: an-answered-secret", body=token)
    book.answered(entry, Came(answer, 1, 2, 3), answer)


def test_secrets_of_a_sign_in_by_password_and_of_answers_are_not_kept(tmp_path: Path) -> None:
    book = ledger(tmp_path)
    _told(book, 1, "the-password-of-u")
    _told(book, 2, "p%C3%A9%E2%82%AC+swordfish")
    kept = "".join(str(one) for one in written(tmp_path))
    assert "grant_type=password" in kept
    for secret in ("the-password-of-u", "swordfish", "an-answered-secret", "token-number-1"):
        assert secret not in kept


def test_what_is_remembered_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_REMEMBERED == 1_000
    monkeypatch.setattr("harness.gather.relay.ledger.MOST_REMEMBERED", 3)
    book = ledger(tmp_path)
    for number in range(9):
        _told(book, number, f"password-number-{number}")
    assert (len(book._learned), len(book._genuine)) == (3, 3)
    assert "password-number-8" not in "".join(str(one) for one in written(tmp_path)), (
        "what is not remembered is taken out of its own call"
    )
