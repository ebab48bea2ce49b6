"""Documents are read from one folder, from HTTPS, and from this machine where it asks itself; and from nowhere else."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tls_files
import tls_server
from miniatures import hostile

from harness.contract.vendor import Refused, vendor
from harness.gather.descriptions import vendoring
from harness.gather.descriptions.vendoring import Documents, is_url


@contextmanager
def serving(answers: dict[str, bytes]) -> Iterator[hostile.Server]:
    """Serve whole HTTP answers by path."""
    server = hostile.Server(_vice(answers))
    try:
        yield server
    finally:
        server.close()


def _vice(answers: dict[str, bytes]) -> hostile.Vice:
    def vice(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(answers.get(request.split(b" ")[1].decode(), b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"))
        return False

    return vice


def ok(value: object) -> bytes:
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def description(ref: str) -> dict[str, object]:
    return {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": {"A": {"$ref": ref}}}}


def test_relative_references_are_read_from_where_the_document_lies(tmp_path: Path) -> None:
    answers = {"/api/openapi.json": ok(description("../s/a.json#/x")), "/s/a.json": ok({"x": {"$ref": "b.json"}})}
    with serving(answers | {"/s/b.json": ok({"type": "string"})}) as server:
        found = vendor(Documents(tmp_path), f"{server.base_url}/api/openapi.json")
        assert found.missing == ()
        assert [address for address, _ in found.sources] == [
            f"{server.base_url}{path}" for path in ("/api/openapi.json", "/s/a.json", "/s/b.json")
        ]
        assert all(b"Authorization" not in request for request in server.requests)


def test_a_file_may_refer_to_this_machine(tmp_path: Path) -> None:
    with serving({"/a.json": ok({"type": "string"})}) as server:
        (tmp_path / "main.json").write_text(json.dumps(description(f"{server.base_url}/a.json")))
        assert vendor(Documents(tmp_path), "main.json").missing == ()


def test_redirects_are_followed_a_few_times(tmp_path: Path) -> None:
    with serving(
        {"/a": moved("/b"), "/b": ok({}), "/ring": moved("/ring"), "/away": moved("http://192.0.2.1/")}
    ) as server:
        documents = Documents(tmp_path)
        assert documents(f"{server.base_url}/a", "")[1] == b"{}"
        with pytest.raises(Refused, match="redirected more than"):
            documents(f"{server.base_url}/ring", "")
        with pytest.raises(Refused, match="only HTTPS is"):
            documents(f"{server.base_url}/away", "")
        with pytest.raises(Refused, match="answered 404"):
            documents(f"{server.base_url}/none", "")


@pytest.mark.parametrize(
    "address, base, part",
    [
        ("http://example.org/a", "", "only HTTPS is"),
        ("https://127.0.0.1:1/a", "https://example.org/", "is on this machine"),
        ("http://localhost:1/a", "https://example.org/", "is on this machine"),
        ("http://[::1]:1/a", "https://example.org/", "is on this machine"),
        ("https://user:pass@example.org/a", "", "a user name or a password"),
        ("ftp://example.org/a", "main.json", "neither a file nor"),
        ("file:///etc/passwd", "main.json", "neither a file nor"),
        ("file:///etc/passwd", "https://example.org/", "not fetched"),
        ("//example.org/a", "main.json", "neither a file nor"),
        ("../secret.json", "main.json", "outside the folder"),
        ("/etc/passwd", "main.json", "outside the folder"),
        ("link.json", "main.json", "outside the folder"),
        ("none.json", "main.json", "No such file"),
        ("https://", "", "not fetched"),
    ],
)
def test_nothing_else_is_read(tmp_path: Path, address: str, base: str, part: str) -> None:
    folder = tmp_path / "api"
    folder.mkdir()
    (tmp_path / "secret.json").write_text("{}")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(Refused, match=part):
        Documents(folder)(address, base)


def test_a_document_is_not_read_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendoring, "MAX_BYTES", 100)
    (tmp_path / "large.json").write_text(" " * 101)
    with serving({"/large": ok("x" * 200)}) as server:
        for address in (f"{server.base_url}/large", "large.json"):
            with pytest.raises(Refused, match="larger than 100 bytes"):
                Documents(tmp_path)(address, "")
        monkeypatch.setattr(vendoring, "WHOLE_SECONDS", -1)
        monkeypatch.setattr(vendoring, "MAX_BYTES", 1000)
        with pytest.raises(Refused, match="takes longer than"):
            Documents(tmp_path)(f"{server.base_url}/large", "")


def test_a_host_that_is_not_there_and_one_that_breaks_off(tmp_path: Path) -> None:
    with serving({"/short": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"}) as server:
        with pytest.raises(Refused, match="cannot be fetched"):
            Documents(tmp_path)(f"{server.base_url}/short", "")
        gone = server.base_url
    with pytest.raises(Refused, match="cannot be fetched"):
        Documents(tmp_path)(f"{gone}/a", "")


def test_certificates_are_checked(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    with tls_server.serving(_vice({"/a": ok({})}), tls_server.context_of(files)) as server:
        address = f"{server.base_url}/a"
        with pytest.raises(Refused, match="SSLError"):
            Documents(tmp_path)(address, "")
        assert Documents(tmp_path, Path(files.ca))(address, "") == (address, b"{}")


def test_nobody_is_led_from_https_to_http(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    with serving({"/a": ok({})}) as plain:
        answers = {"/down": moved(f"{plain.base_url}/a"), "/away": moved("http://example.org/"), "/on": moved("/b")}
        with tls_server.serving(_vice(answers | {"/b": ok({})}), tls_server.context_of(files)) as server:
            documents = Documents(tmp_path, Path(files.ca))
            for path in ("/down", "/away"):
                with pytest.raises(Refused, match="leads from HTTPS to http"):
                    documents(f"{server.base_url}{path}", "")
            assert documents(f"{server.base_url}/on", "")[1] == b"{}"
        assert plain.requests == []


def test_each_document_is_fetched_once(tmp_path: Path) -> None:
    with serving({"/a": ok({})}) as server:
        documents = Documents(tmp_path)
        for fragment in ("", "#/x"):
            assert documents(f"{server.base_url}/a{fragment}", "")[0] == f"{server.base_url}/a"
        assert len(server.requests) == 1


def test_addresses() -> None:
    assert [is_url(each) for each in ("HTTPS://a", "http://a", "a.json", "C:\\a", "file:///a")] == [
        True, True, False, False, False,
    ]  # fmt: skip
