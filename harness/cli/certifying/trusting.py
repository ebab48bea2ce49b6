"""Reads what a check of bundles rests on: keys with their roles, and what was withdrawn or found wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.x509 import Certificate

from harness.certificate.errata import read
from harness.certificate.keys import PublicKey, key_id, read_public_file
from harness.certificate.timestamp import read_authorities
from harness.content import root
from harness.errors import DeclarationError, ProfileError
from harness.yamlfile import load

SUPPLIER: Final = "supplier"
ROLES: Final = (SUPPLIER, "force", "laboratory", "buyer", "publisher")


def trust(places: tuple[str, ...]) -> tuple[dict[str, PublicKey], dict[str, tuple[str, ...]]]:
    """Return the keys at `[ROLE=]KEY|DIR` by name, and the roles of those that have some.

    A key that is given twice has all roles that it was given with; a supplier's is nobody else's, or it would watch
    itself. Raises DeclarationError and KeyProblem.
    """
    keys: dict[str, PublicKey] = {}
    roles: dict[str, tuple[str, ...]] = {}
    for place in places:
        role, path = _split(place)
        for file in sorted(path.glob("*.pem")) if path.is_dir() else [path]:
            key = read_public_file(file)
            keys[key_id(key)] = key
            if role:
                roles[key_id(key)] = (*roles.get(key_id(key), ()), role)
            _apart(file, roles.get(key_id(key), ()))
    return keys, roles


def _apart(file: Path, roles: tuple[str, ...]) -> None:
    others = [role for role in roles if role != SUPPLIER]
    if SUPPLIER in roles and others:
        told = f"the key is trusted as the {SUPPLIER}'s and as {others[0]}; nobody is independent of themselves"
        raise DeclarationError(told, where=str(file), hint="Keep keys of different roles in different folders.")


def withdrawn() -> dict[str, str]:
    """Return the profiles and versions of this program that certify nothing any more, each with its reason."""
    return _listed("_withdrawn.yaml")


def errata(
    files: tuple[Path, ...] = (),
    keys: Mapping[str, PublicKey] | None = None,
    roles: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, str]:
    """Return what is known to be wrong with kinds of rules and with requirements, each with its reason.

    `files` are what a publisher signed of it later. Raises EvidenceError for one that no trusted publisher signed.
    """
    known = _listed("_errata.yaml")
    for file in files:
        known |= read(file.read_bytes(), file.name, keys or {}, roles or {})
    return known


def authorities(pem: Path | None) -> tuple[Certificate, ...]:
    """Return the certificates of time stamping authorities in a file. Raises TimestampProblem."""
    return read_authorities(pem.read_bytes(), str(pem)) if pem is not None else ()


def _listed(name: str) -> dict[str, str]:
    value = load(root("profiles") / name, ProfileError).value
    return {str(key): str(why) for key, why in (value or {}).items()}


def _split(place: str) -> tuple[str, Path]:
    role, equals, rest = place.partition("=")
    if equals and role in ROLES:
        return role, _there(rest)
    if equals and not Path(place).exists():
        raise DeclarationError(f"there is no role {role!r}", where="--trust", hint=f"It is one of {', '.join(ROLES)}.")
    return "", _there(place)


def _there(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise DeclarationError("there is no key here", where=text, hint="Give a public key in PEM form, or a folder.")
    return path
