"""Gives the secrets of a run file to verbs that look for them in what a run left."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from harness.declaration import Declaration
from harness.gather.identity.certificates import identities_of
from harness.gather.identity.declared import secrets_of
from harness.runfile import RUN_FILE, load
from harness.sealed import Secret
from harness.secrets import resolve_secrets


def secrets_in(config: Path | None) -> Mapping[str, bytes] | None:
    """Return every secret of the run file, keys included, by name; None where there is no run file.

    Raises DeclarationError for one that cannot be looked up: what is not known cannot be looked for.
    """
    if config is None and not Path(RUN_FILE).is_file():
        return None
    path = config or Path(RUN_FILE)
    env = dict(os.environ)
    return declared(resolve_secrets(load(path, env), env), path.resolve().parent)


def declared(declaration: Declaration, folder: Path) -> dict[str, bytes]:
    """Return the secrets of a declaration, looked up; files of keys are read from `folder`."""
    target = declaration.target
    found = dict(secrets_of(target))
    for identity, auth in identities_of(target).items():
        found |= {f"{identity}/{name}": value for name, value in _more(auth, folder)}
    found |= {f"tls/{name}": value for name, value in _more(target.tls, folder)}
    found |= {f"partners/{name}": value for name, value in _more(declaration.partners, folder)}
    return {name: value for name, value in found.items() if value}


def _more(part: msgspec.Struct, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the secrets of a credential that are kept on this machine, and what stands in its files of keys."""
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if isinstance(value, msgspec.Struct):
            yield from _more(value, folder)
        elif isinstance(value, Secret):
            yield name, value.encode()
        elif name.endswith("key") and isinstance(value, str) and value and (folder / value).is_file():
            yield f"{name} file", (folder / value).read_bytes()
