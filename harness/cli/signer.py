"""Reads the private key that a verb signs with; its passphrase comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from harness.certificate.keys import PrivateKey, read_private


def signer(path: Path) -> PrivateKey:
    """Return the key in a PEM file; its passphrase in HALLMARK_KEY_PASSPHRASE. Raises KeyProblem."""
    return read_private(path.read_bytes(), str(path), os.environ.get("HALLMARK_KEY_PASSPHRASE", "").encode())
