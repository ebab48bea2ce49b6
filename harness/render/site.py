"""Shows a profile as a few HTML pages that people can read, search and print: overview, classes, each requirement."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Iterator
from typing import Final

import msgspec
from markupsafe import Markup

from harness.content import root
from harness.coverage import examples
from harness.evidence import Exchange
from harness.examples import read_example
from harness.loading import Bundle
from harness.profile import ConformanceClass, NotTested, Publication, Requirement, Role
from harness.render.exchange import Shown, lay_out
from harness.render.filling import filled
from harness.render.probing import need_words, probe_words
from harness.render.words import words

INDEX: Final = "index.html"
MOST_SHOWN: Final = 3
"""Exchanges of an example that are shown: the last ones, for what decides comes last."""
_SCRIPT: Final = "profile-search.js"
_STYLES: Final = ("report.css", "profile.css")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One example, ready to print."""

    title: str
    before: int
    """Exchanges that came before those that are shown."""
    shown: tuple[Shown, ...]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement on its page."""

    requirement: Requirement
    anchor: str
    source: Publication
    shown_by: tuple[str, ...]
    reason: str
    """Why nothing tests it; empty where something does."""
    examples: tuple[Told, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The page of one class in one role."""

    file: str
    role: Role
    about: ConformanceClass
    entries: tuple[Entry, ...]

    @property
    def tested(self) -> int:
        """Return how many of its requirements something tests."""
        return sum(not entry.reason for entry in self.entries)


def render(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each page, the overview first; the same profile gives the same bytes.

    Raises ProfileError for an example that cannot be read.
    """
    sheets = tuple(_sheets(bundle))
    script = (root("reports") / "templates" / _SCRIPT).read_text(encoding="utf-8")
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    shared = {"profile": bundle.profile, "sheets": sheets, "sources": _cited(bundle), "w": words(), "need": need_words}
    inline = {"script": Markup(script), "script_digest": Markup(seal)}  # our own file
    yield INDEX, filled("profile-index.html.j2", styles=_STYLES, **shared, **inline)
    for sheet in sheets:
        yield sheet.file, filled("profile-class.html.j2", styles=_STYLES, **shared, sheet=sheet)


def _cited(bundle: Bundle) -> list[tuple[Publication, int]]:
    """Return each source with the number of requirements that rest on it."""
    refs = [r.source.ref for r in bundle.profile.requirements]
    return [(publication, refs.count(ref)) for ref, publication in bundle.profile.sources.items() if ref in refs]


def _sheets(bundle: Bundle) -> Iterator[Sheet]:
    taken = {INDEX}
    for role in bundle.profile.roles:
        own = bundle.profile.of_role(role.id)
        for about in bundle.profile.classes:
            entries = tuple(_entry(bundle, r) for r in own if r.class_ == about.id)
            if entries:
                file = _file(role.id, about.id, taken)
                yield Sheet(file=file, role=role, about=about, entries=entries)


def _file(role: str, class_: str, taken: set[str]) -> str:
    """Return a file name that is not taken, and take it; of a class that is named by a URI the last part counts."""
    stem = f"{_slug(role)}-{_slug(class_.rstrip('/').rpartition('/')[2])}"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.html" for number in itertools.count(1))
    name = next(each for each in names if each not in taken)
    taken.add(name)
    return name


def _slug(text: str) -> str:
    """Return what may stand in the name of a file and of a place on a page."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _entry(bundle: Bundle, r: Requirement) -> Entry:
    tested = not isinstance(r.rule, NotTested)
    summaries = {name: workflow.summary for name, workflow in bundle.workflows.items()}
    return Entry(
        requirement=r,
        anchor=_slug(r.id),
        source=bundle.profile.sources[r.source.ref],
        shown_by=tuple(probe_words(probe, summaries) for probe in r.probes) if tested else (),
        reason=r.rule.reason if isinstance(r.rule, NotTested) else "",
        examples=tuple(_examples(bundle, r)) if tested else (),
    )


def _examples(bundle: Bundle, r: Requirement) -> Iterator[Told]:
    for kind, title in (("conforms", "What meets it"), ("violates", "What does not")):
        for path in examples(bundle.folder, r.id, kind)[:1]:
            exchanges = [x for x in read_example(path).exchanges if isinstance(x, Exchange)]
            shown = tuple(lay_out(x) for x in exchanges[-MOST_SHOWN:])
            yield Told(title=title, before=len(exchanges) - len(shown), shown=shown)
