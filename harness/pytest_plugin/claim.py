"""Says what is promised by whom, as far as run file and profiles say it, and lists it for pytest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from harness.cli.running.assembling import Declared, aim_of, bundles_of, declaration_of
from harness.gather.plan import Aim, in_scope, limited
from harness.loading import Bundle
from harness.profile import NotTested
from harness.pytest_plugin.errand import Asking, Listed
from harness.render.inert import one_line


class Claim(NamedTuple):
    """What is promised by whom."""

    declared: Declared
    bundles: tuple[Bundle, ...]
    aims: tuple[Aim, ...]
    only: tuple[str, ...]
    """The requirements that the run is limited to; empty: all of the claimed classes."""


def claim_of(asking: Asking, env: Mapping[str, str]) -> Claim:
    """Read run file and profiles; nothing is looked up or sent. Raises DeclarationError and ProfileError."""
    declared = declared_by(asking, env)
    bundles = bundles_of(declared)
    aims = tuple(aim_of(bundle, declared.declaration) for bundle in bundles)
    return Claim(declared=declared, bundles=bundles, aims=aims, only=tuple(limited(aims, asking.only)))


def declared_by(asking: Asking, env: Mapping[str, str]) -> Declared:
    """Read the run file. Raises DeclarationError."""
    return declaration_of(Path(asking.run_file), asking.profile, "", asking.url, env, asking.openapi)


def listed(claim: Claim) -> Iterator[Listed]:
    """Yield the requirements, in the profiles' order."""
    chosen = dict.fromkeys(claim.only)
    deviations = dict(_deviations(claim))
    for aim, bundle in zip(claim.aims, claim.bundles, strict=True):
        for r in in_scope(aim, chosen):
            yield Listed(
                name=f"{aim.profile.id}/{r.class_}/{r.id}",
                profile=aim.profile.name,
                role=aim.role,
                requirement=r.id,
                class_=r.class_,
                level=r.level.value,
                basis=r.basis.value,
                at=bundle.lines[r.id],
                not_tested=_harmless(f"not tested: {r.rule.reason}") if isinstance(r.rule, NotTested) else "",
                deviation=deviations.get(r.id, ""),
            )


def markers(claim: Claim) -> Iterator[str]:
    """Yield a marker for each class."""
    for bundle in claim.bundles:
        for one in bundle.profile.classes:
            yield f"{one.id}: {one.title} ({bundle.profile.name})"


def _deviations(claim: Claim) -> Iterator[tuple[str, str]]:
    today = datetime.now(UTC).date().isoformat()
    for known in claim.declared.declaration.known_deviations:
        if known.expires >= today:
            reason = f"known deviation of {known.owner}: {known.reason} (until {known.expires})"
            yield known.requirement, _harmless(reason)


def _harmless(text: str) -> str:
    """Return a text of a run file or profile on one line, as no command to the terminal that pytest prints it on."""
    return one_line(" ".join(text.split()))
