"""A call is kept as it came, and its answer as far as it is sent."""

from __future__ import annotations

import pytest
from partner_client import MOCK, Client, spoken

from harness.evidence import PRODUCT, TOKEN_SERVER, ExchangeId, Partial, Request, Response, Silence
from harness.partner.call import Reply
from harness.partner.delivery import Delivery, Piece
from harness.partner.host import running
from harness.partner.recording import Taken, as_delivered, as_sent, exchange_of, facts_of, whole

REPLY = Reply(status=201, headers=(("Content-Type", "text/plain"),), body=b"abcdef")


def test_an_answer_is_kept_as_far_as_it_is_sent() -> None:
    head = b"HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 6"
    assert as_sent(REPLY, "POST") == Response(status=201, head=head, body=b"abcdef")
    assert as_sent(REPLY, "HEAD") == Response(status=201, head=head)
    assert as_sent(Reply(status=204), "GET") == Response(status=204, head=b"HTTP/1.1 204 No Content")
    assert as_sent(Reply(status=204, body=b"x"), "GET") == Response(status=204, head=b"HTTP/1.1 204 No Content")
    cut = Delivery(pieces=(Piece(head + b"\r\n\r\nab"), Piece(b"c")), why="length")
    assert as_delivered(cut, 201) == Partial(why="length", status=201, head=head, body=b"abc")
    assert as_delivered(Delivery(pieces=(Piece(b"H\r\n\r\n1\r\nx"),), body=b"x"), 200) == Response(
        status=200, head=b"H", body=b"x"
    )
    assert as_sent(Reply(status=200, delivery=Delivery(end="reset")), "GET") == Silence(why="reset")
    assert as_sent(Reply(status=200, delivery=Delivery(end="hang")), "GET") == Silence(why="timeout")
    assert as_sent(Reply(status=200, delivery=Delivery(end="close")), "GET") == Silence(why="closed")


@pytest.mark.parametrize("name, text", [("A", "1\r\nB: 2"), ("A", "1\n"), ("A", "1\rB"), ("A\0", "1"), ("A", "\x7f")])
def test_no_field_becomes_two(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="no field may hold"):
        whole(Reply(status=200, headers=((name, text),)), "GET")


def taken(head: bytes, operation: str = "listAgencies", client: str = "") -> Taken:
    request = Request(method="GET", target="/", head=head)
    return Taken(request=request, reply=Silence(why="reset"), operation=operation, client=client, came=2.0, answers=2.5)


def test_an_exchange_is_the_products() -> None:
    x = exchange_of(taken(b"GET / HTTP/1.1", client="own-agency"), ExchangeId("partner:x", 3), "room", 1_500_000)
    assert (x.from_party, x.to_party, x.identity, x.fault) == (PRODUCT, "room", "own-agency", None)
    assert (x.times.anchor, x.times.sent, x.times.first_byte, x.times.last_byte) == (1_500_000, 500_000, 0, 1_000_000)
    token = exchange_of(taken(b"", operation="token"), ExchangeId("token:x", 0), "room", 0)
    assert (token.to_party, token.identity) == (TOKEN_SERVER, "none")


def test_who_issued_the_credential_knows_what_it_is() -> None:
    head = b"GET / HTTP/1.1\r\nAuthorization: Bearer x"
    assert facts_of(taken(head, client="own-agency")) == {"credential": "genuine"}
    assert facts_of(taken(head)) == {"credential": "refused"}
    assert facts_of(taken(b"GET / HTTP/1.1")) == {}


def test_fields_are_kept_octet_by_octet() -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client:
        answer = spoken(client, b"GET /x HTTP/1.1\r\nhOST: x\r\nB: 2\r\nA:  1\r\nB: 3\r\nConnection: close\r\n\r\n")
    (one,) = kept
    assert one.request.head == b"GET /x HTTP/1.1\r\nhOST: x\r\nB: 2\r\nA:  1\r\nB: 3\r\nConnection: close"
    assert isinstance(one.reply, Response)
    # But for what belongs to the connection, the answer is kept as it was sent, to the octet.
    sent_head, _, sent_body = answer.partition(b"\r\n\r\n")
    fields = [line for line in sent_head.split(b"\r\n") if not line.startswith(b"Connection:")]
    assert sorted(fields) == sorted(one.reply.head.split(b"\r\n"))
    assert sent_body == one.reply.body
