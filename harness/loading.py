"""Reads a profile's folder into what gatherer and judge need: profile, contract and workflows, with one digest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from harness.arazzo import Workflow, parse
from harness.canonical import digest, digest_of
from harness.consistency import inconsistencies, misnamed, undeliverable
from harness.content import root
from harness.contract import EMPTY, FORMATS, Contract, compile_contract
from harness.contract.compile import compile_description
from harness.description import Description, standing
from harness.errors import ProfileError
from harness.fit import misfits, pointer
from harness.formats import FORMATS as NATIONAL
from harness.profile import SUBJECT_DESCRIPTION, NotTested, Profile, Requirement, RuleCall
from harness.profilefile import ProfileFile, RequirementEntry
from harness.yamlfile import load

PROFILE_FORMATS: Final = {**FORMATS, **NATIONAL}
"""What `format` may name in a profile's own description: those of OpenAPI, and the national identifiers."""
DESCRIPTION = "openapi.yaml"
"""The API description in the folder of a profile, or of its reference partner."""
REFERENCE: Final = "reference.yaml"
"""The description of an imagined product in a profile for which products bring theirs: its examples are of it."""
_MOST: Final = 16
"""Profiles that are kept once they were read."""
_PARTNER: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A profile with everything it is made of."""

    profile: Profile
    contract: Contract
    """Empty until `completed`, where the description is the product's own."""
    workflows: dict[str, Workflow]
    folder: Path
    lines: dict[str, str]
    """Requirement id to `file:line`, for messages."""
    description: Description | None = None
    """The product's own, once `completed`."""

    @property
    def of_subject(self) -> bool:
        """Tell whether the product brings the description."""
        return self.profile.description == SUBJECT_DESCRIPTION

    def completed(self, description: Description) -> Bundle:
        """Return the same with the product's own description as the contract; a profile that brings one keeps it."""
        if not self.of_subject:
            return self
        return msgspec.structs.replace(self, contract=description.contract, description=description)


_KEPT: dict[str, Bundle] = {}
"""Profiles that were read, by the digest of their files."""


def find(name: str) -> Path:
    """Return the folder of `id@version`, `id` (its newest version) or a path. Raises ProfileError."""
    path = Path(name)
    if (path / "profile.yaml").is_file():
        return path
    profile_id, _, version = name.partition("@")
    versions = _versions(profile_id)
    if version:
        versions = [p for p in versions if p.name == version]
    if not versions or not profile_id or "/" in profile_id or profile_id.startswith(("_", ".")):
        raise ProfileError(
            f"there is no profile {name!r}", hint=f"There are: {', '.join(shipped())}. Or give the path of a folder."
        )
    return versions[-1]


def _versions(profile_id: str) -> list[Path]:
    folder = root("profiles") / profile_id
    return sorted((p for p in folder.glob("*") if (p / "profile.yaml").is_file()), key=_version_key)


def published(name: str) -> Path:
    """Return the folder of `id@version` or `id` among the profiles that this installation carries. Raises ProfileError.

    What merely lies in the working folder vouches for nothing: a name from outside is never taken for a path.
    """
    if name not in {known for one in shipped() for known in (one, one.partition("@")[0])}:
        raise ProfileError(f"there is no published profile {name[:80]!r}", hint=f"There are: {', '.join(shipped())}.")
    profile_id, _, version = name.partition("@")
    return root("profiles") / profile_id / version if version else _versions(profile_id)[-1]


def shipped() -> tuple[str, ...]:
    """Return `id@version` of every profile that this installation carries."""
    return tuple(sorted(f"{p.parent.parent.name}@{p.parent.name}" for p in root("profiles").glob("*/*/profile.yaml")))


def load_bundle(folder: Path) -> Bundle:
    """Read and check the whole profile. Raises ProfileError with file and line for the first thing that is wrong.

    What was read of the same files, in this folder or another, is not read again: a run is planned by its profile and
    judged by the copy that it keeps, and bundles of one tender bring the same.
    """
    try:
        there = profile_digest(folder)
    except OSError:
        return _read(folder)[0]
    kept = _KEPT.get(there)
    if kept is not None:
        return _at(kept, folder)
    bundle, alone = _read(folder)
    if alone and bundle.profile.digest == there:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _KEPT[there] = bundle
    return bundle


def _at(bundle: Bundle, folder: Path) -> Bundle:
    """Return the profile as it lies in a folder."""
    if folder == bundle.folder:
        return bundle
    was = len(str(bundle.folder))
    return msgspec.structs.replace(
        bundle, folder=folder, lines={id: f"{folder}{line[was:]}" for id, line in bundle.lines.items()}
    )


def _read(folder: Path) -> tuple[Bundle, bool]:
    """Read a profile; return it, and whether the digest is of all that was read."""
    file = load(folder / "profile.yaml", ProfileError)
    wrong = misfits(file.value, ProfileFile)
    if wrong:
        raise ProfileError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
    raw = msgspec.convert(file.value, ProfileFile)
    for message, at in misnamed(raw):
        raise ProfileError(message, where=file.at(at))
    contract, besides = _contract(folder, raw)
    workflows = workflows_of(folder, contract)
    _check_stimuli(workflows, raw, str(folder / "scenarios"))
    placed = tuple(placed_in(folder, raw.requirements))
    operations = {o.id for o in contract.operations}
    for message, at in undeliverable(raw, operations):
        raise ProfileError(message, where=file.at(at))
    for message, where in inconsistencies(raw, placed, workflows, operations):
        raise ProfileError(message, where=where)
    profile = Profile(
        id=raw.id,
        version=raw.version,
        title=raw.title,
        publisher=raw.publisher,
        owner=raw.owner,
        summary=raw.summary,
        notice=raw.notice,
        sources=raw.sources,
        roles=raw.roles,
        classes=raw.classes,
        description=raw.description,
        reference=raw.reference,
        status=raw.status,
        fixtures=raw.fixtures,
        stimuli=raw.stimuli,
        deliveries=raw.deliveries,
        questions=raw.questions,
        requirements=tuple(_requirement(r) for r, _ in placed),
        digest=profile_digest(folder),
    )
    bundle = Bundle(
        profile=profile, contract=contract, workflows=workflows, folder=folder, lines={r.id: at for r, at in placed}
    )
    deciding = deciding_files(folder)
    return bundle, not besides and all(folder / name in deciding for name in raw.requirements)


def reference_of(bundle: Bundle) -> Bundle:
    """Return the profile completed with a product's description, by which its examples are judged.

    It is the profile's own `reference.yaml`, else that of the reference partner which the profile names.
    Raises ProfileError where neither is here, and for one that cannot be read.
    """
    if not bundle.of_subject:
        return bundle
    name = bundle.profile.reference
    beside = bundle.folder / REFERENCE
    file = beside if beside.is_file() else root("mocks") / name / DESCRIPTION
    if file is not beside and not (_PARTNER.fullmatch(name) and file.is_file()):
        raise ProfileError(
            f"there is no {REFERENCE}, and no partner {name or '?'} with a description, to judge examples by",
            where=str(bundle.folder / "profile.yaml"),
            hint=f"Put the description of an imagined product beside it, as {REFERENCE}.",
        )
    return bundle.completed(standing(file.read_bytes(), file.name, compile_contract(file)))


def deciding_files(folder: Path) -> tuple[Path, ...]:
    """Return the files that decide a verdict: profile.yaml, openapi.yaml if any, requirements and scenarios."""
    parts = (*(folder / "requirements").glob("*.yaml"), *(folder / "scenarios").glob("*.arazzo.yaml"))
    own = folder / DESCRIPTION
    return (folder / "profile.yaml", *((own,) if own.is_file() else ()), *sorted(parts))


def profile_digest(folder: Path) -> str:
    """Return the digest over the names and bytes of the deciding files."""
    return digest_of([[p.relative_to(folder).as_posix(), digest(p.read_bytes())] for p in deciding_files(folder)])


def contract_of(folder: Path, raw: ProfileFile) -> Contract:
    """Return the description that a profile brings, compiled; the empty one where products bring theirs.

    Raises ProfileError for one that cannot be read, and for files that such a profile cannot have.
    """
    return _contract(folder, raw)[0]


def _contract(folder: Path, raw: ProfileFile) -> tuple[Contract, bool]:
    """Return the description, and whether it is made of other files besides."""
    if raw.description != SUBJECT_DESCRIPTION:
        compiled = compile_description(folder / DESCRIPTION, PROFILE_FORMATS)
        return compiled.contract, bool(compiled.places.read_besides())
    for mine in (folder / DESCRIPTION, folder / "scenarios"):
        if mine.exists():
            raise ProfileError(
                f"the description is the product's own, and {mine.name} is here",
                where=str(folder / "profile.yaml"),
                hint="Take it away, or say `description: own`.",
            )
    return EMPTY, False


def workflows_of(folder: Path, contract: Contract) -> dict[str, Workflow]:
    """Return the workflows of a profile's scenarios by their names. Raises ProfileError."""
    known = {o.id for o in (*contract.operations, *contract.webhooks)}
    found: dict[str, Workflow] = {}
    for path in sorted((folder / "scenarios").glob("*.arazzo.yaml")):
        for workflow in parse(load(path, ProfileError).value, str(path), known):
            if workflow.id in found:
                raise ProfileError(f"workflow {workflow.id!r} is defined twice", where=str(path))
            found[workflow.id] = workflow
    return found


def _check_stimuli(workflows: dict[str, Workflow], raw: ProfileFile, where: str) -> None:
    """Raise ProfileError for a workflow that makes a product do what the profile does not say, or waits by nothing."""
    for workflow in workflows.values():
        for stimulus in (step.stimulus for step in workflow.steps if step.stimulus is not None):
            if stimulus.name not in raw.stimuli:
                raise ProfileError(f"workflow {workflow.id}: there is no stimulus {stimulus.name!r}", where=where)
            if stimulus.schedule and stimulus.schedule not in raw.fixtures:
                raise ProfileError(f"workflow {workflow.id}: there is no fixture {stimulus.schedule!r}", where=where)


def _requirement(raw: RequirementEntry) -> Requirement:
    return Requirement(
        id=raw.id,
        role=raw.role,
        class_=raw.class_,
        level=raw.level,
        basis=raw.basis,
        statement=raw.statement.strip(),
        source=raw.source,
        explain=raw.explain.strip(),
        rule=RuleCall(rule=raw.rule, with_=raw.with_) if raw.rule else NotTested(reason=raw.not_tested.strip()),
        applies=raw.applies if isinstance(raw.applies, RuleCall) else None,
        probes=raw.probes,
        effort=raw.effort,
        needs=raw.needs,
    )


def placed_in(folder: Path, names: tuple[str, ...]) -> Iterator[tuple[RequirementEntry, str]]:
    """Yield each requirement of the named files with its `file:line`. Raises ProfileError."""
    for name in names:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ProfileError(f"{name!r} lies outside the profile", where=str(folder / "profile.yaml"))
        file = load(path, ProfileError)
        wrong = misfits(file.value, tuple[RequirementEntry, ...])
        if wrong:
            raise ProfileError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
        for index, r in enumerate(msgspec.convert(file.value, tuple[RequirementEntry, ...])):
            yield r, file.at(f"/{index}")


def _version_key(path: Path) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in path.name.split("."))
