"""A profile is found by name, folder, packed file or address; what comes from elsewhere is what was pinned."""

from __future__ import annotations

import socket
from functools import partial
from pathlib import Path

import pytest
import tls_files
import tls_server
from miniatures import hostile

from harness.authoring.packing import pack
from harness.authoring.scaffold import scaffold
from harness.canonical import digest
from harness.certificate.keys import PrivateKey, new_key, public_pem
from harness.cli.terminal.obtaining import is_packed, place
from harness.errors import ProfileError
from harness.gather.descriptions import vendoring
from harness.loading import find, load_bundle


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("HALLMARK_CACHE", str(folder))
    return folder


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_key("ed25519")


@pytest.fixture
def packed(tmp_path: Path, key: PrivateKey) -> Path:
    path = tmp_path / "duty.zip"
    pack(scaffold("duty", tmp_path), path, key)
    (tmp_path / "publisher.pem").write_bytes(public_pem(key.public_key()))
    (tmp_path / "other.pem").write_bytes(public_pem(new_key("ed25519").public_key()))
    return path


def _sha256(path: Path) -> str:
    return digest(path.read_bytes()).removeprefix("sha256:")


def test_names_and_folders(tmp_path: Path) -> None:
    assert place("incident-transfer@1.0") == find("incident-transfer@1.0")
    folder = scaffold("duty", tmp_path)
    assert place(str(folder)) == folder
    assert place("duty/0.1", tmp_path) == folder
    with pytest.raises(ProfileError, match="there is no profile"):
        place("duty/0.1")


def test_a_packed_file_is_unpacked_where_nothing_but_what_it_is_decides(packed: Path, cache: Path) -> None:
    folder = place(str(packed))
    assert load_bundle(folder).profile.name == "duty@0.1"
    assert cache in folder.parents
    (folder / "profile.yaml").write_text("id: somebody-was-here\n", encoding="utf-8")
    assert place(f"duty.zip#sha256={_sha256(packed)}", packed.parent) == folder
    assert load_bundle(folder).profile.name == "duty@0.1"


def test_without_a_cache_it_is_unpacked_for_this_process(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLMARK_CACHE", "")
    assert load_bundle(place(str(packed))).profile.name == "duty@0.1"


@pytest.mark.parametrize(
    "pins, message",
    [
        ("sha256=" + "0" * 64, "not the file that was pinned"),
        ("key=other.pem", "the pinned key did not sign it"),
        ("key=publisher.pem&sha256=" + "0" * 64, "not the file that was pinned"),
        ("sha256=short", "pins nothing"),
        ("md5=0", "pins nothing"),
    ],
)
def test_what_is_not_as_pinned(packed: Path, pins: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message):
        place(f"{packed.name}#{pins}", packed.parent)


def test_the_key_of_its_publisher_pins_it(packed: Path) -> None:
    folder = place(f"{packed.name}#key=publisher.pem&sha256={_sha256(packed)}", packed.parent)
    assert load_bundle(folder).profile.name == "duty@0.1"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot read the file"):
        place("gone.zip", tmp_path)


def test_what_comes_from_elsewhere_is_pinned(packed: Path) -> None:
    body = packed.read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    def answers(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(head + body)
        return False

    server = hostile.Server(answers)
    try:
        address = f"http://127.0.0.1:{server.port}/duty.zip"
        with pytest.raises(ProfileError, match="is pinned by digest or key"):
            place(address)
        assert load_bundle(place(f"{address}#sha256={_sha256(packed)}")).profile.name == "duty@0.1"
        with pytest.raises(ProfileError, match="not the file that was pinned"):
            place(f"{address}#sha256={'1' * 64}")
    finally:
        server.close()
    with pytest.raises(ProfileError, match="only HTTPS is"):
        place(f"http://profiles.example.org/duty.zip#sha256={'1' * 64}")


def test_who_is_led_to_another_host_takes_only_what_was_pinned(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hosts with certificates that hold; the second has the file, and one that somebody else signed."""
    files = tls_files.make(tmp_path)
    foreign = tmp_path / "foreign.zip"
    pack(scaffold("duty", tmp_path / "foreign"), foreign, new_key("ed25519"))
    there = {"/duty.zip": packed, "/foreign.zip": foreign}
    monkeypatch.setattr(vendoring, "Documents", partial(vendoring.Documents, ca=Path(files.ca)))
    with (
        tls_server.serving(_serving(there), tls_server.context_of(files)) as second,
        tls_server.serving(_leading(second.base_url), tls_server.context_of(files)) as first,
    ):
        right = f"{first.base_url}/duty.zip#key=publisher.pem&sha256={_sha256(packed)}"
        assert load_bundle(place(right, tmp_path)).profile.name == "duty@0.1"
        with pytest.raises(ProfileError, match="the pinned key did not sign it"):
            place(f"{first.base_url}/foreign.zip#key=publisher.pem", tmp_path)
        with pytest.raises(ProfileError, match="not the file that was pinned"):
            place(f"{first.base_url}/foreign.zip#sha256={_sha256(packed)}", tmp_path)


def _serving(files: dict[str, Path]) -> hostile.Vice:
    def answers(sock: socket.socket, request: bytes) -> bool:
        body = files[request.split(b" ")[1].decode()].read_bytes()
        sock.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        return False

    return answers


def _leading(to: str) -> hostile.Vice:
    def answers(sock: socket.socket, request: bytes) -> bool:
        place = to + request.split(b" ")[1].decode()
        sock.sendall(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())
        return False

    return answers


@pytest.mark.parametrize(
    "name, packed", [("duty@1.0", False), ("duty.zip", True), ("https://example.org/p", True), ("./duty", False)]
)
def test_what_is_packed(name: str, packed: bool) -> None:
    assert is_packed(name) is packed
