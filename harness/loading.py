"""Reads a profile's folder into what gatherer and judge need: profile, contract and workflows, with one digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from harness.arazzo import Workflow, parse
from harness.canonical import digest, digest_of
from harness.content import root
from harness.contract import EMPTY, FORMATS, Contract, compile_contract
from harness.description import Description, standing
from harness.errors import ProfileError
from harness.fit import misfits, pointer
from harness.formats import FORMATS as NATIONAL
from harness.profile import (
    ALL,
    SUBJECT_DESCRIPTION,
    Basis,
    ConformanceClass,
    Effort,
    Level,
    NotTested,
    Probe,
    Profile,
    Publication,
    Requirement,
    Role,
    RuleCall,
    Source,
    Stimulus,
)
from harness.yamlfile import load

PROFILE_FORMATS: Final = {**FORMATS, **NATIONAL}
"""What `format` may name in a profile's own description: those of OpenAPI, and the national identifiers."""
DESCRIPTION = "openapi.yaml"
"""The API description in the folder of a profile, or of its reference partner."""


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


class RequirementEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One requirement as its file has it."""

    id: str
    role: str
    class_: str = msgspec.field(name="class")
    level: Level
    basis: Basis
    statement: str
    source: Source
    explain: str
    rule: str = ""
    with_: dict[str, Any] = msgspec.field(default_factory=dict, name="with")
    not_tested: str = ""
    applies: RuleCall | str = "always"
    probes: tuple[Probe, ...] = ()
    effort: Effort = Effort()
    needs: tuple[str, ...] = ()


class ProfileFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole profile.yaml."""

    id: str
    version: str
    title: str
    publisher: str
    summary: str
    notice: tuple[str, ...]
    sources: dict[str, Publication]
    roles: tuple[Role, ...]
    classes: tuple[ConformanceClass, ...]
    fixtures: dict[str, str] = {}
    description: Literal["own", "subject"] = "own"
    """`subject`: there is no openapi.yaml here, the product brings its own description."""
    reference: str = ""
    """For `subject`: the partner of mocks/ whose description examples are judged by."""
    status: Literal["whole", "draft"] = "whole"
    """`draft`: not all of it is built, and it may change under its version."""
    stimuli: dict[str, Stimulus] = {}
    questions: dict[str, str] = {}
    requirements: tuple[str, ...]
    """Files beside profile.yaml, each a list of requirements; a class a file reads well."""


def find(name: str) -> Path:
    """Return the folder of `id@version`, `id` (its newest version) or a path. Raises ProfileError."""
    path = Path(name)
    if (path / "profile.yaml").is_file():
        return path
    profile_id, _, version = name.partition("@")
    folder = root("profiles") / profile_id
    versions = sorted((p for p in folder.glob("*") if (p / "profile.yaml").is_file()), key=_version_key)
    if version:
        versions = [p for p in versions if p.name == version]
    if not versions or "/" in profile_id or profile_id.startswith(("_", ".")):
        raise ProfileError(
            f"there is no profile {name!r}", hint=f"There are: {', '.join(shipped())}. Or give the path of a folder."
        )
    return versions[-1]


def shipped() -> tuple[str, ...]:
    """Return `id@version` of every profile that this installation carries."""
    return tuple(sorted(f"{p.parent.parent.name}@{p.parent.name}" for p in root("profiles").glob("*/*/profile.yaml")))


def load_bundle(folder: Path) -> Bundle:
    """Read and check the whole profile. Raises ProfileError with file and line for the first thing that is wrong."""
    file = load(folder / "profile.yaml", ProfileError)
    wrong = misfits(file.value, ProfileFile)
    if wrong:
        raise ProfileError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
    raw = msgspec.convert(file.value, ProfileFile)
    contract = _contract(folder, raw)
    workflows = _workflows(folder, contract)
    placed = tuple(_requirements(folder, raw.requirements))
    _check(raw, placed, workflows, contract)
    profile = Profile(
        id=raw.id,
        version=raw.version,
        title=raw.title,
        publisher=raw.publisher,
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
        questions=raw.questions,
        requirements=tuple(_requirement(r) for r, _ in placed),
        digest=profile_digest(folder),
    )
    return Bundle(
        profile=profile, contract=contract, workflows=workflows, folder=folder, lines={r.id: at for r, at in placed}
    )


def reference_of(bundle: Bundle) -> Bundle:
    """Return the profile completed with its reference partner's description, by which its examples are judged.

    Raises ProfileError where it names none that is here.
    """
    if not bundle.of_subject:
        return bundle
    file = root("mocks") / bundle.profile.reference / DESCRIPTION
    if not bundle.profile.reference or not file.is_file():
        raise ProfileError(
            f"no reference partner has the description {bundle.profile.reference or '?'}/{DESCRIPTION}",
            where=str(bundle.folder / "profile.yaml"),
            hint="`reference` names a folder of mocks/ with an openapi.yaml.",
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


def _contract(folder: Path, raw: ProfileFile) -> Contract:
    if raw.description != SUBJECT_DESCRIPTION:
        return compile_contract(folder / DESCRIPTION, PROFILE_FORMATS)
    for mine in (folder / DESCRIPTION, folder / "scenarios"):
        if mine.exists():
            raise ProfileError(
                f"the description is the product's own, and {mine.name} is here",
                where=str(folder / "profile.yaml"),
                hint="Take it away, or say `description: own`.",
            )
    return EMPTY


def _workflows(folder: Path, contract: Contract) -> dict[str, Workflow]:
    known = {o.id for o in (*contract.operations, *contract.webhooks)}
    found: dict[str, Workflow] = {}
    for path in sorted((folder / "scenarios").glob("*.arazzo.yaml")):
        for workflow in parse(load(path, ProfileError).value, str(path), known):
            if workflow.id in found:
                raise ProfileError(f"workflow {workflow.id!r} is defined twice", where=str(path))
            found[workflow.id] = workflow
    return found


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


def _requirements(folder: Path, names: tuple[str, ...]) -> Iterator[tuple[RequirementEntry, str]]:
    """Yield each requirement with its `file:line`."""
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


def _check(
    raw: ProfileFile,
    placed: tuple[tuple[RequirementEntry, str], ...],
    workflows: dict[str, Workflow],
    contract: Contract,
) -> None:
    """Hold what no type can hold: references, uniqueness, and that a requirement is either tested or says why not."""
    classes, roles = {c.id for c in raw.classes}, {r.id for r in raw.roles}
    operations, seen = {ALL, *(o.id for o in contract.operations)}, set[str]()
    for r, at in placed:
        if r.id in seen:
            wrong = f"the id {r.id} is used twice"
        elif r.class_ not in classes:
            wrong = f"{r.id}: there is no class {r.class_!r}"
        elif r.role not in roles:
            wrong = f"{r.id}: there is no role {r.role!r}"
        elif r.source.ref not in raw.sources:
            wrong = f"{r.id}: there is no source {r.source.ref!r}"
        elif bool(r.rule) == bool(r.not_tested):
            wrong = f"{r.id}: a requirement has either a rule or a reason in not_tested"
        elif isinstance(r.applies, str) and r.applies != "always":
            wrong = f"{r.id}: applies is `always` or a rule call"
        elif r.rule and not r.probes:
            wrong = f"{r.id}: nothing would be sent for it; name at least one probe"
        else:
            wrong = _check_probes(r, workflows, operations) or _check_stimuli(r, raw) or _check_needs(r, raw.fixtures)
        if wrong:
            raise ProfileError(wrong, where=at)
        seen.add(r.id)


def _check_probes(r: RequirementEntry, workflows: dict[str, Workflow], operations: set[str]) -> str:
    for probe in r.probes:
        for workflow in filter(None, (probe.workflow, probe.with_.get("setup", ""))):
            if workflow not in workflows:
                return f"{r.id}: there is no workflow {workflow!r}"
        for operation in (*probe.examples, *probe.fuzz, *probe.operations):
            if operation not in operations:
                return f"{r.id}: there is no operation {operation!r}"
    return ""


def _check_stimuli(r: RequirementEntry, raw: ProfileFile) -> str:
    for probe in r.probes:
        for stimulus in probe.stimuli:
            if stimulus not in raw.stimuli:
                return f"{r.id}: there is no stimulus {stimulus!r}"
        for question in probe.with_.get("ask", ()) if probe.stimuli else ():
            if question not in raw.questions:
                return f"{r.id}: there is no question {question!r}"
        if probe.stimuli and not any(role.id == r.role and role.partner for role in raw.roles):
            return f"{r.id}: stimuli are for a role that has a partner"
    return ""


def _check_needs(r: RequirementEntry, fixtures: dict[str, str]) -> str:
    for need in r.needs:
        kind, colon, name = need.partition(":")
        if kind == "fixture" and name not in fixtures:
            return f"{r.id}: needs {need!r}, and the profile has no fixture {name!r}"
        if not (kind in ("fixture", "identity") and colon and name) and need not in ("inbound", "write"):
            return f"{r.id}: {need!r} is no need; write inbound, write, identity:<name> or fixture:<name>"
    return ""


def _version_key(path: Path) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in path.name.split("."))
