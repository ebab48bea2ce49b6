"""A client that is refused in the handshake is told why by an alert, and whoever asked for it is told at once."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import relayed

from harness.gather.relay.between import Side
from harness.partner.alerting import MOST_PIECES, TELL, Alerting
from harness.partner.certificates import write_certificates
from harness.partner.handshakes import Shook
from harness.partner.host import prepared, served
from harness.partner.secure import Guarded, TlsTerms, server_context

HELLO = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def said_to(port: int, context: ssl.SSLContext) -> str:
    """What a client is told: the reason of its own error, or nothing."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
        ):
            line.sendall(HELLO)
            line.recv(1)
    except ssl.SSLError as error:
        return str(error.reason)
    return ""


def test_a_client_learns_why_it_is_refused(tmp_path: Path) -> None:
    kept: list[Shook] = []
    host = prepared("reference-records", (), 1, time.time, tls=tmp_path, mutual=True)
    host.keep_shake = kept.append
    with served(host) as partner:
        port, files = urlsplit(partner.url).port or 0, partner.certificates
        assert files is not None
        bare = ssl.create_default_context(cafile=str(files.ca))
        strange = ssl.create_default_context(cafile=str(files.ca))
        strange.load_cert_chain(tmp_path / "server-unknown-issuer.pem", tmp_path / "server-unknown-issuer.key")
        weak = ssl.create_default_context(cafile=str(files.ca))
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("AES128-SHA")
        found = [said_to(port, context) for context in (bare, strange, weak)]
    assert found == ["TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_HANDSHAKE_FAILURE"]
    assert [one.why for one in kept] == ["no-certificate", "bad-certificate", "version"]
    assert {one.negotiated for one in kept} == {""}


def test_a_relay_tells_it_too(tmp_path: Path) -> None:
    files = write_certificates(tmp_path / "tls", "good", (), time.time())
    found: list[str] = []

    def talk(one: Side, other: Side) -> None:
        weak = ssl.create_default_context(cafile=str(files.ca))
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("AES128-SHA")
        found.append(said_to(urlsplit(other.shown.shown).port or 0, weak))

    with relayed.product() as calling, relayed.product() as serving:
        relayed.relayed(tmp_path / "run", calling.url, serving.url, talk, certificates=files)
    assert found == ["SSLV3_ALERT_HANDSHAKE_FAILURE"]


def test_what_is_no_tls_fails_as_ever(tmp_path: Path) -> None:
    context = server_context(Guarded(TlsTerms(), write_certificates(tmp_path, "good", (), time.time())))
    told: list[ssl.SSLError] = []
    TELL.set(told.append)
    came = ssl.MemoryBIO()
    made = context.wrap_bio(came, ssl.MemoryBIO(), server_side=True)
    assert isinstance(made, Alerting)
    came.write(HELLO)
    with pytest.raises(ssl.SSLError) as raised:
        made.do_handshake()
    assert not isinstance(raised.value, ssl.SSLWantReadError)
    assert told == []


def test_who_goes_on_sending_after_a_refusal_is_cut_off(tmp_path: Path) -> None:
    context = server_context(Guarded(TlsTerms(), write_certificates(tmp_path, "good", (), time.time())))
    weak = ssl.create_default_context()
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("AES128-SHA")
    came, hello = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = weak.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="127.0.0.1")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    made = context.wrap_bio(came, ssl.MemoryBIO(), server_side=True)
    came.write(hello.read())
    for _ in range(MOST_PIECES + 1):
        with pytest.raises(ssl.SSLWantReadError):
            made.do_handshake()
        came.write(b"x" * 1000)
    with pytest.raises(ssl.SSLError) as raised:
        made.do_handshake()
    assert not isinstance(raised.value, ssl.SSLWantReadError)
