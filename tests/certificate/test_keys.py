"""Keys sign and are told apart; a signature has one form."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from harness.certificate import keys


@pytest.mark.parametrize("kind", keys.KINDS)
def test_what_is_signed_is_signed(kind: str) -> None:
    key = keys.new_key(kind)
    signature = keys.sign(key, b"message")
    assert keys.is_signed(key.public_key(), b"message", signature)
    assert not keys.is_signed(key.public_key(), b"massage", signature)
    assert not keys.is_signed(keys.new_key(kind).public_key(), b"message", signature)
    assert not any(
        keys.is_signed(key.public_key(), b"message", bad) for bad in (b"", signature[:-1], signature + b"\0")
    )


def test_the_other_signature_of_ecdsa_is_refused() -> None:
    key = keys.new_key("ecdsa-p256")
    r, s = utils.decode_dss_signature(keys.sign(key, b"message"))
    assert not keys.is_signed(key.public_key(), b"message", utils.encode_dss_signature(r, keys._ORDER - s))


@pytest.mark.parametrize("kind", keys.KINDS)
@pytest.mark.parametrize("passphrase", [b"", b"exercise"])
def test_keys_are_written_and_read(kind: str, passphrase: bytes) -> None:
    key = keys.new_key(kind)
    again = keys.read_private(keys.private_pem(key, passphrase), "signing.pem", passphrase)
    public = keys.read_public(keys.public_pem(key.public_key()), "signing.pub.pem")
    assert keys.key_id(again.public_key()) == keys.key_id(public) == keys.key_id(key.public_key())


@pytest.mark.parametrize("given, right", [(b"", b"exercise"), (b"wrong", b"exercise"), (b"given", b"")])
def test_a_wrong_passphrase_is_said(given: bytes, right: bytes) -> None:
    pem = keys.private_pem(keys.new_key("ed25519"), right)
    with pytest.raises(keys.KeyProblem, match=r"signing\.pem"):
        keys.read_private(pem, "signing.pem", given)


def test_other_keys_are_refused(tmp_path: Path) -> None:
    for other in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        with pytest.raises(keys.KeyProblem, match="kind of key"):
            keys.read_private(keys.private_pem(other), "k")  # type: ignore[arg-type]
        with pytest.raises(keys.KeyProblem, match="kind of key"):
            keys.read_public(keys.public_pem(other.public_key()), "k")  # type: ignore[arg-type]
    with pytest.raises(keys.KeyProblem):
        keys.read_public(b"nothing", "k")
    with pytest.raises(keys.KeyProblem, match="cannot be read"):
        keys.read_public_file(tmp_path / "none.pem")


def test_another_program_names_the_key_alike(tmp_path: Path) -> None:
    key = keys.new_key("ed25519")
    path = tmp_path / "signing.pub.pem"
    path.write_bytes(keys.public_pem(key.public_key()))
    told = f"openssl pkey -pubin -in {path} -outform DER | sha256sum"
    out = subprocess.run(["sh", "-c", told], capture_output=True, check=True).stdout.decode()
    assert out.split()[0] == keys.key_id(keys.read_public_file(path))
