"""Keeps an authority's keys and secret in a folder, so that they are the same when it is started again."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from harness.errors import MockError
from harness.partner.certificates import write
from harness.partner.identity.keys import FOR_EVER, Key, Published, new_key, read_key

KEYS: Final = "keys.json"
SECRET: Final = "secret"


class Folder:
    """A folder whose files only its owner can read: `keys.json`, `secret`, and keys of clients that sign themselves."""

    def __init__(self, path: Path, algorithm: str) -> None:
        """Make the folder where it is not there. Raises MockError."""
        self.path = path
        self._algorithm = algorithm
        self._known = 0
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise MockError(f"cannot be made: {error.strerror or error}", where=str(path)) from None

    def secret(self) -> str:
        """Return the secret of its clients; it is drawn when it is first needed. Raises MockError."""
        file = self.path / SECRET
        try:
            if not file.is_file():
                write(file, secrets.token_urlsafe(24).encode() + b"\n", 0o600)
            secret = file.read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise MockError(f"cannot be read or written: {error}", where=str(file)) from None
        if not secret:
            raise MockError("is empty, so nobody could sign in", where=str(file), hint="Remove it: another is made.")
        return secret

    def client_key(self, client: str) -> Key:
        """Return the key that a client signs for itself with, `client-NAME.key`, made when it is first needed."""
        file = self.path / f"client-{client}.key"
        try:
            if not file.is_file():
                write(file, new_key("ES256").pem(), 0o600)
            return read_key("ES256", file.read_bytes(), str(file))
        except OSError as error:
            raise MockError(f"cannot be read or written: {error.strerror or error}", where=str(file)) from None

    def load(self) -> tuple[Published, ...] | None:
        """Return the keys that are kept, where another process or nobody has loaded them. Raises MockError."""
        file = self.path / KEYS
        try:
            changed = file.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if changed == self._known:
            return None
        self._known = changed
        try:
            return tuple(self._read(one, str(file)) for one in json.loads(file.read_bytes())["keys"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            raise MockError("cannot be read", where=str(file), hint="Remove it: other keys are made.") from None

    def _read(self, one: dict[str, Any], where: str) -> Published:
        until = one.get("until")
        return Published(read_key(self._algorithm, one["pem"].encode(), where), FOR_EVER if until is None else until)

    def save(self, keys: Iterable[Published]) -> None:
        """Keep these keys; the first that are kept in a folder stay, whoever else begins with it. Raises MockError."""
        file = self.path / KEYS
        said = [{"pem": one.key.pem().decode(), "until": None if one.until == FOR_EVER else one.until} for one in keys]
        fresh = file.with_suffix(f".{os.getpid()}")
        try:
            # Whoever reads meanwhile reads the old file or the new one, and neither by half.
            write(fresh, json.dumps({"keys": said}, indent=1).encode(), 0o600)
            if self._known:
                fresh.replace(file)
                self._known = file.stat().st_mtime_ns
            else:
                self._first(fresh, file)
        except OSError as error:
            raise MockError(f"cannot be written: {error.strerror or error}", where=str(file)) from None

    def _first(self, fresh: Path, file: Path) -> None:
        """Put the first keys in their place, unless another process has done so meanwhile: then its keys are loaded."""
        try:
            os.link(fresh, file)
            self._known = file.stat().st_mtime_ns
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
