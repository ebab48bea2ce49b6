"""Finds a profile by what a person may write: a name, a folder, a packed file, or an address with what it must be."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from harness.canonical import digest
from harness.cli.terminal.caching import cache_folder
from harness.errors import ProfileError
from harness.loading import find

_PIN: Final = re.compile(r"sha256=(?P<sha256>[0-9a-f]{64})|key=(?P<key>[^&]+)")
_FORM: Final = "Write FILE.zip#sha256=<64 digits>, #key=<publisher's public key>, or both joined by &."


class Wanted(NamedTuple):
    """A packed profile as it was asked for."""

    address: str
    sha256: str
    key: str
    """Path of a public key, or empty."""


def place(name: str, base: Path | None = None) -> Path:
    """Return the folder of a profile: `id@version`, a folder, `FILE.zip`, or `https://...zip` with what pins it.

    Paths are relative to `base`, else to the working directory. What is packed is checked, and unpacked into the cache.
    Raises ProfileError.
    """
    wanted = _wanted(name)
    if wanted is None:
        beside = (base or Path()) / name
        return beside if (beside / "profile.yaml").is_file() else find(name)
    data = _data(wanted, base or Path())
    if wanted.sha256 and digest(data) != f"sha256:{wanted.sha256}":
        raise ProfileError(
            f"this is not the file that was pinned: its digest is {digest(data)}",
            where=wanted.address,
            hint="Ask the publisher which of the two is right.",
        )
    return _unpacked(data, wanted, base or Path())


def is_packed(name: str) -> bool:
    """Tell whether a name is one of a packed profile, here or elsewhere."""
    return _wanted(name) is not None


def _wanted(name: str) -> Wanted | None:
    address, _, fragment = name.partition("#")
    if not address.endswith(".zip") and not address.lower().startswith(("http://", "https://")):
        return None
    pins = {"sha256": "", "key": ""}
    for part in fragment.split("&") if fragment else ():
        found = _PIN.fullmatch(part)
        if found is None:
            raise ProfileError(f"{part!r} pins nothing", where=address, hint=_FORM)
        pins |= {kind: text for kind, text in found.groupdict().items() if text}
    return Wanted(address, **pins)


def _data(wanted: Wanted, base: Path) -> bytes:
    if not wanted.address.lower().startswith(("http://", "https://")):
        try:
            return (base / wanted.address).read_bytes()
        except OSError as error:
            why = f"cannot read the file: {error.strerror}"
            raise ProfileError(why, where=wanted.address, hint="Check the path.") from error
    if not (wanted.sha256 or wanted.key):
        raise ProfileError("a profile from elsewhere is pinned by digest or key", where=wanted.address, hint=_FORM)
    from harness.contract.vendor import Refused
    from harness.gather.descriptions.vendoring import Documents

    try:
        return Documents(base)(wanted.address, "")[1]
    except Refused as error:
        raise ProfileError(str(error), where=wanted.address, hint="Get the file, and give its path.") from error


def _unpacked(data: bytes, wanted: Wanted, base: Path) -> Path:
    from harness.authoring.packing import unpack
    from harness.certificate.keys import key_id, read_public_file

    keys = {key_id(key): key for key in ([read_public_file(base / wanted.key)] if wanted.key else [])}
    folder = _store() / digest(data).removeprefix("sha256:")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".zip") as file:
        file.write(data)
        file.flush()
        found = unpack(Path(file.name), keys, wanted.address)
    if keys and not found.signed_by:
        raise ProfileError(
            "the pinned key did not sign it", where=wanted.address, hint="Ask the publisher for the key."
        )
    inside = folder / "profile"
    for name, content in found.files.items():
        _keep(inside / name, content)
    return inside


def _store() -> Path:
    """Return the folder that profiles are unpacked into; where nothing is kept, one that goes with this process."""
    kept = cache_folder(os.environ)
    if kept is not None:
        return kept / "profiles"
    passing = Path(tempfile.mkdtemp(prefix="hallmark-profiles-"))
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing


def _keep(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, unless it is there as it should be."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
