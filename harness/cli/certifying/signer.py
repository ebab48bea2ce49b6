"""Reads the private key that a verb signs with: from a file, the environment or a token."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from harness.certificate.keys import PrivateKey

ENVIRONMENT: Final = "env:"
PASSPHRASE: Final = "HALLMARK_KEY_PASSPHRASE"
MODULE: Final = "PKCS11_MODULE"


def key_option(what: str = "Private key to sign by", *, required: bool = True) -> Callable[[Any], Any]:
    """Return the option `--key`, which `signer` reads."""
    told = f"{what}: a PEM file, env:NAME, or a pkcs11: URI; passphrase or PIN in {PASSPHRASE}."
    return click.option("--key", required=required, metavar="KEY", default=None, help=told)


def signer(place: str) -> PrivateKey:
    """Return the key in a PEM file, in the variable that `env:NAME` names, or in a token (RFC 7512). Raises KeyProblem.

    Its passphrase, or the token's PIN, is in HALLMARK_KEY_PASSPHRASE; the token's module may be in PKCS11_MODULE.
    """
    from harness.certificate.keys import read_private
    from harness.certificate.token import SCHEME, TokenKey, parse

    passphrase = os.environ.get(PASSPHRASE, "")
    if place.startswith(SCHEME):
        return TokenKey(parse(place, os.environ.get(MODULE, "")), passphrase)
    return read_private(_pem(place), place, passphrase.encode())


def _pem(place: str) -> bytes:
    from harness.certificate.keys import KeyProblem

    if place.startswith(ENVIRONMENT):
        found = os.environ.get(place.removeprefix(ENVIRONMENT), "")
        if not found:
            raise KeyProblem("the environment has no key of that name", where=place, hint="It holds the PEM itself.")
        return found.encode()
    try:
        return Path(place).read_bytes()
    except OSError as error:
        hint = "Give a PEM file, env:NAME, or a pkcs11: URI."
        raise KeyProblem(f"the key cannot be read: {error.strerror}", where=place[:200], hint=hint) from error
