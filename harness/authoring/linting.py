"""Says all that is wrong with a profile, each with file and line: files, references, rules, description, examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from harness.authoring.files import wrong_files
from harness.authoring.flaw import Flaw, flaw_of
from harness.contract.compile import compile_description
from harness.contract.lint import lint as odd
from harness.coverage import examples
from harness.errors import ProfileError
from harness.examples import judge_example, read_example
from harness.judgement import unusable
from harness.loading import (
    DESCRIPTION,
    PROFILE_FORMATS,
    Bundle,
    load_bundle,
    reference_of,
)
from harness.profile import NotTested, Requirement
from harness.verdict import Because, Outcome

UNRESOLVED: Final = "contract-unresolved"
"""What an example comes out as where the description has a part that cannot be read, of which a flaw tells already."""
KINDS: Final = (Outcome.CONFORMS, Outcome.VIOLATES)


Say: TypeAlias = Callable[[Because], str]
"""Puts a reason into words."""


def plainly(because: Because) -> str:
    """Name a reason by its code, with what belongs to it."""
    return " ".join([because.code, *(f"{name}={value}" for name, value in because.params.items())])


def flaws(folder: Path, say: Say = plainly) -> tuple[Flaw, ...]:
    """Return all that is wrong with the profile in `folder`; what cannot be read hides what stands on it."""
    found = tuple(wrong_files(folder))
    if found:
        return found
    try:
        bundle = reference_of(load_bundle(folder))
    except ProfileError as error:
        return (flaw_of(error),)
    rules = tuple(flaw_of(error) for error in unusable(bundle))
    # Of a rule the place is `file:line`, and the requirement behind a blank.
    broken = {flaw.where.rpartition(" ")[2] for flaw in rules}
    sound = [r for r in bundle.profile.requirements if r.id not in broken]
    described = tuple(_description(bundle))
    judged = (flaw for r in sound for flaw in _examples(bundle, r, say, described))
    return (*rules, *described, *_strays(bundle), *judged)


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


def _examples(bundle: Bundle, requirement: Requirement, say: Say, described: tuple[Flaw, ...]) -> Iterator[Flaw]:
    if isinstance(requirement.rule, NotTested):
        return
    for kind in KINDS:
        files = examples(bundle.folder, requirement.id, kind)
        if not files:
            where, message = _place(bundle, requirement), f"{requirement.id}: there is no example that {kind}"
            yield Flaw(message=message, where=where, hint=f"Put one into examples/{requirement.id}/{kind}/.")
        for path in files:
            try:
                finding = judge_example(bundle, requirement, read_example(path))
            except ProfileError as error:
                yield Flaw(message=f"{requirement.id}: {error.message}", where=error.where or f"{path}:1")
                continue
            hidden = described and finding.because.code == UNRESOLVED
            if finding.outcome is not kind and not hidden:
                message = f"{requirement.id}: this judges {finding.outcome}, not {kind}: {say(finding.because)}"
                yield Flaw(message=message, where=f"{path}:1")


def _place(bundle: Bundle, requirement: Requirement) -> str:
    return bundle.lines.get(requirement.id, str(bundle.folder / "profile.yaml"))
