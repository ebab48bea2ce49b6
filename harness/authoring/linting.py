"""Says all that is wrong with a profile, each with file and line: files, references, rules, description, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.arazzo import ArazzoError
from harness.consistency import Placed, inconsistencies
from harness.contract.compile import compile_description
from harness.contract.lint import lint as odd
from harness.coverage import examples
from harness.errors import ProfileError
from harness.examples import judge_example, read_example
from harness.fit import misfits, pointer
from harness.judgement import unusable
from harness.loading import (
    DESCRIPTION,
    PROFILE_FORMATS,
    Bundle,
    contract_of,
    load_bundle,
    placed_in,
    reference_of,
    workflows_of,
)
from harness.profile import NotTested, Requirement
from harness.profilefile import ProfileFile, RequirementEntry
from harness.verdict import Outcome
from harness.yamlfile import load

_SCENE: Final = re.compile(r"(?P<path>.*\.arazzo\.yaml), workflow (?P<workflow>[^,]+)(?:, step (?P<step>[^,]+))?")
KINDS: Final = (Outcome.CONFORMS, Outcome.VIOLATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a profile."""

    message: str
    where: str
    """`file:line`."""
    hint: str = ""

    def __str__(self) -> str:
        end = "" if not self.hint or self.message.endswith((".", "?", "!")) else "."
        return f"{self.where}: {self.message}{end} {self.hint}".rstrip()


def flaws(folder: Path) -> tuple[Flaw, ...]:
    """Return all that is wrong with the profile in `folder`; what cannot be read hides what stands on it."""
    found = tuple(_files(folder))
    if found:
        return found
    try:
        bundle = reference_of(load_bundle(folder))
    except ProfileError as error:
        return (_flaw(error),)
    rules = tuple(_flaw(error) for error in unusable(bundle))
    # Of a rule the place is `file:line`, and the requirement behind a blank.
    broken = {flaw.where.rpartition(" ")[2] for flaw in rules}
    sound = [r for r in bundle.profile.requirements if r.id not in broken]
    return (*rules, *_description(bundle), *_strays(bundle), *(f for r in sound for f in _examples(bundle, r)))


def _files(folder: Path) -> Iterator[Flaw]:
    try:
        file = load(folder / "profile.yaml", ProfileError)
    except ProfileError as error:
        yield _flaw(error)
        return
    wrong = misfits(file.value, ProfileFile)
    if wrong:
        for each in wrong:
            yield Flaw(message=each.message, where=file.at(pointer(each.place)), hint=each.hint)
        return
    raw = msgspec.convert(file.value, ProfileFile)
    placed: list[Placed] = []
    whole = True
    for name in raw.requirements:
        for flaw in _requirements(folder, name, placed):
            whole = False
            yield flaw
    try:
        contract = contract_of(folder, raw)
    except ProfileError as error:
        yield _flaw(error)
        return
    try:
        workflows = workflows_of(folder, contract)
    except ProfileError as error:
        yield _flaw(error)
        return
    if whole:
        for message, where in inconsistencies(raw, tuple(placed), workflows, {o.id for o in contract.operations}):
            yield Flaw(message=message, where=where)


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
        yield _flaw(error)
        return
    for each in misfits(file.value, tuple[RequirementEntry, ...]):
        yield Flaw(message=each.message, where=file.at(pointer(each.place)), hint=each.hint)


def _flaw(error: ProfileError) -> Flaw:
    where = _arazzo_line(error.where) if isinstance(error, ArazzoError) else error.where
    return Flaw(message=error.message, where=where, hint=error.hint)


def _arazzo_line(where: str) -> str:
    """Return `file:line` before what was named, for a place that is given as file, workflow and step."""
    found = _SCENE.match(where)
    if found is None:
        return where
    file = load(found["path"], ProfileError)
    pointer = "/workflows/" + _index(file.value["workflows"], "workflowId", found["workflow"])
    if found["step"]:
        workflow = file.value["workflows"][int(pointer.rpartition("/")[2] or 0)]
        pointer += "/steps/" + _index(workflow.get("steps", []), "stepId", found["step"])
    return f"{file.at(pointer)}: {where[found.end('path') + 2 :]}"


def _index(values: list[Any], key: str, name: str) -> str:
    """Return the index of the entry that has that name, or that number where it has none."""
    named = [str(index) for index, value in enumerate(values) if value.get(key) == name]
    return named[0] if named else name if name.isdecimal() and int(name) < len(values) else ""


def _description(bundle: Bundle) -> Iterator[Flaw]:
    """Yield what cannot be read of the description that the profile brings, and what is odd about it."""
    if bundle.of_subject:
        return
    compiled = compile_description(bundle.folder / DESCRIPTION, PROFILE_FORMATS)
    told = [(gap.where, gap.reason) for gap in compiled.contract.gaps]
    told += [(finding.where, f"{finding.message} ({finding.code})") for finding in odd(compiled)]
    at = compiled.places.located([where for where, _ in told])
    for where, message in told:
        yield Flaw(message=message, where=at[where])


def _strays(bundle: Bundle) -> Iterator[Flaw]:
    known = {r.id for r in bundle.profile.requirements}
    top = bundle.folder / "examples"
    for folder in sorted({path.parent for path in top.rglob("*.json")}):
        name = folder.parent.relative_to(top).as_posix() if folder.is_relative_to(top) and folder != top else ""
        if name not in known:
            yield Flaw(message=f"there is no requirement {name or '?'}", where=f"{folder}", hint="Rename the folder.")
        elif folder.name not in tuple(KINDS):
            yield Flaw(message=f"examples lie in {' or '.join(KINDS)}", where=f"{folder}", hint="Rename the folder.")


def _examples(bundle: Bundle, requirement: Requirement) -> Iterator[Flaw]:
    if isinstance(requirement.rule, NotTested):
        return
    for kind in KINDS:
        files = examples(bundle.folder, requirement.id, kind)
        if not files:
            where, message = _place(bundle, requirement), f"{requirement.id}: there is no example that {kind}"
            yield Flaw(message=message, where=where, hint=f"Put one into examples/{requirement.id}/{kind}/.")
        for path in files:
            message = _other(bundle, requirement, path, kind)
            if message:
                yield Flaw(message=f"{requirement.id}: {message}", where=f"{path}:1")


def _other(bundle: Bundle, requirement: Requirement, path: Path, kind: Outcome) -> str:
    """Return why an example does not come out as its folder says; nothing where it does."""
    try:
        finding = judge_example(bundle, requirement, read_example(path))
    except ProfileError as error:
        return error.message
    return "" if finding.outcome is kind else f"this judges {finding.outcome}, not {kind}: {finding.because}"


def _place(bundle: Bundle, requirement: Requirement) -> str:
    return bundle.lines.get(requirement.id, str(bundle.folder / "profile.yaml"))
