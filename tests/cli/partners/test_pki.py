"""`hallmark pki` writes a world of certificates and says where everything lies."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said
from cryptography import x509


def test_all_of_it_is_named(hallmark: Callable[..., Said], tmp_path: Path) -> None:
    said = hallmark("pki", tmp_path, "--name", "partner.example.org", "--client", "one", "--client", "two", "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert {*found["clients"]} >= {"one", "two", "revoked"}
    server = x509.load_pem_x509_certificate(Path(found["servers"]["good"]["certificate"]).read_bytes())
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["partner.example.org"]
    assert len(list(x509.load_pem_x509_crl(Path(found["crl"]).read_bytes()))) == 2


def test_without_anything_said_it_is_for_this_machine(hallmark: Callable[..., Said], tmp_path: Path) -> None:
    said = hallmark("pki", tmp_path / "new")
    assert said.code == 0
    assert f"trust {tmp_path / 'new' / 'ca.pem'}" in said.out
    assert "client product" in said.out
