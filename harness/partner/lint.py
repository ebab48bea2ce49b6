"""Holds a partner's files against what can be played: script, every planted defect, every fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from harness.errors import CannotRun
from harness.partner import script
from harness.partner.authority import Authority
from harness.partner.defects import defective, list_defects
from harness.partner.described import contract_of, description_of
from harness.partner.faults.file import list_faults
from harness.partner.play import Play
from harness.partner.script import FILE


class Linted(NamedTuple):
    """What was found."""

    wrong: tuple[str, ...]
    """What keeps something from being played, a line or several each."""
    odd: tuple[str, ...]
    """What can be played and may be an oversight."""


def lint(name: str) -> Linted:
    """Return what is wrong with the mock of that name, or in that folder; nothing is served."""
    found: list[str] = []

    def tried(attempt: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except CannotRun as error:
            found.append(str(error))
            return None

    if tried(lambda: _played(name, ())) is not None:
        for defect in tried(lambda: list_defects(name)) or ():
            tried(partial(_played, name, (defect.name,)))
        tried(lambda: list_faults(script.read(name)))
    return Linted(tuple(dict.fromkeys(found)), () if found else tuple(_odd(name)))


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
