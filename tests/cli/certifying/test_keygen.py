"""Keys are made for their owner's eyes, and never written over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Said

Call = Callable[..., Said]


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa-p256"])
def test_a_pair_is_written(kind: str, hallmark: Call, tmp_path: Path) -> None:
    said = hallmark("keygen", "--out", tmp_path / "keys", "--kind", kind, "--json")
    assert said.code == 0
    assert len(json.loads(said.out)["key"]) == 64
    assert (tmp_path / "keys/signing.pem").stat().st_mode & 0o077 == 0
    assert b"PUBLIC KEY" in (tmp_path / "keys/signing.pub.pem").read_bytes()


def test_a_key_is_never_written_over(hallmark: Call, tmp_path: Path) -> None:
    hallmark("keygen", "--out", tmp_path)
    before = (tmp_path / "signing.pem").read_bytes()
    said = hallmark("keygen", "--out", tmp_path)
    assert (said.code, "there is a key already" in said.err) == (3, True)
    assert (tmp_path / "signing.pem").read_bytes() == before


def test_a_passphrase_covers_the_key(hallmark: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLMARK_KEY_PASSPHRASE", "exercise")
    hallmark("keygen", "--out", tmp_path)
    assert b"ENCRYPTED" in (tmp_path / "signing.pem").read_bytes()
