"""Talks to the reference records over TLS, with the authority that they were given."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from harness.partner.certificates import Pair
from harness.partner.host import Running, running

OLD = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
"""For tests that offer versions of TLS that nobody should."""


@contextmanager
def guarded(folder: Path, *defects: str, mutual: bool = False) -> Iterator[tuple[Running, requests.Session]]:
    """Serve the records over TLS; the session trusts their authority and shows no certificate."""
    with running("reference-records", defects, tls=folder, mutual=mutual) as partner, requests.Session() as session:
        assert partner.certificates is not None
        session.trust_env, session.verify = False, str(partner.certificates.ca)
        yield partner, session


def shaken(partner: Running, version: ssl.TLSVersion) -> str | None:
    """The version that was agreed on where no newer one is offered than this, None where there was no agreement."""
    assert partner.certificates is not None
    context = ssl.create_default_context(cafile=str(partner.certificates.ca))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = version
    port = int(partner.url.split(":")[2].split("/")[0])
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=8) as line,
            context.wrap_socket(line, server_hostname="127.0.0.1") as safe,
        ):
            return safe.version()
    except (ssl.SSLError, ConnectionResetError):
        return None


def signed_in(partner: Running, session: requests.Session) -> dict[str, str]:
    """The header field with a token of own-agency."""
    auth = ("own-agency", partner.secret)
    reply = session.post(partner.token_url, data={"grant_type": "client_credentials"}, auth=auth, timeout=8)
    return {"Authorization": f"Bearer {reply.json()['access_token']}"}


def shown(pair: Pair) -> tuple[str, str]:
    """A certificate as requests takes it."""
    return str(pair.certificate), str(pair.key)
