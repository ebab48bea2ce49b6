"""A key is read from its file, with the passphrase of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import KEY

from harness.certificate.keys import KeyProblem, key_id, private_pem
from harness.cli.signer import signer


def test_a_key_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(private_pem(KEY, b"open sesame"))
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "open sesame")
    assert key_id(signer(path).public_key()) == key_id(KEY.public_key())
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "another")
    with pytest.raises(KeyProblem):
        signer(path)
