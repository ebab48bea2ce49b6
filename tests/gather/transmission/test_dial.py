"""Connections are opened with certificates checked, through a proxy if there is one, and failures have their names."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tls_files
from miniatures import hostile
from tls_files import TlsFiles

from harness.declaration import Tls
from harness.errors import DeclarationError
from harness.gather.clock import SystemClock
from harness.gather.restraint.limits import Undeclared
from harness.gather.transmission.dial import DialFailed, Dialler, Origin, Proxy

NOW = SystemClock().now
SECOND = 1_000_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


@contextmanager
def one_connection(serve: object) -> Iterator[int]:
    """Accept one connection and hand it to `serve`; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            sock, _ = listener.accept()
            with sock:
                try:
                    serve(sock)  # type: ignore[operator]
                except OSError:
                    pass

        thread = threading.Thread(target=accept)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def greets(files: TlsFiles, *, ask_client: bool = False) -> object:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.server, files.server_key)
    if ask_client:
        context.load_verify_locations(files.ca)
        context.verify_mode = ssl.CERT_REQUIRED

    def serve(sock: socket.socket) -> None:
        with context.wrap_socket(sock, server_side=True) as secure:
            secure.sendall(b"hello")
            secure.recv(10)

    return serve


def opened(port: int, *, scheme: str = "https", host: str = "127.0.0.1", **more: object) -> bytes:
    with Dialler(NOW, **more).open(Origin(scheme, host, port), 2 * SECOND) as sock:  # type: ignore[arg-type]
        return sock.recv(10)


def failed(port: int, **more: object) -> DialFailed:
    with pytest.raises(DialFailed) as failure:
        opened(port, **more)  # type: ignore[arg-type]
    return failure.value


def test_a_certificate_of_a_declared_authority_is_trusted(files: TlsFiles) -> None:
    with one_connection(greets(files)) as port:
        assert opened(port, tls=Tls(ca=files.ca)) == b"hello"
    with one_connection(greets(files)) as port:
        assert opened(port, host="localhost", tls=Tls(ca=files.ca)) == b"hello"


def test_a_certificate_of_another_is_not(files: TlsFiles) -> None:
    with one_connection(greets(files)) as port:
        failure = failed(port)
    assert failure.why == "tls"
    assert "not trusted" in failure.detail


def test_a_certificate_for_another_name_is_not(files: TlsFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))],
    )
    with one_connection(greets(files)) as port:
        assert failed(port, host="product.example.org", tls=Tls(ca=files.ca)).why == "tls"


def test_a_client_certificate_is_shown(files: TlsFiles) -> None:
    tls = Tls(ca=files.ca, client_cert=files.client, client_key=files.client_key)
    with one_connection(greets(files, ask_client=True)) as port:
        assert opened(port, tls=tls) == b"hello"


@pytest.mark.parametrize("serve", [lambda sock: None, lambda sock: sock.sendall(b"HTTP/1.1 400 Plain\r\n\r\n")])
def test_no_tls_over_there_is_a_failure_of_tls(serve: object) -> None:
    with one_connection(serve) as port:
        assert failed(port).why == "tls"


def test_a_handshake_that_hangs_has_an_end() -> None:
    silent = one_connection(lambda sock: sock.recv(100_000) and sock.recv(1))
    with silent as port, pytest.raises(DialFailed) as failure:
        Dialler(NOW).open(Origin("https", "127.0.0.1", port), SECOND // 5)
    assert failure.value.why == "tls"


def test_files_that_cannot_be_used_are_said(files: TlsFiles, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    for tls, where in (
        (Tls(ca=str(tmp_path / "none.pem")), "target.tls.ca"),
        (Tls(ca=str(empty)), "target.tls.ca"),
        (Tls(client_cert=str(empty), client_key=files.client_key), "target.tls.client_cert"),
        (Tls(client_cert=files.client, client_key=files.server_key), "target.tls.client_cert"),
    ):
        with pytest.raises(DeclarationError) as error:
            Dialler(NOW, tls=tls)
        assert error.value.where == where


def test_nobody_listens() -> None:
    with hostile.refuses_connections() as base_url:
        failure = failed(Origin.of(base_url).port, scheme="http")
    assert failure.why == "refused"
    assert "nothing listens" in failure.detail


@pytest.mark.parametrize("error, why", [(socket.gaierror(-2, "no such name"), "name"), (UnicodeError("label"), "name")])
def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch, error: Exception, why: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert failed(80, scheme="http", host="product.example.org").why == why


@pytest.mark.parametrize(
    "error, why",
    [
        (TimeoutError(), "unreachable"),
        (OSError(113, "No route to host"), "unreachable"),
        (ConnectionResetError(), "reset"),
        (ConnectionRefusedError(), "refused"),
    ],
)
def test_an_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, error: Exception, why: str) -> None:
    class Unconnectable(socket.socket):
        def connect(self, address: object) -> None:
            raise error

    monkeypatch.setattr(socket, "socket", Unconnectable)
    assert failed(80, scheme="http").why == why


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with one_connection(lambda sock: sock.sendall(b"hello")) as port, hostile.refuses_connections() as dead:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", at)) for at in (Origin.of(dead).port, port)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert opened(port, scheme="http", host="localhost") == b"hello"


def proxy_to(files: TlsFiles, answer: bytes, seen: list[bytes]) -> object:
    secure = greets(files)

    def serve(sock: socket.socket) -> None:
        seen.append(hostile.read_request(sock))
        sock.sendall(answer)
        if answer.startswith(b"HTTP/1.1 200"):
            secure(sock)  # type: ignore[operator]

    return serve


def test_tls_goes_through_a_proxy_untouched(files: TlsFiles) -> None:
    seen: list[bytes] = []
    with one_connection(proxy_to(files, b"HTTP/1.1 200 Connection established\r\n\r\n", seen)) as port:
        proxy = Proxy.of(f"http://na%40me:pass@127.0.0.1:{port}")
        assert opened(4433, host="localhost", tls=Tls(ca=files.ca), proxy=proxy) == b"hello"
    assert seen[0].split(b"\r\n") == [
        b"CONNECT localhost:4433 HTTP/1.1",
        b"Host: localhost:4433",
        b"Proxy-Authorization: Basic bmFAbWU6cGFzcw==",
        b"",
        b"",
    ]


@pytest.mark.parametrize(
    "answer, words",
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answers 407"),
        (b"nonsense\r\n\r\n", "does not understand"),
        (b"", "does not understand"),
        (b"HTTP/1.1 502 X\r\nX: " + b"y" * 100_000, "answers 502"),
    ],
)
def test_a_proxy_that_refuses_is_named(files: TlsFiles, answer: bytes, words: str) -> None:
    with one_connection(proxy_to(files, answer, [])) as port:
        failure = failed(443, host="localhost", proxy=Proxy.of(f"http://127.0.0.1:{port}"))
    assert failure.why == "unreachable"
    assert words in failure.detail


def test_only_an_http_proxy_can_be_used() -> None:
    with pytest.raises(DeclarationError):
        Proxy.of("https://proxy.example.org")


@pytest.mark.parametrize(
    "url, origin, authority",
    [
        ("http://example.org/a", Origin("http", "example.org", 80), "example.org"),
        ("https://EXAMPLE.org:443/", Origin("https", "example.org", 443), "example.org"),
        ("http://example.org:8080", Origin("http", "example.org", 8080), "example.org:8080"),
        ("http://[::1]:8080/a", Origin("http", "::1", 8080), "[::1]:8080"),
        ("https://[::1]", Origin("https", "::1", 443), "[::1]"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: Origin, authority: str) -> None:
    assert Origin.of(url) == origin
    assert origin.authority == authority


@pytest.mark.parametrize(
    "url", ["/a", "ftp://example.org", "http://", "http://x:port", "http://x:99999", "http://[::1", ""]
)
def test_what_has_no_origin_is_refused(url: str) -> None:
    with pytest.raises(Undeclared):
        Origin.of(url)
