"""Finds and calls a supplier's own signing function (`auth: {kind: hook}`); what it does wrong is said in words."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from harness.auth import WORD, Hook, is_file
from harness.errors import DeclarationError
from harness.gather.identity.forge import Unavailable
from harness.gather.message import Field
from harness.signing import GROUP, Outgoing, SigningHook

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORTEST = 9
"""Characters from which on a returned value is looked for everywhere: shorter ones, such as a count, stand anywhere."""
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{16,}")


class Unsigned(msgspec.Struct, frozen=True, kw_only=True):
    """A request without its signature."""

    method: str
    url: str
    headers: tuple[Field, ...] = ()
    body: bytes = b""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """What a hook returned."""

    headers: tuple[tuple[str, str], ...]
    secrets: tuple[bytes, ...]


class Signer:
    """One identity's hook."""

    def __init__(self, auth: Hook, where: str) -> None:
        """Load the function. Raises DeclarationError, which names `where`, when there is none."""
        self._sign = load(auth.hook, where)
        self._settings = auth.settings
        self._secrets = {name: str(secret) for name, secret in auth.secrets.items()}

    def sign(self, request: Unsigned, now: int, nonce: Callable[[], str]) -> Signature | Unavailable:
        """Return the signature; `now` is the wall clock in microseconds since 1970."""
        marked: list[str] = []
        outgoing = Outgoing(
            method=request.method,
            url=request.url,
            headers=tuple((name, _text(value)) for name, value in request.headers),
            body=request.body,
            now=EPOCH + timedelta(microseconds=now),
            nonce=nonce,
            secret=marked.append,
        )
        try:
            found: Any = self._sign(outgoing, self._settings, self._secrets)
        except Exception as error:  # another's code: whatever it raises; its text may hold secrets
            return Unavailable(f"the hook failed ({type(error).__name__})")
        if not isinstance(found, Mapping) or not all(_is_field(name, value) for name, value in found.items()):
            return Unavailable("the hook returned no mapping of header fields: names, and texts without line breaks")
        return Signature(headers=tuple(found.items()), secrets=secrets_in([*found.values(), *marked]))


def load(hook: str, where: str) -> SigningHook:
    """Return the function that a run file names. Raises DeclarationError."""
    place, colon, name = hook.rpartition(":")
    if not colon:
        return _callable(_entry_point(hook, where), hook, where)
    try:
        module = _file(Path(place)) if is_file(hook) else importlib.import_module(place)
    except Exception as error:  # another's code is run by importing it
        raise DeclarationError(f"{place} cannot be loaded ({type(error).__name__}: {error})", where=where) from None
    return _callable(getattr(module, name, None), hook, where)


def _entry_point(name: str, where: str) -> Any:
    known = {point.name: point for point in entry_points(group=GROUP)}
    if name not in known:
        hint = f"Installed in the group {GROUP}: {', '.join(sorted(known)) or 'none'}. Or give module:function."
        raise DeclarationError(f"no signing function is called {name!r}", where=where, hint=hint)
    try:
        return known[name].load()
    except Exception as error:  # as above
        raise DeclarationError(f"{name} cannot be loaded ({type(error).__name__}: {error})", where=where) from None


def _file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hallmark_auth_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError("there is no such file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _callable(found: Any, hook: str, where: str) -> SigningHook:
    if not callable(found):
        raise DeclarationError(f"{hook} is no function", where=where, hint="See docs/signing.md.")
    return found  # type: ignore[no-any-return]


def _is_field(name: object, value: object) -> bool:
    if not isinstance(name, str) or not isinstance(value, str):
        return False
    return bool(re.fullmatch(WORD, name)) and value.isprintable() and value.isascii()


def secrets_in(texts: list[str]) -> tuple[bytes, ...]:
    """Return each text, and the long words in it, in case a product shows a part of what it was sent."""
    found = {text: None for text in texts if len(text) >= SHORTEST}
    return tuple(word.encode() for word in dict.fromkeys([*found, *(w for text in found for w in _RUN.findall(text))]))


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
