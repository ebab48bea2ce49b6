"""Writes a run file (hallmark.yaml) that works at once for a partner that is being served."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from harness.errors import MockError
from harness.partner.host import ADDRESS, Running

OWN = "own-agency"
"""The client that Hallmark signs in as."""
REQUESTS_PER_SECOND = 10_000
"""More than a run sends to a product: nobody else depends on a partner on this machine."""

STIMULI = "/stimuli/"
"""Where a partner that plays a product is made to act, below its base."""
PATIENCE_SECONDS = 2
"""A partner on this machine that has not found a new key by then never looks."""
TIMEOUT_SECONDS = 5
"""A partner on this machine that has not answered by then plays one that never does."""

_HEAD = """# For the partner {name} that is being served at {url}.
# Its secret lies in {secret} and lives as long as the partner: write this file again after a new start.
"""


def write_config(path: Path | str, partner: Running) -> Path:
    """Write the run file, and beside it a file with the secret that only its owner can read; return the latter's path.

    Raises MockError when one of them cannot be written.
    """
    path = Path(path)
    if not partner.token_url and partner.state is None:
        hint = "Give --trust-state: the folder in which that authority keeps its keys."
        raise MockError(f"{partner.script.name} takes the tokens of another authority", hint=hint)
    if not partner.script.profile:
        hint = "Name it in a run file under partners.authority: mocks/README.md says how."
        raise MockError(f"{partner.script.name} plays no role of a profile, so nothing tests it", hint=hint)
    secret = path.with_suffix(".secret")
    if secret == path:
        raise MockError("a run file does not end in .secret", where=str(path), hint="Call it hallmark.yaml.")
    text = _HEAD.format(name=partner.script.name, url=partner.url, secret=secret.name)
    text += yaml.safe_dump(declaration(partner, secret.name), sort_keys=False, allow_unicode=True, width=120)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_secret(secret, partner.secret)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MockError(f"cannot write: {error.strerror or error}", where=str(path)) from None
    return secret


def product_of(partner: Running) -> dict[str, str]:
    """Return what a report calls the partner where it is the product."""
    version = "1.0" + "".join(f" + {defect}" for defect in partner.defects)
    return {"name": partner.script.title, "version": version, "supplier": "Hallmark reference partner"}


def declaration(partner: Running, secret: str) -> dict[str, Any]:
    """Return what the run file says, in plain values; `secret` is the file that holds the secret."""
    script = partner.script
    clients = _clients(partner, secret)
    target = {
        "environment": "sandbox",
        "base_url": partner.url,
        "auth": clients.pop(OWN, {"kind": "none"}),
        "identities": clients,
        **({"tls": {"ca": str(partner.certificates.ca)}} if partner.certificates else {}),
        **({"plain_url": partner.plain_url} if partner.plain_url else {}),
        **({"openapi": f"{partner.url}/openapi.json"} if script.description else {}),
    }
    acts = any(name.startswith(f"POST {STIMULI}") for name in script.operations)
    return {
        "product": product_of(partner),
        "profile": script.profile,
        "role": script.role,
        "target": target,
        "limits": {
            "requests_per_second": REQUESTS_PER_SECOND,
            "timeout_seconds": TIMEOUT_SECONDS,
            **({"stimulus_seconds": TIMEOUT_SECONDS} if acts else {}),
        },
        "fixtures": script.fixtures,
        "partners": {
            "listen": f"{ADDRESS}:0",
            "allow_callbacks_to": [ADDRESS],
            **({"tls": "auto"} if acts else {}),
            **_authority(partner),
        },
        **({"stimuli": {"*": {"url": f"{partner.url}{STIMULI}{{stimulus}}"}}} if acts else {}),
    }


def _clients(partner: Running, secret: str) -> dict[str, Any]:
    """Return how each client signs in; where another authority signs, bad tokens are made of a good one."""
    clients = partner.script.authority.clients
    if partner.token_url:
        return {name: _sign_in(partner, name, secret) for name in clients}
    good = {name: one for name, one in clients.items() if one.lifetime is None and not one.audience}
    return {name: {"kind": "authority", "scope": " ".join(one.scopes)} for name, one in good.items()}


def _authority(partner: Running) -> dict[str, Any]:
    if partner.token_url:
        return {}
    audience, state = partner.script.authority.audience, str(partner.state)
    return {
        "authority": {
            "issuer": partner.issuer,
            "audience": audience,
            "state": state,
            "patience_seconds": PATIENCE_SECONDS,
        }
    }


def _sign_in(partner: Running, client: str, secret: str) -> dict[str, Any]:
    return {
        "kind": "oauth2-client-credentials",
        "token_url": partner.token_url,
        "client_id": client,
        "client_secret": {"file": secret},
        **_certificate(partner, client),
    }


def _certificate(partner: Running, client: str) -> dict[str, Any]:
    """Return the client's own certificate, where the partner asks for them; its tokens are bound to it."""
    files = partner.certificates
    own = files.clients.get(client) if files is not None else None
    if own is None:
        return {}
    return {"certificate": {"client_cert": str(own.certificate), "client_key": str(own.key)}}


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
