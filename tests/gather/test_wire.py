"""The wire keeps all that it sends, sends it only where it may, and lets no vice past its bounds."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from pathlib import Path

import pytest
import resource_use
import tls_files
import tls_server
from miniatures import hostile
from wire_client import FAST, SOON, HandClock, MemoryJournal, wire_to

from harness import __version__
from harness.declaration import Limits, Tls
from harness.errors import DeclarationError
from harness.evidence import Exchange, ExchangeId, Partial, Response, Silence
from harness.gather.clock import SystemClock
from harness.gather.restraint.heartbeat import Heartbeat
from harness.gather.restraint.limits import Bounds, ReadOnly, StopRun, Undeclared, Unsendable
from harness.gather.transmission.http1 import Connection
from harness.gather.transmission.letter import Manner, is_stale
from harness.gather.wire import Wire
from harness.redact import Redactor

OK = hostile.says(hostile.reply(b'{"id":"a"}'))


def told(exchange: Exchange) -> tuple[str, str, int]:
    reply = exchange.reply
    return type(reply).__name__, getattr(reply, "why", ""), getattr(reply, "status", 0)


def test_an_exchange_is_kept_byte_for_byte() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url + "/api") as (wire, journal):
        part = wire.partition("p")
        cause = ExchangeId("other", 4)
        got = wire.send(
            part,
            "POST",
            wire.under("/items?a=b"),
            (("Content-Type", "application/json"), ("X-a", "1"), ("x-A", "2")),
            b'{"x":1}',
            identity="other-agency",
            probe="p1",
            intent="try",
            attempt=3,
            caused_by=cause,
        )
        assert server.requests == [got.request.head + b"\r\n\r\n" + got.request.body]
    assert (
        got.request.head
        == (
            f"POST /api/items?a=b HTTP/1.1\r\nHost: {server.base_url[7:]}\r\nUser-Agent: hallmark/{__version__}\r\n"
            "Content-Type: application/json\r\nX-a: 1\r\nx-A: 2\r\nContent-Length: 7"
        ).encode()
    )
    assert got.request.target == "/api/items?a=b"
    assert got.reply == Response(
        status=200, head=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10", body=b'{"id":"a"}'
    )
    assert (got.id, got.identity, got.probe, got.intent, got.attempt, got.caused_by) == (
        ExchangeId("p", 0),
        "other-agency",
        "p1",
        "try",
        3,
        cause,
    )
    assert (got.from_party, got.to_party) == ("hallmark", "product")
    assert journal.kept == [got]


def test_it_is_journalled_before_a_byte_leaves() -> None:
    arrived = threading.Event()
    seen: list[bool] = []

    class Watching(MemoryJournal):
        def sent(self, exchange: Exchange) -> None:
            super().sent(exchange)
            seen.append(arrived.wait(0.05))

    def vice(sock: socket.socket, request: bytes) -> bool:
        arrived.set()
        sock.sendall(hostile.reply(b"{}"))
        return True

    with hostile.serving(vice) as server:
        journal = Watching()
        with Wire(server.base_url, journal=journal, redactor=Redactor({}), limits=FAST, bounds=SOON) as wire:
            wire.send(wire.partition("p"), "GET", "/")
    assert seen == [False]
    (before, sent), (after, got) = journal.calls
    assert (before, after) == ("sent", "got")
    assert sent.reply == Silence(why="interrupted")
    assert (sent.id, sent.request) == (got.id, got.request)


def test_an_interrupt_leaves_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Connection, "_receive", interrupt)
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        with pytest.raises(KeyboardInterrupt):
            wire.send(part, "GET", "/")
    assert [kind for kind, _ in journal.calls] == ["sent"]


def test_the_caller_sees_what_the_journal_does_not() -> None:
    body = b'{"token":"hush-hush"}'
    with hostile.serving(hostile.says(hostile.reply(body))) as server:
        redactor = Redactor({"mine": b"hush-hush"})
        with wire_to(server.base_url, redactor=redactor) as (wire, journal):
            wire.learn("late", b"learned-later")
            headers = (("Authorization", "Bearer hush-hush"), ("X", "learned-later"))
            got = wire.send(wire.partition("p"), "GET", "/?a=hush-hush", headers, facts={"credential": "genuine"})
    assert got.redactions == ()
    assert isinstance(got.reply, Response)
    assert got.reply.body == body
    kept = b"".join(repr(exchange).encode() for _, exchange in journal.calls)
    assert b"hush" not in kept
    assert b"learned" not in kept
    (last,) = journal.kept
    assert [it.facts for it in last.redactions if it.marker == "secret:bearer"] == [{"credential": "genuine"}]
    assert {it.marker for it in last.redactions} == {"secret:bearer", "secret:mine", "secret:late"}


def test_ordinals_count_within_a_partition_and_go_on() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):
        first, second = wire.partition("a"), wire.partition("b", start_ordinal=7)
        for part in (first, second, first, second):
            wire.send(part, "GET", "/")
    assert [str(exchange.id) for exchange in journal.kept] == ["a#0", "b#7", "a#1", "b#8"]


def test_times_are_microseconds_since_the_partition_began() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        wire.send(part, "GET", "/")
        wire.send(part, "GET", "/")
    first, second = (exchange.times for exchange in journal.kept)
    assert first.anchor == second.anchor == part.anchor
    assert 0 <= first.queued <= first.sent <= first.first_byte <= first.last_byte <= second.queued
    assert first.connect > 0
    assert second.connect == 0


def test_the_lag_of_our_machine_is_noted() -> None:
    class Late(Heartbeat):
        def lag_between(self, start: int, end: int) -> int:
            assert start <= end
            return 4711

    heart = Late(SystemClock().now)
    with hostile.serving(OK) as server, wire_to(server.base_url, heartbeat=heart) as (wire, _):
        assert wire.send(wire.partition("p"), "GET", "/").times.lag == 4711


def test_connections_are_kept() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, _):
        part = wire.partition("p")
        for _ in range(5):
            wire.send(part, "GET", "/")
        assert server.connections == 1


def test_a_dead_connection_is_stale_and_the_request_goes_out_once_more() -> None:
    # Each connection answers once, and closes when it is asked again.
    answered: set[socket.socket] = set()

    def vice(sock: socket.socket, request: bytes) -> bool:
        if sock in answered:
            return False
        answered.add(sock)
        sock.sendall(hostile.reply(b"{}"))
        return True

    with hostile.serving(vice) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        wire.send(part, "GET", "/first")
        got = wire.send(part, "POST", "/second")
    assert [told(exchange) for exchange in journal.kept] == [
        ("Response", "", 200),
        ("Silence", "stale", 0),
        ("Response", "", 200),
    ]
    assert [exchange.attempt for exchange in journal.kept] == [1, 1, 2]
    assert got.caused_by == ExchangeId("p", 1)
    assert got.id == ExchangeId("p", 2)


def test_a_fresh_connection_that_dies_is_no_stale_one() -> None:
    with hostile.closes_at_once() as base_url, wire_to(base_url) as (wire, journal):
        got = wire.send(wire.partition("p"), "GET", "/")
    assert told(got) == ("Silence", "closed", 0)
    assert len(journal.kept) == 1


def test_a_connection_that_closed_meanwhile_costs_no_attempt() -> None:
    vice = hostile.says(hostile.reply(b"{}"), alive=False)
    with hostile.serving(vice) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        for _ in range(20):
            wire.send(part, "GET", "/")
    # Where the end came too late to be noticed, the request went out again.
    answered = [exchange for exchange in journal.kept if isinstance(exchange.reply, Response)]
    assert len(answered) == 20
    assert all(told(one)[1] == "stale" for one in journal.kept if one not in answered)


def test_redirects_are_evidence() -> None:
    away = hostile.reply(b"", status=b"302 Found", fields=b"Location: http://example.org/x\r\n")
    with hostile.serving(hostile.says(away)) as server, wire_to(server.base_url) as (wire, _):
        got = wire.send(wire.partition("p"), "GET", "/")
        assert told(got) == ("Response", "", 302)
        assert len(server.requests) == 1


@pytest.mark.parametrize("target", ["http://example.org/a", "https://127.0.0.1/", "http://127.0.0.1:1/", "example.org"])
def test_no_other_host_is_contacted(target: str) -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):
        with pytest.raises(Undeclared):
            wire.send(wire.partition("p"), "GET", target)
        assert journal.calls == []
        assert server.connections == 0


def test_a_declared_host_may_be_named_in_full() -> None:
    with hostile.serving(OK) as server, hostile.serving(OK) as tokens:
        with wire_to(server.base_url, also=[tokens.base_url + "/token"]) as (wire, _):
            part = wire.partition("p")
            wire.send(part, "GET", tokens.base_url + "/token?a=b#c")
            wire.send(part, "GET", tokens.base_url + "?a=b")
            wire.send(part, "GET", server.base_url)
        assert [request.split(b" ")[1] for request in tokens.requests] == [b"/token?a=b", b"/?a=b"]
        assert [request.split(b" ")[1] for request in server.requests] == [b"/"]


def test_what_cannot_be_sent_is_not_journalled() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url, limits=Limits(read_only=True)) as (wire, journal):
        part = wire.partition("p")
        with pytest.raises(ReadOnly):
            wire.send(part, "DELETE", "/")
        with pytest.raises(Unsendable):
            wire.send(part, "GET", "/a b")
        wire.send(part, "POST", "/token", to_party="authorization-server")
    assert [str(exchange.id) for exchange in journal.kept] == ["p#0"]


def test_a_limit_stops_the_run_for_good() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url, limits=Limits(max_requests=2)) as (wire, journal):
        part = wire.partition("p")
        wire.send(part, "GET", "/")
        wire.send(part, "GET", "/")
        for _ in range(2):
            with pytest.raises(StopRun) as stop:
                wire.send(part, "GET", "/")
            assert stop.value.reason == wire.stopped == "limit: max_requests 2"
    assert len(journal.kept) == 2


def test_the_rate_holds() -> None:
    clock, limits = HandClock(), Limits(requests_per_second=0.1)
    with hostile.refuses_connections() as base_url, wire_to(base_url, clock=clock, limits=limits) as (wire, _):
        part = wire.partition("p")
        sent = [wire.send(part, "GET", "/").times.sent for _ in range(4)]
    assert sent == [0, 10_000_000, 20_000_000, 30_000_000]


@pytest.mark.parametrize("facts", [{}, {"credential": "genuine"}, {"credential": "absent"}])
def test_a_product_that_cannot_be_reached_is_waited_for_and_given_up(facts: dict[str, str]) -> None:
    clock = HandClock()
    with hostile.refuses_connections() as base_url, wire_to(base_url, clock=clock) as (wire, journal):
        part = wire.partition("p")

        def go_on() -> None:
            for _ in range(100):
                wire.send(part, "GET", "/", facts=facts)

        with pytest.raises(StopRun, match="breaker: silence"):
            go_on()
    assert 10_000_000 < sum(clock.slept) < 20_000_000
    assert len(journal.kept) < 20


@pytest.mark.parametrize("identity, credential", [("none", "absent"), ("own-agency", "tampered")])
def test_who_signs_otherwise_than_usual_may_be_met_by_silence(identity: str, credential: str) -> None:
    with hostile.refuses_connections() as base_url, wire_to(base_url, clock=HandClock()) as (wire, _):
        part = wire.partition("p")
        for _ in range(20):
            wire.send(part, "GET", "/", identity=identity, facts={"credential": credential})
        assert not wire.stopped
        assert not wire.quiet


@pytest.mark.parametrize("vice", ["uniform-403-page", "gateway-errors", "sends-html"])
def test_what_stands_in_between_stops_the_run(vice: str) -> None:
    with hostile.VICES[vice]() as base_url, wire_to(base_url) as (wire, journal):
        part = wire.partition("p")
        for number in range(SOON.breaker):
            wire.send(part, "GET", f"/operation-{'ab'[number % 2]}")
        with pytest.raises(StopRun) as stop:
            wire.send(part, "GET", "/operation-c")
    assert stop.value.reason.startswith("breaker: something in between")
    assert len(journal.kept) == SOON.breaker


def test_refusals_of_bad_credentials_do_not_stop_it() -> None:
    with hostile.uniform_403_page() as base_url, wire_to(base_url) as (wire, _):
        part = wire.partition("p")
        for number in range(50):
            wire.send(part, "GET", f"/{'ab'[number % 2]}", identity="other-agency")
            wire.send(part, "GET", f"/{'ab'[number % 2]}", facts={"credential": "tampered"})
            wire.send(part, "GET", f"/{'ab'[number % 2]}", to_party="authorization-server")
        assert wire.stopped == ""


@pytest.mark.parametrize("vice", sorted(hostile.VICES))
def test_no_vice_gets_past_the_bounds(vice: str) -> None:
    bounds = Bounds(timeout=2_000_000, idle_timeout=400_000, body_cap=1 << 20)
    if vice == "dribbles":
        bounds = Bounds(timeout=600_000, idle_timeout=400_000)
    redactor = Redactor({"mine": b"hush-hush"}, lambda _: ("/**/id", "/name"))
    with hostile.VICES[vice]() as base_url, wire_to(base_url, bounds=bounds, redactor=redactor) as (wire, journal):
        part = wire.partition("p")
        with resource_use.at_most(mebibytes=48):
            for method in ("GET", "POST", "HEAD"):
                got = wire.send(part, method, "/any/path", (("Authorization", "Bearer hush-hush"),), b"")
                assert isinstance(got.reply, Response | Partial | Silence)
                if vice == "body-after-head" and method == "HEAD":
                    assert told(got) == ("Partial", "malformed", 200)
    assert all(len(getattr(exchange.reply, "body", b"")) <= 1 << 20 for exchange in journal.kept)
    assert b"hush" not in repr(journal.calls).encode()
    assert len(journal.kept) >= 3


def test_trouble_is_told_to_people_only() -> None:
    with hostile.refuses_connections() as base_url, wire_to(base_url) as (wire, journal):
        assert told(wire.send(wire.partition("p"), "GET", "/")) == ("Silence", "refused", 0)
        assert "nothing listens" in wire.trouble
        assert b"nothing listens" not in repr(journal.calls).encode()


def test_a_proxy_gets_plain_http_with_the_whole_address() -> None:
    with hostile.serving(OK) as server:
        proxy = f"http://user:hush-hush@127.0.0.1:{server.port}"
        with wire_to("http://product.example.org/api", proxy=proxy) as (wire, journal):
            got = wire.send(wire.partition("p"), "GET", "/api/a")
        assert server.requests[0].startswith(
            b"GET http://product.example.org/api/a HTTP/1.1\r\nHost: product.example.org\r\n"
        )
        assert b"\r\nProxy-Authorization: Basic dXNlcjpodXNoLWh1c2g=\r\n" in server.requests[0]
    assert got.request.target == "/api/a"
    assert b"dXNlcjpodXNo" not in repr(journal.calls).encode()


def test_tls_is_spoken_and_kept(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.server, files.server_key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepted: list[int] = []

        def serve() -> None:
            for _ in range(2):
                sock, _ = listener.accept()
                accepted.append(1)
                with contextlib.suppress(OSError), context.wrap_socket(sock, server_side=True) as secure:
                    while hostile.read_request(secure):
                        secure.sendall(hostile.reply(b'{"id":"a"}'))

        thread = threading.Thread(target=serve)
        thread.start()
        base_url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with wire_to(base_url, tls=Tls(ca=files.ca)) as (wire, _):
            part = wire.partition("p")
            replies = [told(wire.send(part, "POST", "/", (), b"x" * size)) for size in (1, 200_000, 3)]
        assert replies == [("Response", "", 200)] * 3
        with wire_to(base_url) as (wire, _):
            assert told(wire.send(wire.partition("p"), "GET", "/")) == ("Silence", "tls", 0)
        thread.join()
    assert len(accepted) == 2


def test_each_client_shows_its_certificate_on_connections_of_its_own(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    context = tls_server.context_of(files, client=ssl.CERT_OPTIONAL)

    def tells(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(hostile.reply(tls_server.thumbprint(sock)[:8].encode()))
        return True

    clients = {
        "us": Tls(ca=files.ca, client_cert=files.client, client_key=files.client_key),
        "them": Tls(ca=files.ca, client_cert=files.other, client_key=files.other_key),
    }
    with (
        tls_server.serving(tells, context) as server,
        wire_to(server.base_url, tls=Tls(ca=files.ca), clients=clients) as (wire, _),
    ):
        part = wire.partition("p")
        manners = [Manner(client=name) for name in ("us", "", "them", "us", "")]
        replies = [wire.send(part, "GET", "/", manner=manner).reply for manner in manners]
        connections = server.connections
    us, nobody, them, *again = [reply.body for reply in replies if isinstance(reply, Response)]
    assert (again, nobody) == ([us, nobody], b"")
    assert len({us, them}) == 2
    assert connections == 3
    with (
        pytest.raises(DeclarationError) as caught,
        wire_to("https://127.0.0.1:1", clients={"us": Tls(client_cert=files.client, client_key=files.server_key)}),
    ):
        pass
    assert caught.value.where == "certificate of us"


def test_what_one_exchange_alone_keeps_secret() -> None:
    says = hostile.says(hostile.reply(b'{"seen":"word-one","given":"word-two"}'))
    manner = Manner(secrets=(b"word-one",), find=lambda x: [b"word-two"] if isinstance(x.reply, Response) else [])
    with hostile.serving(says) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        wire.send(part, "GET", "/", (("X", "word-one"),), manner=manner)
        wire.send(part, "GET", "/")
    first, second = (repr(kept) for kept in journal.kept)
    assert "word-one" not in first
    assert "word-two" not in first
    assert "word-one" in second
    assert "word-two" in second


def test_what_may_not_be_sent_twice_is_not() -> None:
    def once(sock: socket.socket, request: bytes) -> bool:
        if request.startswith(b"GET /b"):
            return False
        sock.sendall(hostile.reply(b"{}"))
        return True

    with hostile.serving(once) as server, wire_to(server.base_url) as (wire, journal):
        part = wire.partition("p")
        wire.send(part, "GET", "/a")
        lost = wire.send(part, "GET", "/b", manner=Manner(again=False))
        assert is_stale(lost)
        assert len(journal.kept) == 2
        wire.send(part, "GET", "/a", manner=Manner(fresh=True))
        assert server.connections == 2


def test_a_target_has_a_whole_url() -> None:
    with wire_to("https://example.org:8443/api/") as (wire, _):
        assert wire.url_of("/api/a?b=c") == "https://example.org:8443/api/a?b=c"
        assert wire.url_of("https://id.example.org/token") == "https://id.example.org/token"
        assert wire.base_url == "https://example.org:8443/api"


def test_a_proxy_that_cannot_be_used_is_said_at_once() -> None:
    with pytest.raises(DeclarationError):
        Wire("http://127.0.0.1:1", journal=MemoryJournal(), redactor=Redactor({}), proxy="https://proxy.example.org")


def test_threads_may_share_a_wire() -> None:
    with hostile.serving(OK) as server, wire_to(server.base_url) as (wire, journal):

        def work(name: str) -> None:
            part = wire.partition(name)
            for number in range(25):
                wire.learn(f"{name}{number}", f"secret-{name}-{number}".encode())
                wire.send(part, "GET", "/", (("X", f"secret-{name}-{number}"),))

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(str(exchange.id) for exchange in journal.kept) == sorted(
        f"{n}#{k}" for n in "abcd" for k in range(25)
    )
    assert b"secret-a" not in repr(journal.calls).encode()
