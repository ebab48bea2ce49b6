"""A certificate that nobody should trust is shown when it is chosen, and what came of it is known."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
import requests

from harness.errors import EvidenceError
from harness.evidence import ExchangeId
from harness.partner.answering import Host
from harness.partner.certificates import BAD
from harness.partner.faults.choosing import Chosen
from harness.partner.handshakes import Shook, failure, greeting_of
from harness.partner.host import prepared, served

MOCK = "receiving-control-room"


def host_with(folder: Path, kept: list[Shook], kind: str, calls: str) -> Host:
    host = prepared(MOCK, (), 1, time.time, tls=folder)
    host.keep_shake = kept.append
    play = {"fault": "bad-certificate", "certificate": kind}
    host.plays([msgspec.convert({"name": kind, "play": play, "on": ["handshake"], "calls": calls}, Chosen)])
    return host


@pytest.mark.parametrize("kind", BAD)
def test_a_client_that_looks_does_not_speak(tmp_path: Path, kind: str) -> None:
    kept: list[Shook] = []
    host = host_with(tmp_path, kept, kind, "1")
    with served(host) as partner:
        assert partner.certificates is not None
        ca = str(partner.certificates.ca)
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{partner.url}/agencies", verify=ca, timeout=5)
        assert requests.get(f"{partner.url}/agencies", verify=ca, timeout=5).status_code == 401
    first, second = kept[0], kept[-1]
    assert (first.fault, first.negotiated, first.why) == (kind, "", "alert")
    assert first.alert
    assert (second.fault, second.negotiated) == ("", "TLSv1.3")


def test_a_client_that_trusts_anybody_is_seen_to(tmp_path: Path) -> None:
    kept: list[Shook] = []
    with served(host_with(tmp_path, kept, "expired", "*")) as partner, pytest.warns():
        assert requests.get(f"{partner.url}/agencies", verify=False, timeout=5).status_code == 401
    assert (kept[0].fault, kept[0].negotiated) == ("expired", "TLSv1.3")


def test_why_a_handshake_failed() -> None:
    alert = ssl.SSLError(1, "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca")
    alert.reason = "TLSV1_ALERT_UNKNOWN_CA"
    other = ssl.SSLError(1, "x")
    other.reason = "HTTP_REQUEST"
    assert failure(alert) == ("alert", "unknown_ca")
    assert failure(other) == ("in-the-clear", "")
    other.reason = "WRONG_VERSION_NUMBER"
    assert failure(other) == ("not-tls", "")
    other.reason = "UNSUPPORTED_PROTOCOL"
    assert failure(other) == ("version", "")
    other.reason = "PEER_DID_NOT_RETURN_A_CERTIFICATE"
    assert failure(other) == ("no-certificate", "")
    other.reason = "CERTIFICATE_VERIFY_FAILED"
    assert failure(other) == ("bad-certificate", "")
    reset = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    assert [failure(e)[0] for e in (TimeoutError(), ConnectionAbortedError())] == ["timeout"] * 2
    assert [failure(e)[0] for e in (reset, ConnectionResetError(), OSError())] == ["reset", "closed", "closed"]


def test_a_request_without_tls_is_known_for_one(tmp_path: Path) -> None:
    kept: list[Shook] = []
    with served(host_with(tmp_path, kept, "expired", "*")) as partner:
        in_the_clear = partner.url.replace("https:", "http:", 1)
        with pytest.raises(requests.ConnectionError):
            requests.post(f"{in_the_clear}/incidents", data=b"{}", timeout=5)
    assert [(one.fault, one.why) for one in kept] == [("expired", "in-the-clear")]


def test_a_client_that_stalls_has_not_hung_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.handshakes.SHAKE_SECONDS", 0.05)
    kept: list[Shook] = []
    host = prepared(MOCK, (), 1, time.time, tls=tmp_path)
    host.keep_shake = kept.append
    with served(host) as partner:
        address = "127.0.0.1", urlsplit(partner.url).port or 0
        with socket.create_connection(address, timeout=8) as line, suppress(ConnectionResetError):
            line.sendall(b"\x16\x03\x01")  # so a ClientHello begins
            assert line.recv(1) == b""
    assert [one.why for one in kept] == ["timeout"]


def test_a_handshake_that_cannot_be_kept_ends_the_connection(tmp_path: Path) -> None:
    def full(shook: Shook) -> None:
        raise EvidenceError("no room")

    host = prepared(MOCK, (), 1, time.time, tls=tmp_path)
    host.keep_shake = full
    with served(host) as partner:
        assert partner.certificates is not None
        ca = str(partner.certificates.ca)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{partner.url}/agencies", verify=ca, timeout=5)


def test_an_observation_says_it_all() -> None:
    one = greeting_of(Shook(fault="f", why="alert", alert="unknown_ca", at=2.0), ExchangeId("p", 0), "room")
    assert (one.to_party, one.fault, one.negotiated, one.alert, one.at) == ("room", "f", None, "unknown_ca", 2_000_000)
