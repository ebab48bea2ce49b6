"""An envelope opens to what was signed, is checked by programs of others, and has one form."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from pathlib import Path

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from harness.certificate import keys
from harness.certificate.envelope import countersign, encoding, open_, seal, signers
from harness.errors import EvidenceError

STATEMENT = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicate": {"a": "Tŷ"}}


@pytest.mark.parametrize("kind", keys.KINDS)
def test_it_opens_to_what_was_signed(kind: str) -> None:
    key = keys.new_key(kind)
    payload, signatures = open_(seal(STATEMENT, key))
    name = keys.key_id(key.public_key())
    assert json.loads(payload) == STATEMENT
    assert signers(payload, signatures, {name: key.public_key()}) == (name,)
    assert signers(payload, signatures, {}) == ()


def test_a_second_signature_stands_beside_the_first() -> None:
    one, two = keys.new_key("ed25519"), keys.new_key("ecdsa-p256")
    payload, signatures = open_(countersign(countersign(seal(STATEMENT, one), two), two))
    known = {keys.key_id(key.public_key()): key.public_key() for key in (one, two)}
    assert set(signers(payload, signatures, known)) == set(known)
    assert len(signatures) == 2


def test_a_signature_of_another_payload_is_refused() -> None:
    key = keys.new_key("ed25519")
    _, signatures = open_(seal(STATEMENT, key))
    with pytest.raises(EvidenceError, match="does not fit"):
        signers(b"{}", signatures, {keys.key_id(key.public_key()): key.public_key()})


def test_no_byte_is_free() -> None:
    key, chance = keys.new_key("ed25519"), random.Random(2)
    whole = seal(STATEMENT, key)
    known = {keys.key_id(key.public_key()): key.public_key()}
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        try:
            payload, signatures = open_(bytes(changed))
            named = signers(payload, signatures, known)
        except EvidenceError:
            continue
        assert named == ()  # the name of the key was changed: nobody known signed it


@pytest.mark.parametrize(
    "bad", [b"", b"{}", b"[]", b'{"payload":"","payloadType":"text/plain","signatures":[]}', b"{" * 10_000, b"\xff"]
)
def test_what_is_no_envelope(bad: bytes) -> None:
    with pytest.raises(EvidenceError):
        open_(bad)


def test_a_kept_library_agrees() -> None:
    key = keys.new_key("ecdsa-p256")
    envelope = Envelope.from_dict(json.loads(seal(STATEMENT, key)))
    name = keys.key_id(key.public_key())
    assert envelope.verify([SSlibKey.from_crypto(key.public_key(), name)], 1)
    assert envelope.pae() == encoding(envelope.payload)


def test_openssl_agrees(tmp_path: Path) -> None:
    key = keys.new_key("ed25519")
    envelope = json.loads(seal(STATEMENT, key))
    payload = base64.b64decode(envelope["payload"])
    (tmp_path / "signed").write_bytes(b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(payload), payload))
    (tmp_path / "signature").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (tmp_path / "key.pem").write_bytes(keys.public_pem(key.public_key()))
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature"
    out = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=True).stdout
    assert b"Verified Successfully" in out
