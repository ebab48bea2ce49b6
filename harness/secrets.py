"""Looks up the secrets that a run file refers to; called once, where the command line begins."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.declaration import VARIABLE, Auth, Declaration, Reference, Secret
from harness.errors import DeclarationError

COMMAND_SECONDS: Final = 60
MAX_BYTES: Final = 64 * 1024

Run = Callable[[tuple[str, ...]], bytes]
"""Runs a program without a shell and returns what it printed; raises OSError or subprocess.SubprocessError."""

_SEALED: Final = ("client_secret", "token", "password", "key")


def run_command(command: tuple[str, ...]) -> bytes:
    """Run a program that prints a secret; its standard error goes to ours, so that it can ask."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS).stdout


def resolve_secrets(declaration: Declaration, env: Mapping[str, str], run: Run = run_command) -> Declaration:
    """Return the declaration with each reference replaced by its Secret; raises DeclarationError, never showing one."""
    target = declaration.target
    resolved = msgspec.structs.replace(
        target,
        auth=_resolved(target.auth, "target.auth", env, run),
        identities={
            name: _resolved(auth, f"target.identities.{name}", env, run) for name, auth in target.identities.items()
        },
    )
    return msgspec.structs.replace(declaration, target=resolved)


def _resolved(auth: Auth, where: str, env: Mapping[str, str], run: Run) -> Auth:
    found: dict[str, Any] = {
        name: _look_up(getattr(auth, name), f"{where}.{name}", env, run) for name in _SEALED if hasattr(auth, name)
    }
    return msgspec.structs.replace(auth, **found)


def _look_up(sealed: str | Reference, where: str, env: Mapping[str, str], run: Run) -> Secret:
    if isinstance(sealed, str):
        return Secret(re.sub(VARIABLE, lambda found: _variable(found[1], where, env), sealed))
    try:
        data = run(sealed.command) if sealed.command else _file(Path(sealed.file))
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


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _variable(name: str, where: str, env: Mapping[str, str]) -> str:
    if not env.get(name):
        raise _failed(where, f"the environment variable {name} is not set")
    return env[name]


def _failed(where: str, message: str) -> DeclarationError:
    return DeclarationError(message, where=where, hint="Set it where hallmark is started, and start again.")
