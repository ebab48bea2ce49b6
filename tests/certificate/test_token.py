"""A key that stays in a token signs as a written one does: in SoftHSM where there is one, and in a stand-in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from harness.certificate import envelope
from harness.certificate.keys import KeyProblem, PublicKey, is_signed, key_id, new_key, private_pem, public_pem
from harness.certificate.token import TokenKey, Uri, parse

PIN = "1234"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
STAND_IN = "a stand-in"
REAL = SOFTHSM.exists() and shutil.which("softhsm2-util") is not None and find_spec("pkcs11") is not None
TOKENS = (STAND_IN, "SoftHSM") if REAL else (STAND_IN,)
KEYS = {name: new_key(kind) for name, kind in (("p256", "ecdsa-p256"), ("ed", "ed25519"))}


class _Kind(Enum):
    PUBLIC_KEY = auto()
    PRIVATE_KEY = auto()
    EC = auto()
    EC_EDWARDS = auto()
    EC_POINT = auto()
    EC_PARAMS = auto()
    EDDSA = auto()
    ECDSA = auto()


class _Key:
    """What `pkcs11` shows of a key."""

    def __init__(self, key: Any) -> None:
        self._key = key
        self.key_type = _Kind.EC if isinstance(key, ec.EllipticCurvePrivateKey) else _Kind.EC_EDWARDS

    def __getitem__(self, name: _Kind) -> bytes:
        if name is _Kind.EC_PARAMS:
            return bytes.fromhex("06082a8648ce3d030107")
        raw, uncompressed = serialization.Encoding.Raw, serialization.PublicFormat.UncompressedPoint
        if self.key_type is _Kind.EC:
            point = self._key.public_key().public_bytes(serialization.Encoding.X962, uncompressed)
        else:
            point = self._key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
        return bytes([4, len(point)]) + bytes(point)

    def sign(self, data: bytes, mechanism: _Kind) -> bytes:
        if mechanism is _Kind.EDDSA:
            return bytes(self._key.sign(data))
        r, s = utils.decode_dss_signature(self._key.sign(data, ec.ECDSA(utils.Prehashed(SHA256()))))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def stand_in() -> Any:
    """Return a module like `pkcs11` with one token of two keys."""

    @contextmanager
    def opened(user_pin: str | None = None) -> Iterator[Any]:
        if user_pin != PIN:
            raise ValueError("PinIncorrect")
        yield SimpleNamespace(get_key=lambda object_class, label: _Key(KEYS[label]))

    def get_token(token_label: str = "hallmark") -> Any:
        return {"hallmark": SimpleNamespace(open=opened)}[token_label]

    names = dict.fromkeys(("ObjectClass", "KeyType", "Attribute", "Mechanism"), _Kind)
    return SimpleNamespace(lib=lambda module: SimpleNamespace(get_token=get_token), **names)


@pytest.fixture(params=TOKENS)
def module(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the module of a token `hallmark` with the keys `p256` and `ed`."""
    if request.param == STAND_IN:
        monkeypatch.setitem(sys.modules, "pkcs11", stand_in())
        return "/nowhere.so"
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    util("--init-token", "--free", "--label", "hallmark", "--pin", PIN, "--so-pin", PIN)
    for number, (name, key) in enumerate(KEYS.items(), 1):
        (tmp_path / name).write_bytes(private_pem(key))
        named = ("--token", "hallmark", "--label", name, "--id", f"0{number}", "--pin", PIN)
        util("--import", str(tmp_path / name), *named)
    return str(SOFTHSM)


def util(*arguments: str) -> None:
    subprocess.run(("softhsm2-util", *arguments), check=True, capture_output=True)


def test_keys_in_a_token_sign_what_others_check(module: str) -> None:
    for name, own in KEYS.items():
        key = TokenKey(parse(f"pkcs11:token=hallmark;object={name}", module), PIN)
        assert public_pem(key.public_key()) == public_pem(own.public_key())
        payload, signatures = envelope.open_(envelope.seal({"a": 1}, key))
        known: dict[str, PublicKey] = {key_id(own.public_key()): own.public_key()}
        assert envelope.signers(payload, signatures, known) == tuple(known)
        assert not is_signed(own.public_key(), payload, signatures[0][1])
    for uri, pin in (("pkcs11:token=hallmark;object=p256", "9"), ("pkcs11:token=other;object=p256", PIN)):
        with pytest.raises(KeyProblem, match="the token cannot be used"):
            TokenKey(parse(uri, module), pin)


def test_a_uri_is_read() -> None:
    text = "pkcs11:token=My%20token;object=a;id=%01%ff;type=private?module-path=/x%2dy.so"
    assert parse(text) == Uri(token="My token", object="a", id=b"\x01\xff", module="/x-y.so")
    assert parse("pkcs11:object=a", "/m.so") == Uri(token="", object="a", id=b"", module="/m.so")


@pytest.mark.parametrize(
    "text",
    [
        "pkcs11:",
        "pkcs11:token=a?module-path=/m.so",
        "pkcs11:object=a",
        "pkcs11:object=a;pin-value=1234?module-path=/m.so",
        "pkcs11:object",
        "file:object=a?module-path=/m.so",
    ],
)
def test_what_names_no_key_is_said(text: str) -> None:
    with pytest.raises(KeyProblem) as told:
        parse(text)
    assert "1234" not in str(told.value)


def test_where_the_library_is_not_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(KeyProblem) as told:
        TokenKey(parse("pkcs11:object=a", "/m.so"), PIN)
    assert "pip install" in (told.value.hint or "")
