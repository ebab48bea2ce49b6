"""Labels a requirement for Allure: epic, feature, story, severity, description and links to where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import allure

from harness.profile import Level, Profile, Requirement

SEVERITY: Final = {
    Level.MUST: allure.severity_level.CRITICAL,
    Level.SHOULD: allure.severity_level.NORMAL,
    Level.MAY: allure.severity_level.MINOR,
}


def marks(profile: Profile, requirement: Requirement) -> Iterator[Any]:
    """Yield marks of pytest; allure-pytest must be loaded."""
    source = profile.sources[requirement.source.ref]
    class_ = next(c for c in profile.classes if c.id == requirement.class_)
    yield allure.epic(f"{profile.title} ({profile.name})")
    yield allure.feature(class_.title)
    yield allure.story(title(requirement))
    yield allure.severity(SEVERITY[requirement.level])
    yield allure.description(_description(profile, requirement))
    if source.url:
        clause = f", {requirement.source.clause}" if requirement.source.clause else ""
        yield allure.link(source.url, name=f"{source.title}{clause}")


def title(requirement: Requirement) -> str:
    """Return the name that readers of a report know the requirement by."""
    return f"{requirement.id} {' '.join(requirement.statement.split())}"


def _description(profile: Profile, r: Requirement) -> str:
    source = profile.sources[r.source.ref]
    paragraphs = (
        " ".join(r.statement.split()),
        " ".join(r.explain.split()),
        f"{r.level.value}, {r.basis.value}. Source: {source.title}, {r.source.clause or 'as a whole'}.",
    )
    return "\n\n".join(paragraphs)
