"""What one product says comes to the other as it was said, and what cannot be passed on is the relay's own affair."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import relayed

from harness import archive
from harness.auth import Certificate
from harness.errors import DeclarationError, MockError, TargetError
from harness.evidence import Exchange, Partial, Response, Silence
from harness.gather.relay.between import Side
from harness.judgement import judge
from harness.partner.certificates import own_certificates, write_certificates
from harness.partner.connection import ENDED, NOT_TAKEN
from harness.partner.host import running


def exchanges(path: Path) -> list[Exchange]:
    return [o for o in archive.read(path).observations if isinstance(o, Exchange)]


def ask(side: Side, method: str = "GET", target: str = "/v1/x", body: bytes = b"", **fields: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(side.shown.shown).netloc, timeout=5)
    with closing(connection):
        connection.request(method, target, body or None, {k.replace("_", "-"): text for k, text in fields.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()


def raw(side: Side, octets: bytes) -> bytes:
    """Send octets and return all that comes until the other side closes."""
    parts = urlsplit(side.shown.shown)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(octets)
        found = b""
        while piece := connection.recv(4096):
            found += piece
    return found


def test_a_call_stands_in_the_evidence_as_it_came_and_as_it_went_on(tmp_path: Path) -> None:
    says = []
    with relayed.product() as calling, relayed.product() as serving:
        path = relayed.relayed(
            tmp_path, calling.url, serving.url + "/v1",
            lambda one, other: says.append(ask(other, "POST", body=f'"{calling.url}/n"'.encode(), X_Odd="1")),
        )  # fmt: skip
    came, went = exchanges(path)
    assert says == [(200, b"ok")]
    assert [(one.from_party, one.to_party) for one in (came, went)] == [("caller", "relay"), ("relay", "server")]
    assert came.request.body == f'"{calling.url}/n"'.encode()
    assert went.request.body == serving.heard[0][1] != came.request.body
    assert went.request.head + b"\r\nConnection: close\r\n\r\n" == serving.heard[0][0]
    assert went.caused_by == came.id
    assert isinstance(came.reply, Response)


def test_what_is_called_back_passes_through_the_other_listener(tmp_path: Path) -> None:
    with relayed.product() as calling, relayed.product() as serving:
        path = relayed.relayed(tmp_path, calling.url, serving.url, lambda one, other: ask(one, "POST", "/notices"))
    assert [(one.from_party, one.to_party) for one in exchanges(path)] == [("server", "relay"), ("relay", "caller")]
    assert len(calling.heard) == 1
    assert serving.heard == []


def gone() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_dead_side_gives_502_that_counts_against_nobody(tmp_path: Path) -> None:
    says: list[tuple[int, bytes]] = []
    with relayed.product() as calling:
        talk = lambda one, other: says.append(ask(other, target="/incident-transfer/v1/nothing"))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, gone() + "/incident-transfer/v1", talk)
    came, went = exchanges(path)
    assert says[0][0] == 502
    assert (came.fault, went.fault, went.reply) == ("relay:refused", "relay:refused", Silence(why="refused"))
    judgement = judge(path)
    assert [j.verdict.counts["violates"] for j in judgement.judged] == [0, 0]
    assert judgement.exit_code == 2


def test_a_side_that_never_answers_gives_504(tmp_path: Path) -> None:
    says: list[tuple[int, bytes]] = []
    with relayed.product() as calling, socket.create_server(("127.0.0.1", 0)) as hung:
        url = f"http://127.0.0.1:{hung.getsockname()[1]}"
        talk = lambda one, other: says.append(ask(other))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, url, talk, timeout=0.2)
    assert says[0][0] == 504
    assert {one.fault for one in exchanges(path)} == {"relay:timeout"}


def test_what_was_broken_off_over_there_is_broken_off_here_and_is_that_products(tmp_path: Path) -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"
    found: list[bytes] = []
    with relayed.product() as calling, relayed.product(lambda *_: cut) as serving:
        talk = lambda one, other: found.append(raw(other, b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert found == [cut]
    assert [(type(one.reply), one.fault) for one in exchanges(path)] == [(Partial, None), (Partial, None)]


CUT = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n9\r\nfg"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_chunks_that_were_broken_off_over_there_are_no_whole_answer_here(version: str, tmp_path: Path) -> None:
    found: list[bytes | None] = []

    def talk(one: Side, other: Side) -> None:
        try:
            found.append(raw(other, f"GET /x HTTP/{version}\r\nHost: h\r\n\r\n".encode()))
        except ConnectionResetError:
            found.append(None)

    with relayed.product() as calling, relayed.product(lambda *_: CUT) as serving:
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    # Who speaks HTTP/1.0 knows no chunks, and sees by the reset that something is missing.
    unended = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nabcdefg\r\n"
    assert found == [None if version == "1.0" else unended]
    assert [(type(one.reply), one.fault) for one in exchanges(path)] == [(Partial, None), (Partial, None)]


def test_all_that_came_before_it_was_broken_off_is_passed_on_and_kept(tmp_path: Path) -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"z" * 200_000
    found: list[bytes] = []
    with relayed.product() as calling, relayed.product(lambda *_: cut) as serving:
        talk = lambda one, other: found.append(raw(other, b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert found == [cut]
    assert [len(one.reply.body) for one in exchanges(path) if isinstance(one.reply, Partial)] == [200_000] * 2


def test_a_head_that_was_broken_off_over_there_is_no_answer(tmp_path: Path) -> None:
    says: list[tuple[int, bytes]] = []
    with relayed.product() as calling, relayed.product(lambda *_: b"HTTP/1.1 200 OK\r\nContent-Ty") as serving:
        talk = lambda one, other: says.append(ask(other))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert says[0][0] == 502
    assert {one.fault for one in exchanges(path)} == {"relay:closed"}


def test_a_target_in_absolute_form_that_names_the_relay_is_passed_on(tmp_path: Path) -> None:
    def talk(one: Side, other: Side) -> None:
        head = f"GET {other.shown.shown}/v1/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        assert raw(other, head.encode()).startswith(b"HTTP/1.1 200 OK\r\n")

    with relayed.product() as calling, relayed.product() as serving:
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert serving.heard[0][0].startswith(b"GET /v1/x HTTP/1.1\r\nHost: ")
    came, went = exchanges(path)
    assert (came.request.target, went.request.target) == ("/v1/x", "/v1/x")
    assert came.request.head.startswith(b"GET http://"), "the head is kept as it came"


@pytest.mark.parametrize(
    "octets, status",
    [
        (b"GET http://elsewhere.example.org/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", b"421"),
        (b"POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n", b"413"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", b"421"),
        (b"GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
    ],
)
def test_what_is_not_passed_on_is_answered_and_kept(tmp_path: Path, octets: bytes, status: bytes) -> None:
    found: list[bytes] = []
    with relayed.product() as calling, relayed.product() as serving:
        talk = lambda one, other: found.append(raw(other, octets))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert found[0].split(b" ")[1] == status
    (one,) = exchanges(path)
    assert (one.fault or "").startswith("relay:")
    assert serving.heard == []


def test_a_method_that_nobody_knows_is_for_the_product_to_refuse(tmp_path: Path) -> None:
    octets, found = b"ARCHIVE /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", []
    with relayed.product() as calling, relayed.product() as serving:
        talk = lambda one, other: found.append(raw(other, octets))  # noqa: E731
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    assert found[0].startswith(b"HTTP/1.1 200 ")
    assert serving.heard[0][0].startswith(b"ARCHIVE /x HTTP/1.1\r\n")
    assert [(one.request.method, one.fault) for one in exchanges(path)] == [("ARCHIVE", None)] * 2


REST = f"octets of content came, and not the rest: {ENDED}"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    "octets, missing, body",
    [
        (b"Content-Length: 9\r\n\r\nhalf", f"4 of 9 {REST}", b"half"),
        (b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", f"4 {REST}", b"half"),
        (FORM + b"Content-Length: 99\r\n\r\nclient_secret=hus", f"17 of 99 {REST}", b""),
        (b"X-Ha", f"the head did not come whole: {ENDED}", b""),
        (b"Content-Length: 9000000\r\n\r\n", NOT_TAKEN, b""),
    ],
    ids=["content", "chunks", "half a secret", "head", "too much"],
)  # fmt: skip
def test_a_request_that_did_not_come_whole_is_kept_as_that_and_goes_no_further(
    tmp_path: Path, octets: bytes, missing: str, body: bytes
) -> None:
    with relayed.product() as calling, relayed.product() as serving:

        def talk(one: Side, other: Side) -> None:
            parts = urlsplit(other.shown.shown)
            with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
                line.sendall(b"POST /x HTTP/1.1\r\nHost: h\r\n" + octets)
                line.shutdown(socket.SHUT_WR)
                assert line.makefile("rb").read().startswith(b"HTTP/1.1 4")

        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    (one,) = exchanges(path)
    assert (one.request.broken_off, one.request.body, one.fault) == (missing, body, "relay:refused-by-relay")
    assert serving.heard == []


def test_calls_back_pass_while_all_that_may_wait_the_other_way_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.gather.relay.between.AT_ONCE", 1)
    back: list[str] = []

    def says(*_: object) -> bytes:
        with urlopen(back[0], timeout=4) as answer:
            assert answer.status == 200
        return relayed.OK

    def talk(one: Side, other: Side) -> None:
        back.append(one.shown.shown + "/notices")
        assert ask(other)[0] == 200

    with relayed.product() as calling, relayed.product(says) as serving:
        relayed.relayed(tmp_path, calling.url, serving.url, talk)


def test_how_much_content_is_passed_on_is_for_who_relays_to_say(tmp_path: Path) -> None:
    says: list[int] = []
    large = b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + b"z" * 101

    def talk(one: Side, other: Side) -> None:
        says.extend(ask(other, "POST", target, body)[0] for target, body in (("/x", b"a" * 100), ("/x", b"a" * 101)))
        says.append(ask(other, target="/large")[0])

    answer = lambda method, target, body: large if target == "/large" else relayed.OK  # noqa: E731
    with relayed.product() as calling, relayed.product(answer) as serving:
        relayed.relayed(tmp_path, calling.url, serving.url, talk, most=100)
    assert says == [200, 413, 502]


def test_secrets_are_taken_out_before_anything_is_written(tmp_path: Path) -> None:
    token = "s3cr3t-token-of-some-length"
    answer = f'{{"access_token":"{token}","token_type":"Bearer"}}'.encode()
    whole = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer

    def talk(one: Side, other: Side) -> None:
        form = b"grant_type=client_credentials&client_id=own&client_secret=hush-hush-hush"
        ask(other, "POST", "/token", form, Content_Type="application/x-www-form-urlencoded")
        ask(other, Authorization=f"Bearer {token}")

    with relayed.product() as calling, relayed.product(lambda *_: whole) as serving:
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    parts = {one.id.partition: one for one in exchanges(path)}
    kept = b"".join(file.read_bytes() for file in (tmp_path / "journal").iterdir())
    assert token.encode() not in kept
    assert b"hush-hush-hush" not in kept
    assert serving.heard[1][0].count(token.encode()) == 1
    facts = [redaction.facts for redaction in parts["relay"].redactions]
    assert {"credential": "genuine"} in facts
    assert parts["token:relay"].to_party == "authorization-server"


def test_who_hung_up_got_nothing_and_what_was_answered_is_kept(tmp_path: Path) -> None:
    asked, left = threading.Event(), threading.Event()

    def says(*_: object) -> bytes:
        asked.set()
        left.wait(5)
        return relayed.OK

    def talk(one: Side, other: Side) -> None:
        parts = urlsplit(other.shown.shown)
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
            connection.sendall(b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
            asked.wait(5)
        # A second call is answered only after the loop has seen the first one go.
        ask(other, "GET", "http://elsewhere.example.org/")
        left.set()

    with relayed.product() as calling, relayed.product(says) as serving:
        path = relayed.relayed(tmp_path, calling.url, serving.url, talk)
    came, went = (one for one in exchanges(path) if not one.fault)
    assert came.reply == Silence(why="closed")
    assert isinstance(went.reply, Response)


def test_both_sides_may_speak_tls(tmp_path: Path) -> None:
    made = write_certificates(tmp_path / "tls", "good", (), time.time())
    says: list[Any] = []

    def talk(one: Side, other: Side) -> None:
        parts = urlsplit(other.shown.shown)
        context = ssl.create_default_context(cafile=str(made.ca))
        connection = http.client.HTTPSConnection(parts.netloc, timeout=5, context=context)
        with closing(connection):
            connection.request("GET", "/x")
            says.append(connection.getresponse().status)

    with relayed.product() as calling, relayed.product() as serving:
        relayed.relayed(tmp_path / "run", calling.url, serving.url, talk, certificates=made)
    assert says == [200]


def test_a_certificate_over_there_that_nobody_trusts_is_not_passed_over(tmp_path: Path) -> None:
    says: list[tuple[int, bytes]] = []
    with relayed.product() as calling, running("receiving-control-room", tls=tmp_path / "tls") as partner:
        assert partner.certificates is not None
        talk = lambda one, other: says.append(ask(other, target="/incident-transfer/v1/agencies"))  # noqa: E731
        path = relayed.relayed(tmp_path / "one", calling.url, partner.url, talk)
        relayed.relayed(tmp_path / "two", calling.url, partner.url, talk, ca=str(partner.certificates.ca))
    assert [status for status, _ in says] == [502, 401]
    assert {one.fault for one in exchanges(path)} == {"relay:tls"}


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TargetError, match=f"the port {port} of 127.0.0.1 cannot be had"):
            relayed.relayed(tmp_path / "run", gone(), gone(), lambda one, other: None, ports=(0, port))
    assert not (tmp_path / "run").exists()


def test_a_certificate_that_cannot_be_read_is_said_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(MockError, match="cannot be read") as raised:
        own_certificates(tmp_path / "none.pem", tmp_path / "none.key", None, tmp_path, 0)
    assert raised.value.where == str(tmp_path / "none.pem")


def test_as_many_connections_as_may_be_had_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("harness.gather.relay.between.allow_many", lambda: asked.append(True))
    with relayed.product() as calling, relayed.product() as serving:
        relayed.relayed(tmp_path / "run", calling.url, serving.url, lambda one, other: None)
    assert asked == [True]


def test_long_fields_pass(tmp_path: Path) -> None:
    long, says = "a" * 30_000, []
    with relayed.product() as calling, relayed.product() as serving:
        talk = lambda one, other: says.append(ask(other, target=f"/v1/{long}", X_Long=long)[0])  # noqa: E731
        relayed.relayed(tmp_path / "run", calling.url, serving.url, talk)
        (head, _) = serving.heard[0]
    assert says == [200]
    assert head.startswith(f"GET /v1/{long} HTTP/1.1\r\n".encode())
    assert f"X-Long: {long}\r\n".encode() in head


def test_each_product_is_shown_the_certificate_that_is_for_it(tmp_path: Path) -> None:
    says: list[int] = []
    with relayed.product() as calling, running("reference-records", tls=tmp_path / "tls", mutual=True) as partner:
        files = partner.certificates
        assert files is not None
        own = files.clients["own-agency"]
        shown = {"server": Certificate(client_cert=str(own.certificate), client_key=str(own.key))}
        talk = lambda one, other: says.append(ask(other, target="/records/v1/openapi.json")[0])  # noqa: E731
        without = relayed.relayed(tmp_path / "one", calling.url, partner.url, talk, ca=str(files.ca))
        relayed.relayed(tmp_path / "two", calling.url, partner.url, talk, ca=str(files.ca), shown=shown)
        with pytest.raises(DeclarationError, match="called without TLS"):
            relayed.relayed(tmp_path / "no", calling.url, partner.url, talk, shown={"caller": shown["server"]})
    assert says == [502, 200]
    assert {one.fault for one in exchanges(without)} <= {"relay:tls", "relay:closed", "relay:reset"}
