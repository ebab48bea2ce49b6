"""Looks up the secrets that a run file refers to; called once, where the command line begins."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from harness.auth import SEALED
from harness.declaration import Declaration
from harness.errors import DeclarationError
from harness.sealed import VARIABLE, Reference, Secret

COMMAND_SECONDS: Final = 60
MAX_BYTES: Final = 64 * 1024

Run = Callable[[tuple[str, ...]], bytes]
"""Runs a program without a shell and returns what it printed; raises OSError or subprocess.SubprocessError."""

S = TypeVar("S", bound=msgspec.Struct)


def run_command(command: tuple[str, ...]) -> bytes:
    """Run a program that prints a secret; its standard error goes to ours, so that it can ask."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS).stdout


def resolve_secrets(declaration: Declaration, env: Mapping[str, str], run: Run = run_command) -> Declaration:
    """Return the declaration with each reference replaced by its Secret; raises DeclarationError, never showing one."""
    target, search = declaration.target, _Search(env, run)
    resolved = msgspec.structs.replace(
        target,
        auth=search.within(target.auth, "target.auth"),
        identities={name: search.within(auth, f"target.identities.{name}") for name, auth in target.identities.items()},
        tls=search.within(target.tls, "target.tls"),
        headers={name: search.field(value, f"target.headers.{name}") for name, value in target.headers.items()},
    )
    partners = declaration.partners
    if partners.client_secret is not None:
        secret = search.look_up(partners.client_secret, "partners.client_secret")
        partners = msgspec.structs.replace(partners, client_secret=secret)
    given = declaration.subscription
    if given is not None:
        given = msgspec.structs.replace(given, secret=search.look_up(given.secret, "subscription.secret"))
    return msgspec.structs.replace(declaration, target=resolved, partners=partners, subscription=given)


class _Search:
    """Looks secrets up in what was given."""

    def __init__(self, env: Mapping[str, str], run: Run) -> None:
        self._env = env
        self._run = run

    def within(self, part: S, where: str) -> S:
        """Return a kind of credential, or a part of one, with its secrets looked up."""
        found: dict[str, Any] = {}
        for name in part.__struct_fields__:
            value, at = getattr(part, name), f"{where}.{name}"
            if name in SEALED and value is not None:
                found[name] = self.look_up(value, at)
            elif name == "secrets":
                found[name] = {key: self.look_up(sealed, f"{at}.{key}") for key, sealed in value.items()}
            elif isinstance(value, msgspec.Struct):
                found[name] = self.within(value, at)
        return msgspec.structs.replace(part, **found)

    def field(self, value: str | Reference, where: str) -> str:
        """Return the value of a header field; what was written in plain is no secret."""
        plain = isinstance(value, str) and not re.search(VARIABLE, value)
        return str(value) if plain else self.look_up(value, where)

    def look_up(self, sealed: str | Reference, where: str) -> Secret:
        if isinstance(sealed, str):
            return Secret(re.sub(VARIABLE, lambda found: self._variable(found[1], where), sealed))
        try:
            data = self._run(sealed.command) if sealed.command else _file(Path(sealed.file))
            text = data.decode().removesuffix("\n").removesuffix("\r")
        except subprocess.SubprocessError as error:
            # Only the program's name: its arguments and output may be secret.
            raise _failed(where, f"{sealed.command[0]} did not give the secret ({type(error).__name__})") from None
        except (OSError, UnicodeDecodeError) as error:
            source = sealed.command[0] if sealed.command else sealed.file
            raise _failed(where, f"the secret cannot be read from {source} ({type(error).__name__})") from None
        if not text:
            raise _failed(where, "the secret is empty")
        return Secret(text)

    def _variable(self, name: str, where: str) -> str:
        if not self._env.get(name):
            raise _failed(where, f"the environment variable {name} is not set")
        return self._env[name]


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _failed(where: str, message: str) -> DeclarationError:
    return DeclarationError(message, where=where, hint="Set it where hallmark is started, and start again.")
