"""Opens the authority of a partner: with keys and secret of its own, kept in a folder, or trusting another."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import msgspec

from harness.partner.authority import Authority
from harness.partner.identity.fetching import fetcher
from harness.partner.identity.keys import Ring
from harness.partner.identity.state import Folder
from harness.partner.identity.terms import Client, Terms
from harness.partner.identity.trusting import Elsewhere, Trusted

Trusts: TypeAlias = Callable[[Terms], Trusted]
"""Gives the authority whose tokens a partner takes, by what its script says of that."""


def elsewhere(url: str, ca: Path | None = None) -> Trusts:
    """Return what trusts the authority of that issuer; `ca` is the certificate (PEM) that vouches for its host."""
    fetch = fetcher(ca)
    return lambda terms: Elsewhere(url, fetch, for_ever=not terms.renews_keys)


def opened(
    terms: Terms, state: Path | None = None, trusts: Trusts | None = None, secret: str = ""
) -> tuple[Authority, str]:
    """Return the authority, and the secret of its clients, drawn where none is given; raises MockError."""
    trusted = trusts(terms) if trusts is not None else None
    if state is None:
        secret = secret or secrets.token_urlsafe(24)
        return Authority(terms, secret, trusted=trusted), secret
    folder = Folder(state, terms.keys.algorithm)
    clients = {name: _with_key(name, client, folder) for name, client in terms.clients.items()}
    ring, secret = Ring(terms.keys.algorithm, folder), secret or folder.secret()
    ring.current()
    return Authority(msgspec.structs.replace(terms, clients=clients), secret, ring, trusted), secret


def _with_key(name: str, client: Client, folder: Folder) -> Client:
    """Return a client that signs for itself with the key that lies in the folder, where it brings none."""
    if "private_key_jwt" not in client.methods or client.jwks is not None:
        return client
    return msgspec.structs.replace(client, jwks={"keys": [folder.client_key(name).jwk]})
