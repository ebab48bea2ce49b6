"""Reads what buyers' schemes ask (reports/procurement.yaml) and which requirements of a profile carry each line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from harness.content import root
from harness.errors import OurFault, ProfileError
from harness.fit import misfits, pointer, suggest
from harness.loading import find
from harness.profile import Profile
from harness.yamlfile import Loaded, load

FILE: Final = "procurement.yaml"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a scheme asks."""

    id: str
    title: str
    asks: str


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scheme of buyers."""

    id: str
    title: str
    source: str
    """Where it comes from, and how far that was read."""
    certified_by: str
    """Who alone can say that a line is reached."""
    lines: tuple[Line, ...]


class Bound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What carries a line in one profile."""

    requirements: tuple[str, ...] = ()
    because: str = ""
    """What the requirements do not show; for a line without any, why none carries it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a scheme, with what carries it in a profile."""

    scheme: Scheme
    line: Line
    bound: Bound


def schemes() -> tuple[Scheme, ...]:
    """Return the schemes. Raises OurFault for a table that cannot be read: it is ours."""
    file = load(root("reports") / FILE, ProfileError)
    wrong = misfits(file.value, tuple[Scheme, ...])
    if wrong:
        raise OurFault(wrong[0].message, where=file.at(pointer(wrong[0].place)))
    return msgspec.convert(file.value, tuple[Scheme, ...])


def asked(profile: Profile, folder: Path) -> tuple[Asked, ...]:
    """Return every line of every scheme with what carries it; none where the profile binds nothing.

    The table is the one in `folder`, else that of the shipped profile: a run keeps only the files that decide. Raises
    ProfileError, with file and line, for a line or requirement that there is not, and for one without words.
    """
    path = next((p for p in _places(profile, folder) if p.is_file()), None)
    if path is None:
        return ()
    file = load(path, ProfileError)
    wrong = misfits(file.value, dict[str, Bound])
    if wrong:
        raise ProfileError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
    bound = msgspec.convert(file.value, dict[str, Bound])
    known = {f"{s.id}/{line.id}": (s, line) for s in schemes() for line in s.lines}
    for name, message in _odd(bound, list(known), profile):
        raise ProfileError(message, where=_at(file, name))
    return tuple(Asked(scheme=s, line=line, bound=bound[name]) for name, (s, line) in known.items())


def _odd(bound: dict[str, Bound], known: list[str], profile: Profile) -> Iterator[tuple[str, str]]:
    for name, one in bound.items():
        if name not in known:
            yield name, f"no scheme has the line {name!r}. {suggest(name, known)}"
        for requirement in one.requirements:
            if profile.requirement(requirement) is None:
                yield name, f"there is no requirement {requirement}"
        if not one.requirements and not one.because:
            yield name, f"nothing carries {name}, and it does not say why"
    for name in known:
        if name not in bound:
            yield "", f"nothing is said of the line {name}"


def _at(file: Loaded, name: str) -> str:
    return file.at(f"/{name.replace('~', '~0').replace('/', '~1')}" if name else "")


def _places(profile: Profile, folder: Path) -> tuple[Path, ...]:
    try:
        return folder / FILE, find(profile.name) / FILE
    except ProfileError:
        return (folder / FILE,)
