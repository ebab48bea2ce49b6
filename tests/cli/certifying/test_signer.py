"""A key is read from its file, with the passphrase of the environment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import KEY, run_in
from certificate.test_token import stand_in
from cli.conftest import Said

from harness.certificate.keys import KeyProblem, is_signed, key_id, private_pem, sign
from harness.cli.certifying.signer import signer


def test_a_key_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(private_pem(KEY, b"open sesame"))
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "open sesame")
    assert key_id(signer(str(path)).public_key()) == key_id(KEY.public_key())
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "another")
    with pytest.raises(KeyProblem):
        signer(str(path))


def test_a_key_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALLMARK_KEY_PASSPHRASE", raising=False)
    monkeypatch.setenv("MY_KEY", private_pem(KEY).decode())
    assert key_id(signer("env:MY_KEY").public_key()) == key_id(KEY.public_key())
    for place in ("env:", "env:ANOTHER", "/nowhere/key.pem", "pkcs11:object=a"):
        with pytest.raises(KeyProblem):
            signer(place)


def test_a_module_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", stand_in())
    monkeypatch.setenv("PKCS11_MODULE", "/nowhere.so")
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "1234")
    key = signer("pkcs11:token=hallmark;object=ed")
    assert is_signed(key.public_key(), b"x", sign(key, b"x"))


def test_a_bundle_is_issued_by_a_key_of_the_environment(
    hallmark: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", private_pem(KEY).decode())
    said = hallmark("certify", run_in(tmp_path / "run"), "--key", "env:MY_KEY", "--issuer", "Example Ltd")
    assert said.code == 0, said.err
