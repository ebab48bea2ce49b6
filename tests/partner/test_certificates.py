"""Certificates are made for one sitting, good or bad in one way, and their keys are their owner's."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from harness.errors import MockError
from harness.partner.certificates import (
    BAD,
    DAYS,
    Certificates,
    Kind,
    claim,
    kept_certificates,
    own_certificates,
    write_certificates,
)

NOW = 1_800_000_000.0
AT = datetime.fromtimestamp(NOW, UTC)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names(certificate: x509.Certificate) -> list[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in found]


def test_a_good_one_is_for_this_machine_and_signed_by_the_authority(tmp_path: Path) -> None:
    files = write_certificates(tmp_path / "new", "good", ["own", "other"], NOW)
    server, ca = read(files.server.certificate), read(files.ca)
    server.verify_directly_issued_by(ca)
    assert names(server) == ["localhost", "127.0.0.1", "::1"]
    assert server.not_valid_before_utc < AT < server.not_valid_after_utc == AT + timedelta(days=DAYS)
    assert set(files.clients) == {"own", "other"}
    for pair in files.clients.values():
        client = read(pair.certificate)
        client.verify_directly_issued_by(ca)
        usage = client.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_keys_are_read_by_their_owner_only_and_the_authority_s_is_not_kept(tmp_path: Path) -> None:
    write_certificates(tmp_path, "good", ["own"], NOW)
    keys = sorted(tmp_path.glob("*.key"))
    assert [path.name for path in keys] == ["client-own.key", *(f"server-{kind}.key" for kind in BAD), "server.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


@pytest.mark.parametrize("kind", ["another-name", "expired", "unknown-issuer"])
def test_a_bad_one_is_bad_in_one_way(tmp_path: Path, kind: Kind) -> None:
    files = write_certificates(tmp_path, kind, [], NOW)
    server, ca = read(files.server.certificate), read(files.ca)
    bad = []
    if "127.0.0.1" not in names(server):
        bad.append("another-name")
    if server.not_valid_after_utc < AT:
        bad.append("expired")
    if server.issuer != ca.subject:
        bad.append("unknown-issuer")
    assert bad == [kind]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(MockError, match="cannot write certificates") as caught:
        write_certificates(tmp_path / "file", "good", [], NOW)
    assert str(tmp_path / "file") in str(caught.value.where)


@pytest.mark.parametrize("name", ["server.key", "server.pem", "ca.pem", "client-product.key", "crl.pem"])
def test_what_was_not_made_here_is_not_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("somebody's")
    (tmp_path / "other.key").touch()
    for write_anew in (lambda: write_certificates(tmp_path, "good", (), NOW), lambda: claim(tmp_path)):
        with pytest.raises(MockError, match=f"{name}: would be written over"):
            write_anew()
    assert {path.name for path in tmp_path.iterdir()} == {name, "other.key"}
    (tmp_path / name).unlink()
    for _ in range(2):
        write_certificates(tmp_path, "good", ["product"], NOW)


def test_a_certificate_of_ones_own_is_shown_and_of_the_bad_ones_only_a_strangers(tmp_path: Path) -> None:
    made = write_certificates(tmp_path / "theirs", "good", (), NOW)
    files = own_certificates(made.server.certificate, made.server.key, None, tmp_path / "ours", NOW)
    assert files.server == made.server
    assert set(files.bad) == {"unknown-issuer"}
    assert own_certificates(*_pair(made), made.ca, tmp_path / "ours", NOW).ca == made.ca


def _pair(made: Certificates) -> tuple[Path, Path]:
    return made.server.certificate, made.server.key


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    made = write_certificates(tmp_path / "theirs", "good", (), NOW)
    certificate, key = _pair(made)
    with pytest.raises(MockError, match="cannot be read") as caught:
        own_certificates(certificate, tmp_path / "none.key", None, tmp_path / "ours", NOW)
    assert caught.value.where == str(tmp_path / "none.key")
    for wrong, of in ((made.ca, key), (key, key), (certificate, certificate)):
        with pytest.raises(MockError, match="is no certificate of the key"):
            own_certificates(wrong, of, None, tmp_path / "ours", NOW)


def test_a_key_with_a_password_is_refused_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    made = write_certificates(tmp_path / "theirs", "good", (), NOW)
    key = serialization.load_pem_private_key(made.server.key.read_bytes(), None)
    covered = serialization.BestAvailableEncryption(b"hunter2")
    form = serialization.PrivateFormat.PKCS8
    made.server.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, covered))
    with pytest.raises(MockError, match="is no certificate of the key"):
        own_certificates(*_pair(made), None, tmp_path / "ours", NOW)


def test_those_that_lie_there_are_used_while_they_hold(tmp_path: Path) -> None:
    first = kept_certificates(tmp_path, NOW)
    was = first.server.certificate.read_bytes()
    later = kept_certificates(tmp_path, NOW + (DAYS - 2) * 86_400)
    assert (later.server, later.ca, later.server.certificate.read_bytes()) == (first.server, first.ca, was)
    assert kept_certificates(tmp_path, NOW + (DAYS - 0.5) * 86_400).server.certificate.read_bytes() != was
    first.server.key.write_bytes(b"nothing")
    assert b"nothing" not in kept_certificates(tmp_path, NOW).server.key.read_bytes()
