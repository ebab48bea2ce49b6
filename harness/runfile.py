"""Loads a run file (hallmark.yaml) into a Declaration, or says file, line and what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from harness import yamlfile
from harness.auth import FILES, is_file
from harness.declaration import Declaration, Gate
from harness.errors import DeclarationError
from harness.evidence import Product
from harness.fit import Place, misfits, pointer
from harness.plainsecrets import is_free, is_secret_place, plain_secrets
from harness.sealed import VARIABLE

RUN_FILE: Final = "hallmark.yaml"
"""Where a run file lies when nothing else is said."""
MAY_BE_UNSET: Final = frozenset({("target", "proxy")})
"""A variable that is not set here means that there is none."""
OPENAPI: Final = ("target", "openapi")
"""A path, unless it is a URL."""
ANSWERS: Final = ("answers",)
"""A path outside of the target."""
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


def load_product(path: Path, env: Mapping[str, str]) -> Product:
    """Return the product of a run file, without asking for anything else in it. Raises DeclarationError."""
    loaded = yamlfile.load(path, DeclarationError)
    value = loaded.value.get("product", {}) if isinstance(loaded.value, dict) else {}
    filled, unset = _interpolated({"product": value}, env)
    found = filled["product"]
    wrong = unset or [(("product", *misfit.place), misfit.message, misfit.hint) for misfit in misfits(found, Product)]
    if wrong:
        raise _error(wrong, loaded, path)
    return msgspec.convert(found, Product)


def load_gate(path: Path | None) -> Gate:
    """Return the policy under `gate` of a run file, without asking for anything else in it.

    None is hallmark.yaml in the working directory, if it is there. Raises DeclarationError.
    """
    if path is None and not Path(RUN_FILE).is_file():
        return Gate()
    loaded = yamlfile.load(path or Path(RUN_FILE), DeclarationError)
    value = loaded.value.get("gate", {}) if isinstance(loaded.value, dict) else {}
    wrong = [(("gate", *misfit.place), misfit.message, misfit.hint) for misfit in misfits(value, Gate)]
    if wrong:
        raise _error(wrong, loaded, path or Path(RUN_FILE))
    return msgspec.convert(value, Gate)


def _declaration(loaded: yamlfile.Loaded, path: Path, env: Mapping[str, str]) -> Declaration:
    written = loaded.value
    value, unset = _interpolated(written, env)
    problems = [*_own_checks(written), *plain_secrets(written), *unset]
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
    if isinstance(value, dict) and "target" not in value and not {"stimuli", "subscription"} & value.keys():
        hint = "A product that only calls others has no target; then give the role, and stimuli: {}."
        found.append(((), "the key 'target' is missing; expected a mapping", hint))
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
    return found


def _interpolated(value: Any, env: Mapping[str, str]) -> tuple[Any, list[tuple[Place, str, str]]]:
    problems: list[tuple[Place, str, str]] = []

    def fill(node: Any, place: Place) -> Any:
        if isinstance(node, dict):
            return {key: fill(item, (*place, key)) for key, item in node.items()}
        if isinstance(node, list):
            return [fill(item, (*place, index)) for index, item in enumerate(node)]
        if not isinstance(node, str) or is_secret_place(place):
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
        if not isinstance(node, str) or not node or not _is_path(place, node):
            return node
        return str(folder / node)

    return move(value, ())


def _is_path(place: Place, text: str) -> bool:
    """Tell whether the text at a place names a file: of a description, certificate, workflow, hook or secret."""
    if place == ANSWERS:
        return True
    if place == OPENAPI:
        return not text.lower().startswith(("http:", "https:"))
    if place[:2] == ("partners", "tls"):
        return len(place) == 3
    if place[:3] == ("partners", "authority", "tls"):
        return len(place) == 4
    if place == ("partners", "authority", "state"):
        return True
    if place[:2] in (("partners", "client_secret"), ("subscription", "secret")):
        return place[-1] == "file"
    if place[:1] != ("target",) or len(place) < 3 or is_free(place):
        return False
    if is_secret_place(place):
        return place[-1] == "file" and place[-2] not in ("secrets", "headers")
    return place[-1] in FILES or (place[-1] == "hook" and is_file(text))
