"""Spreads what one HTML page has no room for over further pages of bounded size, in a folder beside it.

For each requirement that is not met every way in which it was not met stands there with its smallest exchange, so many
to a page; then come the root causes that the first page does not show. A small report needs none of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from harness.evidence import ExchangeId
from harness.profile import Requirement
from harness.render import handshake
from harness.render.deciding import deciding
from harness.render.exchange import Shown, lay_out
from harness.render.filling import filled
from harness.render.page import MOST_CAUSES, MOST_OPERATIONS, Page, remarks
from harness.render.repeating import Repeating, beside_of, hint
from harness.render.report import Part, Report
from harness.render.restaging import restaged
from harness.render.words import words
from harness.tally import MOST_VIOLATIONS
from harness.verdict import Because, Finding

PER_PAGE: Final = 20
"""Exchanges on one page: each is cut to a number of lines, so that no page is large."""
NAMED: Final = 3
"""Exchanges that are named of those that show one way."""
CAUSES: Final = "causes"
"""Name of the pages of further root causes; no requirement's page is named so."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the details of one requirement, or the further root causes, stand."""

    name: str
    """Of its first page, without `.html`."""
    items: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return -(-self.items // PER_PAGE)

    def file(self, number: int = 1) -> str:
        """Return the name of the `number`th page, counted from 1."""
        return f"{self.name}.html" if number == 1 else f"{self.name}.{number}.html"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The further pages of one profile and role."""

    folder: str = ""
    """As a page beside it links to it; empty: there is none."""
    name: str = ""
    """As it is called."""
    requirements: Mapping[str, Place] = {}
    causes: Place | None = None

    def link(self, place: Place) -> str:
        """Return the address of a place's first page, as the report beside the folder links to it."""
        return f"{self.folder}/{place.file()}"

    def of_cause(self, number: int) -> str:
        """Return the address of one of the further root causes, as the other pages of the folder link to it."""
        assert self.causes is not None
        return f"{self.causes.file((number - MOST_CAUSES - 1) // PER_PAGE + 1)}#item-{number}"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a requirement was not met, or one root cause, with the exchange that shows it."""

    number: int
    title: str
    text: str
    cause: int
    """The number of its root cause."""
    requirements: tuple[str, ...] = ()
    """Of a root cause: what it breaks."""
    operations: tuple[str, ...] = ()
    """Of a root cause: where it was seen."""
    count: int = 0
    """Exchanges that show it."""
    first: tuple[ExchangeId, ...] = ()
    example: ExchangeId
    shown: Shown | None
    leading: tuple[str, ...]
    """Commands that make anew what the command names."""
    curl: str
    remarks: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One further page."""

    place: Place
    number: int
    requirement: Requirement | None
    finding: Finding | None
    items: tuple[Item, ...]
    kept_short: bool
    """Whether there were more ways than are kept of one requirement."""


def places(page: Page, report: Report) -> Places:
    """Return where further pages stand; nowhere where the first page has it all, or where there must be one file."""
    if report.paged is None or not page.split:
        return Places()
    start = "" if page.number == 1 else f"{page.number}~"
    violated = [f for f in page.part.verdict.findings if f.violations]
    names = _names(f.requirement for f in violated)
    return Places(
        folder=address(report.paged.folder),
        name=report.paged.folder,
        requirements={
            f.requirement: Place(name=start + names[f.requirement], items=len(f.violations)) for f in violated
        },
        causes=Place(name=start + CAUSES, items=page.more_causes) if page.more_causes else None,
    )


def address(name: str) -> str:
    """Return a file's name as one segment of a link (RFC 3986 section 3.3)."""
    return quote(name, safe="", errors="surrogatepass")


def further(pages: Sequence[Page], report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of each further page, one after the other: all of them together may be large."""
    repeating = Repeating(report.exchanges, report.context)
    for page in pages:
        found = places(page, report)
        for sheet in _sheets(page, found, report, repeating):
            yield sheet.place.file(sheet.number), _rendered(sheet, page, found, report)


def _names(ids: Iterable[str]) -> dict[str, str]:
    """Return a file's name for each id: letters, digits, `_` and `-`, all different even where case does not count."""
    found: dict[str, str] = {}
    taken = {CAUSES}
    for id in ids:
        name = _UNSAFE.sub("_", id)[:60]
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        found[id] = name
    return found


def _sheets(page: Page, found: Places, report: Report, repeating: Repeating) -> Iterator[Sheet]:
    numbers = {cause.id: n for n, cause in enumerate(page.part.numbered(), 1)}
    for requirement, finding in page.part.rows():
        place = found.requirements.get(requirement.id)
        if place is not None:
            items = _ways(requirement, finding, numbers, page.part, report, repeating)
            yield from _spread(place, items, requirement, finding)
    if found.causes is not None:
        yield from _spread(found.causes, _further_causes(page, report, repeating), None, None)


def _spread(
    place: Place, items: Iterable[Item], requirement: Requirement | None, finding: Finding | None
) -> Iterator[Sheet]:
    items = iter(items)
    for number in range(1, place.pages + 1):
        yield Sheet(
            place=place,
            number=number,
            requirement=requirement,
            finding=finding,
            items=tuple(itertools.islice(items, PER_PAGE)),
            kept_short=finding is not None and len(finding.violations) >= MOST_VIOLATIONS,
        )


def _ways(
    requirement: Requirement,
    finding: Finding,
    numbers: Mapping[str, int],
    part: Part,
    report: Report,
    repeating: Repeating,
) -> Iterator[Item]:
    for number, way in enumerate(finding.violations, 1):
        yield Item(
            number=number,
            title=way.operation or "No operation of the description",
            text=part.sentence(way.because),
            cause=numbers.get(way.cause, 0),
            count=way.cites.count,
            first=way.cites.first[:NAMED],
            **_example(way.minimal, way.beside, way.because, (requirement.id,), part, report, repeating),
        )


def _further_causes(page: Page, report: Report, repeating: Repeating) -> Iterator[Item]:
    for number, cause in enumerate(page.part.numbered()[MOST_CAUSES:], MOST_CAUSES + 1):
        yield Item(
            number=number,
            title=page.part.cause_sentence(cause),
            text="",
            cause=number,
            requirements=cause.requirements,
            operations=tuple(filter(None, cause.operations)),
            **_example(
                cause.example,
                beside_of(cause, page.part.verdict),
                cause.because,
                cause.requirements,
                page.part,
                report,
                repeating,
            ),
        )


def _example(
    id: ExchangeId,
    beside: tuple[ExchangeId, ...],
    because: Because,
    requirements: tuple[str, ...],
    part: Part,
    report: Report,
    repeating: Repeating,
) -> dict[str, Any]:
    found: dict[str, Any] = {"example": id, "shown": None, "leading": (), "curl": "", "remarks": ()}
    exchange, shaken = report.exchanges.get(id), report.handshakes.get(id)
    if shaken is not None:
        return found | {"shown": handshake.lay_out(shaken), "curl": handshake.command(shaken)}
    if exchange is None:
        return found
    again = repeating.lines(exchange, beside)
    anew = restaged(part, exchange, requirements) if not again else ()
    return found | {
        "shown": lay_out(exchange, deciding(because, part.workflows)),
        "leading": again[:-1],
        "curl": "".join((again or anew)[-1:]),
        "remarks": anew[:-1] or (*filter(None, [hint(again)]), *remarks(exchange)),
    }


def _rendered(sheet: Sheet, page: Page, found: Places, report: Report) -> bytes:
    assert report.paged is not None
    return filled(
        "details.html.j2",
        sheet=sheet,
        page=page,
        places=found,
        back=f"../{address(report.paged.page)}",
        context=report.context,
        w=words(report.language),
        per_page=PER_PAGE,
        most_operations=MOST_OPERATIONS,
    )
