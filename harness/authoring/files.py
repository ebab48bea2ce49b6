"""Says all that is wrong with the files of a profile, before any of it is put to work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.authoring.flaw import Flaw, flaw_of
from harness.authoring.texts import turned
from harness.consistency import Placed, inconsistencies, misnamed, undeliverable
from harness.errors import ProfileError
from harness.fit import misfits, pointer
from harness.loading import contract_of, deciding_files, placed_in, workflows_of
from harness.profilefile import ProfileFile, RequirementEntry
from harness.yamlfile import load


def wrong_files(folder: Path) -> Iterator[Flaw]:
    """Yield each thing that is wrong; what cannot be read hides what stands on it."""
    try:
        file = load(folder / "profile.yaml", ProfileError)
    except ProfileError as error:
        yield flaw_of(error)
        return
    wrong = misfits(file.value, ProfileFile)
    if wrong:
        for each in wrong:
            yield Flaw(message=each.message, where=file.at(pointer(each.place)), hint=each.hint)
        return
    raw = msgspec.convert(file.value, ProfileFile)
    yield from (Flaw(message=message, where=file.at(at)) for message, at in misnamed(raw))
    yield from _turned(folder)
    placed: list[Placed] = []
    whole = len(set(raw.requirements)) == len(raw.requirements)
    if not whole:
        yield Flaw(message="a file of requirements is named twice", where=file.at("/requirements"))
    for name in dict.fromkeys(raw.requirements):
        for flaw in _requirements(folder, name, placed):
            whole = False
            yield flaw
    try:
        contract = contract_of(folder, raw)
    except ProfileError as error:
        yield flaw_of(error)
        return
    try:
        workflows = workflows_of(folder, contract)
    except ProfileError as error:
        yield flaw_of(error)
        return
    operations = {o.id for o in contract.operations}
    yield from (Flaw(message=message, where=file.at(at)) for message, at in undeliverable(raw, operations))
    if whole and not placed:
        yield Flaw(message="there is no requirement, so nothing would be tested", where=file.at("/requirements"))
    if whole:
        for message, where in inconsistencies(raw, tuple(placed), workflows, operations):
            yield Flaw(message=message, where=where)


def _turned(folder: Path) -> Iterator[Flaw]:
    for path in deciding_files(folder):
        yield from (Flaw(message=message, where=where) for message, where in turned(path))


def _requirements(folder: Path, name: str, placed: list[Placed]) -> Iterator[Flaw]:
    """Yield what is wrong with one file of requirements, all of it; a sound one goes into `placed`."""
    try:
        placed += placed_in(folder, (name,))
    except ProfileError as error:
        path = folder / name
        if not (path.resolve().is_relative_to(folder.resolve()) and path.is_file()):
            where = load(folder / "profile.yaml", ProfileError).at("/requirements")
            yield Flaw(message=f"{name}: {error.message}", where=where, hint=error.hint)
            return
        yield from _misfits(path, error)


def _misfits(path: Path, error: ProfileError) -> Iterator[Flaw]:
    try:
        file = load(path, ProfileError)
    except ProfileError:
        yield flaw_of(error)
        return
    for each in misfits(file.value, tuple[RequirementEntry, ...]):
        yield Flaw(message=each.message, where=file.at(pointer(each.place)), hint=each.hint)
