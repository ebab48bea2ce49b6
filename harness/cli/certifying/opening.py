"""Makes one plain bundle of what a buyer was given: numbered volumes joined, what was covered uncovered."""

from __future__ import annotations

from pathlib import Path

from harness.certificate.covering import identity, is_covered, uncover
from harness.certificate.issue import SIGNED
from harness.certificate.volumes import join, volume_of
from harness.certificate.zipform import Member, Unreadable, members_of, write
from harness.errors import EvidenceError


def plain(path: Path, key: Path | None, folder: Path) -> Path:
    """Return the path of a plain bundle: `path` itself, or what it gives, laid into `folder`. Raises EvidenceError.

    What is not in the one form is returned as it is, for the check to say so; what is no ZIP file, or not all of one,
    is Unreadable.
    """
    if volume_of(path) is not None:
        joined = folder / "joined.zip"
        with joined.open("wb") as target:
            join(path, target)
        path = joined
    members = _members(path)
    if key is None or not is_covered(members):
        return path
    whole, place = folder / "whole.zip", folder / "uncovered"
    place.mkdir()
    with whole.open("wb") as target:
        write(target, uncover(path, members, identity(key.read_text(encoding="utf-8"), str(key)), place))
    return whole


def bundle_members(path: Path) -> dict[str, Member]:
    """Return the members of a bundle by name. Raises EvidenceError for what is none, a volume among it."""
    about = volume_of(path)
    if about is not None:
        hint = "`hallmark repack` puts the set together, from the volumes in one folder."
        raise EvidenceError(f"this is volume {about.number} of {about.of} of a bundle", where=str(path), hint=hint)
    members = {member.name: member for member in members_of(path)}
    if lacking := [name for name in SIGNED if name not in members]:
        raise EvidenceError(f"this is no bundle: {lacking[0]} is missing", where=str(path))
    return members


def name_of(path: Path) -> str:
    """Return what the bundle is called of which a file is all, or a volume."""
    about = volume_of(path)
    return path.name if about is None else f"{path.stem.removesuffix(f'-{about.number}of{about.of}')}{path.suffix}"


def _members(path: Path) -> dict[str, Member]:
    try:
        return {member.name: member for member in members_of(path)}
    except Unreadable:
        raise
    except EvidenceError:
        return {}
