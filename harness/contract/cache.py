"""Keeps compiled contracts, and what is said of them, on disk, so that a large description is compiled once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from harness import jsonbytes
from harness.canonical import canonical, digest
from harness.contract.compile import Compiled, compile_description
from harness.contract.contract import Contract
from harness.contract.formats import FORMATS
from harness.contract.places import Places
from harness.contract.stored import pack, unpack
from harness.errors import ContractError
from harness.yamlfile import MAX_BYTES, loads

MOST_ENTRIES: Final = 50
MOST_BYTES: Final = 512 * 1024 * 1024
"""What all entries may take; the oldest go first."""
LONGEST_HEAD: Final = 1 << 20
_SUFFIX: Final = ".contract"


class Cache:
    """Compiled contracts in one folder; whatever is amiss with an entry or the folder, the description is compiled."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when there is something to keep."""
        self._folder = folder

    def contract(
        self,
        data: bytes,
        name: str,
        path: Path | None = None,
        formats: Mapping[str, Callable[[str], bool]] = FORMATS,
    ) -> Contract:
        """Return the contract of the description `data`; its main file is called `name`, and `path` is where it lies.

        Raises ContractError as `compile_contract` does.
        """
        key = digest(canonical([compiler(), name, digest(data)])).removeprefix("sha256:")
        kept = self._read(key, path)
        if kept is not None:
            with suppress(ContractError):
                return unpack(kept, formats)
        compiled = compile_description(loads(data, str(path or name), ContractError, path), formats)
        self._write(key, compiled.places, pack(compiled.contract))
        return compiled.contract

    def told(self, tell: Callable[[Compiled], bytes], teller: str, data: bytes, path: Path) -> bytes:
        """Return what `tell` says of the description `data`, which lies at `path`; `teller` names all that it rests on.

        Raises ContractError as `compile_contract` does, and what `tell` raises; then nothing is kept.
        """
        key = digest(canonical([compiler(), teller, str(path), digest(data)])).removeprefix("sha256:")
        known, _, said = (self._read(key, path) or b"").partition(b"\n")
        if known == digest(said).encode():
            return said
        compiled = compile_description(loads(data, str(path), ContractError, path))
        said = tell(compiled)
        self._write(key, compiled.places, digest(said).encode() + b"\n" + said)
        return said

    def _read(self, key: str, path: Path | None) -> bytes | None:
        try:
            with (self._folder / f"{key}{_SUFFIX}").open("rb") as file:
                head = jsonbytes.parse(file.readline(LONGEST_HEAD).rstrip(b"\n"))
                return file.read() if _is_current(head, key, path) else None
        except OSError:
            return None

    def _write(self, key: str, places: Places, content: bytes) -> None:
        head = canonical({"key": key, "files": places.read_besides()})
        if len(head) >= LONGEST_HEAD:
            return
        new = self._folder / f".{key}.{os.getpid()}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(new, "xb", opener=_private) as file:
                file.write(head + b"\n" + content)
            new.replace(self._folder / f"{key}{_SUFFIX}")
            self._make_room()
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def _make_room(self) -> None:
        entries = sorted(
            ((entry.stat(), entry) for entry in self._folder.glob(f"*{_SUFFIX}")),
            key=lambda each: each[0].st_mtime_ns,
            reverse=True,
        )
        total = 0
        for number, (stat, entry) in enumerate(entries):
            total += stat.st_size
            if number and (number >= MOST_ENTRIES or total > MOST_BYTES):
                entry.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def compiler() -> str:
    """Return the digest of what compiles: this package's own files, and the release of the validator."""
    folder = Path(__file__).parent
    files = sorted(path for path in folder.rglob("*.py"))
    return digest(canonical([version("jsonschema-rs"), *([path.name, digest(path.read_bytes())] for path in files)]))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_current(head: Any, key: str, path: Path | None) -> bool:
    """Tell whether an entry is that of `key`, and the files that the description refers to are still the same."""
    if not isinstance(head, dict) or head.get("key") != key or not isinstance(head.get("files"), dict):
        return False
    files = head["files"]
    if path is None:
        return not files
    folder = path.resolve().parent
    return all(isinstance(known, str) and _digest_at(folder, name) == known for name, known in files.items())


def _digest_at(folder: Path, name: str) -> str:
    """Return the digest of a file, or '' where it is not there or not within `folder`."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or path.stat().st_size > MAX_BYTES:
            return ""
        return digest(path.read_bytes())
    except (OSError, ValueError):
        return ""
