"""One version at a time is offered for real, and whatever the other side does has a name."""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tls_files
import tls_server
from miniatures import hostile
from tls_files import TlsFiles

from harness.declaration import Tls
from harness.gather.transmission import handshake
from harness.gather.transmission.handshake import (
    VERSIONS,
    Roots,
    Shaken,
    can_offer,
    looking,
    offering,
    self_signed,
    shake,
)

NAMES = tuple(version for version in VERSIONS if can_offer(version))
"""Not every system's OpenSSL speaks the old ones."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


def from_to(files: TlsFiles, oldest: str, newest: str = "TLSv1.3", **more: object) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return tls_server.context_of(files, versions=(VERSIONS[oldest], VERSIONS[newest]), **more)  # type: ignore[arg-type]


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        yield sock


def offered(port: int, version: str, tls: Tls | None = None) -> Shaken:
    context = offering(version, tls or Tls())
    assert context is not None
    with connected(port) as sock:
        return shake(sock, "127.0.0.1", context)


def test_this_machine_can_offer_what_it_is_to_try() -> None:
    assert {"TLSv1.2", "TLSv1.3"} <= set(NAMES)


def test_what_cannot_be_offered_is_not_pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ssl.SSLError("no protocols available")

    monkeypatch.setattr(handshake, "_in_memory", refuse)
    can_offer.cache_clear()
    try:
        assert not can_offer("TLSv1")
        assert offering("TLSv1", Tls()) is None
    finally:
        can_offer.cache_clear()


@pytest.mark.parametrize("oldest", NAMES)
def test_each_version_is_offered_alone(files: TlsFiles, oldest: str) -> None:
    with tls_server.serving(hostile.says(b""), from_to(files, oldest)) as server:
        found = {version: offered(server.port, version) for version in NAMES}
    spoken = NAMES[NAMES.index(oldest) :]
    assert {version: one.negotiated for version, one in found.items()} == {
        version: version if version in spoken else None for version in NAMES
    }
    refused = [one for version, one in found.items() if version not in spoken]
    assert all((one.why, one.alert) in (("alert", "protocol_version"), ("alert", "internal_error")) for one in refused)
    assert all(one.chain for one in found.values() if one.negotiated)


def test_a_certificate_is_seen_trusted_or_not(files: TlsFiles) -> None:
    ours = ssl.create_default_context(cafile=files.ca)
    with tls_server.serving(hostile.says(b""), tls_server.context_of(files)) as server:
        with connected(server.port) as sock:
            trusted = shake(sock, "127.0.0.1", ours)
        with connected(server.port) as sock:
            strange = shake(sock, "127.0.0.1", ssl.create_default_context())
        with connected(server.port) as sock:
            elsewhere = shake(sock, "other.example.org", ours)
        with connected(server.port) as sock:
            seen = shake(sock, "127.0.0.1", looking(Tls()))
    authority = ssl.PEM_cert_to_DER_cert(Path(files.ca).read_text())
    assert (trusted.negotiated, trusted.anchor, trusted.verify_code) == ("TLSv1.3", authority, 0)
    assert (strange.why, strange.verify_code, strange.chain) == ("certificate", 20, ())
    assert (elsewhere.why, elsewhere.verify_code) == ("certificate", 62)
    assert seen.chain == trusted.chain
    assert seen.chain[0] == ssl.PEM_cert_to_DER_cert(Path(files.server).read_text())


def test_our_own_certificate_is_shown(files: TlsFiles) -> None:
    # TLS 1.2 refuses within the handshake; TLS 1.3 only after it.
    context = from_to(files, "TLSv1.2", "TLSv1.2", client=ssl.CERT_REQUIRED)
    with tls_server.serving(hostile.says(b""), context) as server:
        shown = offered(server.port, "TLSv1.2", Tls(client_cert=files.client, client_key=files.client_key))
        hidden = offered(server.port, "TLSv1.2")
    assert shown.negotiated == "TLSv1.2"
    assert (hidden.negotiated, hidden.why) == (None, "alert")


@contextmanager
def answering(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    def vice(sock: socket.socket, hello: bytes) -> bool:
        raise AssertionError("no request comes")

    class Raw(hostile.Server):
        def _serve(self, sock: socket.socket) -> None:
            with sock, contextlib.suppress(OSError):
                sock.recv(5)
                serve(sock)

    server = Raw(vice)
    try:
        yield server.port
    finally:
        server.close()


def _reset(sock: socket.socket) -> None:
    hostile._reset(sock)


@pytest.mark.parametrize(
    "serve, why",
    [
        (lambda sock: None, ("closed", "reset")),  # what was not read is answered by a reset
        (_reset, ("reset",)),
        (lambda sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), ("not-tls",)),
        (lambda sock: sock.sendall(b"\x15\x03\x01\x00\x02\x02\x28"), ("alert",)),
        (lambda sock: sock.sendall(b"\x00" * 100), ("not-tls", "closed")),
    ],
)
def test_who_does_not_shake_hands_has_a_name(serve: Callable[[socket.socket], None], why: tuple[str, ...]) -> None:
    with answering(serve) as port:
        shaken = offered(port, "TLSv1.3")
    assert shaken.negotiated is None
    assert shaken.why in why
    assert shaken.alert == ("handshake_failure" if shaken.why == "alert" else None)


def test_a_wait_has_an_end() -> None:
    with answering(lambda sock: sock.recv(65536) and sock.recv(1)) as port:  # type: ignore[arg-type, return-value]
        context = offering("TLSv1.3", Tls())
        assert context is not None
        with socket.create_connection(("127.0.0.1", port), timeout=0.2) as sock:
            assert shake(sock, "127.0.0.1", context).why == "timeout"


def test_roots_are_named_by_a_digest_and_find_who_vouches(files: TlsFiles, tmp_path: Path) -> None:
    declared, machine = Roots(Tls(ca=files.ca)), Roots(Tls())
    assert (declared.said_by, machine.said_by) == ("declared", "machine")
    assert declared.digest.startswith("sha256:")
    assert declared.digest != machine.digest
    chain = (ssl.PEM_cert_to_DER_cert(Path(files.server).read_text()),)
    assert declared.anchor_of(chain) == ssl.PEM_cert_to_DER_cert(Path(files.ca).read_text())
    assert machine.anchor_of(chain) == b""
    assert declared.anchor_of((b"\x30\x82",)) == b""
    stranger, _ = self_signed(tmp_path, "stranger")
    assert declared.anchor_of((ssl.PEM_cert_to_DER_cert(Path(stranger).read_text()),)) == b""
