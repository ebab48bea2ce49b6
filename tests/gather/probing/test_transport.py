"""The way to the product is tried once a run, and without TLS only as nobody."""

from __future__ import annotations

import pytest
from tinyapi.bench import bench, json_reply

from harness.gather.message import Message
from harness.gather.probing.transport import WHOLE, plain_twin
from harness.gather.strand import Strand


class Paper:
    """Notes what is tried."""

    def __init__(self) -> None:
        self.versions: list[str] = []
        self.plain_ones: list[Message] = []

    def shake(self, strand: Strand, version: str, *, bare: bool = False) -> None:
        self.versions.append(f"{version} bare" if bare else version)

    def plain(self, strand: Strand, message: Message) -> None:
        self.plain_ones.append(message)


@pytest.mark.parametrize(
    "base_url, twin",
    [
        ("https://api.example.org/v1", "http://api.example.org"),
        ("https://api.example.org:443/v1", "http://api.example.org"),
        ("https://api.example.org:8443/v1", "http://api.example.org:8443"),
        ("https://[::1]:8443", "http://[::1]:8443"),
        ("http://api.example.org/v1", ""),
    ],
)
def test_where_it_would_be_served_without_tls(base_url: str, twin: str) -> None:
    assert plain_twin(base_url) == twin


def test_where_it_is_declared_to_be_reached_without_tls() -> None:
    assert plain_twin("https://api.example.org/v1", "http://api.example.org:8080/v1") == "http://api.example.org:8080"
    assert plain_twin("http://api.example.org/v1", "http://api.example.org:8080/v1") == ""


def test_each_version_alone_and_one_connection_as_usual() -> None:
    made, _, _ = bench(lambda message, identity: json_reply(200))
    paper = Paper()
    WHOLE["tls"].go(made, paper)
    assert paper.versions == ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "", "TLSv1.2 bare"]
    assert len(paper.versions) == WHOLE["tls"].estimate


def test_without_tls_one_thing_is_read_and_no_credential_leaves() -> None:
    made, sent, _ = bench(lambda message, identity: json_reply(200))
    paper = Paper()
    WHOLE["without-tls"].go(made, paper)
    (message,) = paper.plain_ones
    assert (message.method, message.target) == ("GET", "/notes")
    assert not any(name.lower() == "authorization" for name, _ in message.headers)
    assert sent.exchanges == []
