"""Holds a partner's files against what can be played: script, every planted defect and what it kills, every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from harness.errors import CannotRun, MockError
from harness.fit import nearest
from harness.loading import find, load_bundle
from harness.partner import script
from harness.partner.authority import Authority
from harness.partner.defects import FILE as DEFECTS
from harness.partner.defects import defective, list_defects
from harness.partner.described import contract_of, description_of
from harness.partner.faults.file import list_faults
from harness.partner.play import Play
from harness.partner.script import FILE
from harness.partner.sender.terms import FILE as SENDER
from harness.partner.sender.terms import list_sender_defects, sender, senders


class Linted(NamedTuple):
    """What was found."""

    wrong: tuple[str, ...]
    """What keeps something from being played, a line or several each."""
    odd: tuple[str, ...]
    """What can be played and may be an oversight."""


class _Kills(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def kills(self) -> tuple[str, ...]: ...
    @property
    def also(self) -> tuple[str, ...]: ...


def lint(name: str) -> Linted:
    """Return what is wrong with the mock or sender of that name, or in that folder; nothing is served."""
    found: list[str] = []

    def tried(attempt: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except CannotRun as error:
            found.append(str(error))
            return None

    if is_sender(name):
        terms = tried(lambda: sender(name))
        vices = tried(lambda: list_sender_defects(name)) or ()
        for vice in vices:
            tried(partial(sender, name, (vice.name,)))
        found += tried(lambda: tuple(_unknown(vices, terms.profile, name))) or () if terms is not None else ()
        return Linted(tuple(dict.fromkeys(found)), ())
    played = tried(lambda: _played(name, ()))
    if played is not None:
        defects = tried(lambda: list_defects(name)) or ()
        for defect in defects:
            tried(partial(_played, name, (defect.name,)))
        found += tried(lambda: tuple(_unknown(defects, played.script.profile, name))) or ()
        tried(lambda: list_faults(script.read(name)))
    return Linted(tuple(dict.fromkeys(found)), () if found else tuple(_odd(name)))


def is_sender(name: str) -> bool:
    """Tell whether a name is that of a reference sender, or a folder with one."""
    return name in senders() or (Path(name) / SENDER).is_file()


def _unknown(defects: Sequence[_Kills], profile: str, name: str) -> Iterator[str]:
    """Yield each requirement that a defect names and its profile does not have. Raises ProfileError."""
    known = [one.id for one in load_bundle(find(profile)).profile.requirements] if profile and defects else []
    for defect in defects:
        for key, ids in (("kills", defect.kills), ("also", defect.also)):
            for id in ids:
                if known and id not in known:
                    said = f"the defect {defect.name!r} names {id!r} in `{key}`, which {profile} does not have"
                    yield str(MockError(said, where=f"{name}: {DEFECTS}", hint=nearest(id, known)))


def _played(name: str, defects: tuple[str, ...]) -> Play:
    planted, mock = defective(name, defects)
    authority = Authority(planted.authority, "")
    return Play(planted, mock, authority, contract_of(planted, mock), description_of(planted, mock))


def _odd(name: str) -> Iterator[str]:
    planted, mock = defective(name)
    played = {each for each in planted.operations if " " not in each}
    missing = [each.id for each in contract_of(planted, mock).operations if each.id not in played]
    if missing:
        yield f"{mock.folder / FILE}: not played of the description: {', '.join(missing)}"
    loaded = script.of_type(mock.folder / FILE, script.MockFile).value
    text = str([*loaded["operations"].values(), *loaded.get("sequences", {}).values()])
    for sequence in mock.sequences:
        if f"'sequence': '{sequence}'" not in text:
            yield f"{mock.folder / FILE}: the sequence {sequence!r} is used nowhere"
