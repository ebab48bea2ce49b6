"""Packs a profile into one file that can be published, and takes it out again: hostile until it is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from harness.canonical import digest
from harness.certificate import envelope, zipform
from harness.certificate.keys import PrivateKey, PublicKey
from harness.certificate.word import give, take
from harness.errors import EvidenceError, ProfileError
from harness.loading import deciding_files, load_bundle

KIND: Final = "https://hallmark.example.org/profile/v1"
"""The predicate type of the statement that a publisher signs; its subjects are the digests of all files."""
SIGNATURE: Final = "signature.dsse.json"
LARGEST: Final = 64 << 20
"""Octets of a packed profile."""
_HINT: Final = "Pack it with `hallmark profile pack`."
_MEMBER: Final = re.compile(
    r"profile\.yaml|openapi\.yaml|reference\.yaml|procurement\.yaml|explain\.[a-z]{2,3}\.yaml|COVERAGE\.md|requirements/[^/]+\.yaml"
    r"|scenarios/[^/]+\.arazzo\.yaml|examples/(?:[^/]+/){1,3}(?:conforms|violates)/[^/]+\.json"
)


class Published(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publisher says of a packed profile."""

    profile: str
    publisher: str
    digest: str
    """Of the files that decide a verdict; evidence and certificates name it."""


class Unpacked(NamedTuple):
    """What a packed profile holds."""

    files: Mapping[str, bytes]
    """By name, the signature left out."""
    signed_by: tuple[str, ...]
    """Names of those of the given keys that signed it."""


def pack(folder: Path, target: Path, key: PrivateKey | None = None) -> str:
    """Write the profile in `folder` as one file, signed where a key is given, and return the file's digest.

    The same files give the same bytes. Raises ProfileError for a profile that is not sound, and for a file of a name
    that cannot be published.
    """
    profile = load_bundle(folder).profile
    members: dict[str, zipform.Source] = {name: path.read_bytes() for name, path in _files(folder).items()}
    digests = {name: digest(data) for name, data in members.items() if isinstance(data, bytes)}
    if key is not None:
        said = Published(profile=profile.name, publisher=profile.publisher, digest=profile.digest)
        members[SIGNATURE] = give(KIND, said, digests, key)
    with target.open("wb") as file:
        zipform.write(file, members)
    return digest(target.read_bytes())


def unpack(path: Path, keys: Mapping[str, PublicKey], address: str = "") -> Unpacked:
    """Return what a packed profile holds, by names that lead nowhere else, each to a file of its own on any system.

    `keys` are by `key_id`; `address` is what the file is called in messages, if not by its path.
    Raises ProfileError for any other form of archive, a file that is no part of a profile, and for a signature that is
    not of these files or does not fit.
    """
    where = address or str(path)
    if path.stat().st_size > LARGEST:
        raise ProfileError(f"it is larger than {LARGEST >> 20} MiB", where=where)
    try:
        found = {m.name: b"".join(zipform.content(path, m)) for m in zipform.members_of(path)}
    except EvidenceError as error:
        raise ProfileError(f"no packed profile: {error.message}", where=where, hint=_HINT) from error
    sealed = found.pop(SIGNATURE, None)
    for name in found:
        if not _MEMBER.fullmatch(name):
            raise ProfileError(f"{name!a} is no part of a profile", where=where, hint=_HINT)
    if "profile.yaml" not in found:
        raise ProfileError("it has no profile.yaml", where=where, hint=_HINT)
    return Unpacked(found, _signers(where, sealed, found, keys) if sealed is not None else ())


def _twins(names: Iterable[str]) -> str:
    """Return two names that are one on systems that do not tell capital letters apart, or nothing."""
    seen: dict[str, str] = {}
    for name in names:
        if name.lower() in seen:
            return f"{seen[name.lower()]} and {name}"
        seen[name.lower()] = name
    return ""


def _files(folder: Path) -> dict[str, Path]:
    named = (*deciding_files(folder), *folder.glob("*.yaml"), *folder.glob("COVERAGE.md"), *folder.rglob("*.json"))
    files = {path.relative_to(folder).as_posix(): path for path in named}
    if twins := _twins(files):
        raise ProfileError(f"{twins} differ in capital letters alone", where=str(folder), hint="Rename one.")
    top = folder.resolve()
    for name, path in files.items():
        if not path.resolve().is_relative_to(top):
            raise ProfileError(f"{name} leads out of the profile", where=str(folder), hint="Put the file itself there.")
        if not _MEMBER.fullmatch(name) or zipform.check_name(name):
            why = zipform.check_name(name) or "it is no part of a profile"
            raise ProfileError(
                f"{name} cannot be published: {why}", where=str(folder), hint="Take it away or rename it."
            )
    return files


def _signers(where: str, sealed: bytes, files: Mapping[str, bytes], keys: Mapping[str, PublicKey]) -> tuple[str, ...]:
    try:
        word = take(sealed, f"{where}: {SIGNATURE}", KIND, Published)
        signed = msgspec.json.decode(word.payload)["subject"]
        named = {one["name"]: f"sha256:{one['digest']['sha256']}" for one in signed}
        if len(named) != len(signed) or named != {name: digest(data) for name, data in files.items()}:
            raise EvidenceError("what was signed are not these files")
        return envelope.signers(word.payload, word.signatures, keys)
    except (EvidenceError, KeyError, TypeError) as error:
        why = error.message if isinstance(error, EvidenceError) else "it names no files"
        raise ProfileError(f"the signature does not hold: {why}", where=where, hint="Get it anew.") from error
