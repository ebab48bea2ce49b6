"""Loads a run file (hallmark.yaml) into a Declaration, or says file, line and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from harness import yamlfile
from harness.declaration import VARIABLE, Declaration
from harness.errors import DeclarationError
from harness.fit import Place, misfits, pointer

SECRET_KEYS: Final = frozenset({"client_secret", "token", "password", "key"})
"""Keys under `auth` and `identities` whose value is a secret and is never written down."""
FILES: Final = (("target", "tls", "ca"), ("target", "tls", "client_cert"), ("target", "tls", "client_key"))
MAY_BE_UNSET: Final = frozenset({("target", "proxy")})
"""A variable that is not set here means that there is none."""
OPENAPI: Final = ("target", "openapi")
"""A path, unless it is a URL."""
_LIVE: Final = frozenset({"live", "production", "prod"})


def load(path: Path, env: Mapping[str, str]) -> Declaration:
    """Read the run file at `path`; `env` fills `${NAME}` everywhere but in secrets, which stay references.

    Paths of certificates and of secrets become absolute, as they are relative to the file. Raises DeclarationError.
    """
    if not path.exists():
        raise DeclarationError(
            "there is no such file", where=str(path), hint="`hallmark init` writes one with comments."
        )
    return _declaration(yamlfile.load(path, DeclarationError), path, env)


def _declaration(loaded: yamlfile.Loaded, path: Path, env: Mapping[str, str]) -> Declaration:
    written = loaded.value
    value, unset = _interpolated(written, env)
    problems = [*_own_checks(written), *unset]
    if not unset:
        problems += [(misfit.place, misfit.message, misfit.hint) for misfit in misfits(value, Declaration)]
    if problems:
        raise _error(problems, loaded, path)
    return msgspec.convert(_absolute(value, path.resolve().parent), Declaration)


def _error(problems: list[tuple[Place, str, str]], loaded: yamlfile.Loaded, path: Path) -> DeclarationError:
    lines = []
    said = set()
    for place, message, hint in sorted(problems, key=lambda problem: loaded.line_of(pointer(problem[0]))):
        if place in said:
            continue
        said.add(place)
        name = ".".join(map(str, place)) or "the file"
        lines.append((f"{path}:{loaded.line_of(pointer(place))}", f"{name}: {message}", hint))
    (where, message, hint), *others = lines
    more = [f"{place}: {text}{' ' + advice if advice else ''}" for place, text, advice in others]
    return DeclarationError(message, where=where, hint="\n  ".join([hint, *more] if hint else more))


def _own_checks(value: Any) -> list[tuple[Place, str, str]]:
    """What is worth a better sentence than a type's."""
    found: list[tuple[Place, str, str]] = []
    target = value.get("target") if isinstance(value, dict) else None
    if not isinstance(target, dict):
        return found
    if str(target.get("environment", "")).lower() in _LIVE:
        found.append(
            (
                ("target", "environment"),
                "a live system is refused: a run creates, changes and closes incidents",
                "Give the address of a sandbox or of user acceptance testing, and say environment: sandbox or uat.",
            )
        )
    for place, auth in _credentials(target):
        for key in sorted(SECRET_KEYS & auth.keys()):
            # Whatever is no reference is refused here, so that no other message can print it.
            if not isinstance(auth[key], dict) and not re.search(VARIABLE, str(auth[key])):
                found.append(
                    (
                        (*place, key),
                        "a secret is never written into this file",
                        f"Refer to it: {key}: ${{ACME_SECRET}}, {{file: ...}} or {{command: [...]}}.",
                    )
                )
    return found


def _credentials(target: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    if isinstance(target.get("auth"), dict):
        yield ("target", "auth"), target["auth"]
    identities = target.get("identities")
    for name, auth in identities.items() if isinstance(identities, dict) else ():
        if isinstance(auth, dict):
            yield ("target", "identities", name), auth


def _is_secret(place: Place) -> bool:
    under = place[:2] in (("target", "auth"), ("target", "identities"))
    return under and any(part in SECRET_KEYS for part in place[2:])


def _interpolated(value: Any, env: Mapping[str, str]) -> tuple[Any, list[tuple[Place, str, str]]]:
    problems: list[tuple[Place, str, str]] = []

    def fill(node: Any, place: Place) -> Any:
        if isinstance(node, dict):
            return {key: fill(item, (*place, key)) for key, item in node.items()}
        if isinstance(node, list):
            return [fill(item, (*place, index)) for index, item in enumerate(node)]
        if not isinstance(node, str) or _is_secret(place):
            return node
        missing = [name for name in re.findall(VARIABLE, node) if name not in env]
        if missing and place not in MAY_BE_UNSET:
            problems.append((place, f"the environment variable {missing[0]} is not set", "Set it, or write the value."))
        return re.sub(VARIABLE, lambda found: env.get(found[1], ""), node)

    return fill(value, ()), problems


def _absolute(value: Any, folder: Path) -> Any:
    """Make the paths in the file relative to it."""

    def move(node: Any, place: Place) -> Any:
        if isinstance(node, dict):
            return {key: move(item, (*place, key)) for key, item in node.items()}
        is_path = place in FILES or (_is_secret(place) and place[-1] == "file")
        is_path = is_path or (place == OPENAPI and not str(node).lower().startswith(("http:", "https:")))
        return str(folder / node) if is_path and node else node

    return move(value, ())
