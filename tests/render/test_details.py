"""What one page has no room for stands on further pages: bounded, linked, and every one of them a whole page."""

from __future__ import annotations

import re
from posixpath import normpath
from urllib.parse import unquote

import msgspec
import pytest
from htmlpage import KNOWN, Page
from sample_hostile import TEXTS
from sample_report import exchange, exchange_id, finding, report

from harness.render.details import PER_PAGE, Place, _names
from harness.render.html import render, render_further
from harness.render.page import MOST_CAUSES, MOST_OPERATIONS
from harness.render.report import Paged, Report
from harness.verdict import Because, Cites, Finding, Outcome, Violation

PAGED = Paged(page="my report #1.html", folder="my report #1-details")


def broken(id: str, operations: int, causes: int = 1, text: str = "application/x") -> Finding:
    """Return a finding that was broken by as many operations, for as many causes."""
    ways = tuple(
        Violation(
            cause=f"cause-{n % causes}",
            operation=f"operation-{n}",
            because=Because(code="media-type", params={"got": text, "status": 200}),
            minimal=exchange_id(n),
            cites=Cites(first=(exchange_id(n),), count=7, digest="sha256:cited"),
        )
        for n in range(operations)
    )
    return finding(id, Outcome.VIOLATES, "media-type", {}, failed=operations, violations=ways)


def large(operations: int = 45, causes: int = 1, text: str = "application/x") -> Report:
    """Return a report on one requirement that every operation breaks, with an exchange for all but the last."""
    kept = tuple(exchange(n) for n in range(operations - 1))
    return msgspec.structs.replace(report((broken("N-001", operations, causes, text),), kept), paged=PAGED)


def files(told: Report) -> dict[str, Page]:
    """Return every page as a browser finds it: the first, and those in the folder."""
    found = {PAGED.page: render(told)}
    found |= {f"{PAGED.folder}/{name}": content for name, content in render_further(told)}
    return {name: Page(content) for name, content in found.items()}


def test_a_small_report_is_one_file() -> None:
    told = msgspec.structs.replace(report(), paged=PAGED)
    assert list(render_further(told)) == []
    assert render(told) == render(report())
    assert list(render_further(large(MOST_OPERATIONS))) == []


def test_where_there_must_be_one_file_there_is_one() -> None:
    told = msgspec.structs.replace(large(causes=45), paged=None)
    assert list(render_further(told)) == []
    assert "details" not in [a["href"] for a in Page(render(told)).of("a")]


def test_every_operation_stands_on_one_of_the_pages() -> None:
    pages = files(large(45))
    assert list(pages) == [PAGED.page, *(f"{PAGED.folder}/N-001{n}.html" for n in ("", ".2", ".3"))]
    first, *rest = pages.values()
    assert "operation-29 and 15 more" in first.text
    assert "operation-30" not in first.text
    for number in range(45):
        assert sum(f" {number + 1}. operation-{number} " in page.text for page in rest) == 1
    assert [len(page.of("section")) for page in rest] == [PER_PAGE, PER_PAGE, 5]
    assert "7 exchanges show it" in rest[0].text
    assert "The exchange workflow:closed#44 shows it; it stands in the evidence." in rest[2].text


@pytest.mark.parametrize("told", [large(45), large(250, 250)], ids=["operations", "causes"])
def test_every_link_leads_to_something(told: Report) -> None:
    pages = files(told)
    ids = {name: {a["id"] for _, a in page.tags if "id" in a} for name, page in pages.items()}
    reached = set()
    for name, page in pages.items():
        for link in page.of("a"):
            address, _, anchor = link["href"].partition("#")
            target = normpath(f"{name.rpartition('/')[0]}/{unquote(address)}".lstrip("/")) if address else name
            assert target in pages, link
            assert not anchor or anchor in ids[target], link
            reached.add(target)
    assert reached == set(pages)


def test_causes_beyond_those_of_the_first_page_are_on_pages_of_their_own() -> None:
    told = large(250, 250)
    pages = files(told)
    causes = [page for name, page in pages.items() if "/causes." in name]
    assert len(causes) == -(-(250 - MOST_CAUSES) // PER_PAGE)
    shown = [section["aria-labelledby"] for page in causes for section in page.of("section")]
    assert shown == [f"item-{number}" for number in range(MOST_CAUSES + 1, 251)]
    assert "The first 200 are told apart" not in pages[PAGED.page].text
    assert "the first 250 are told apart" in pages[f"{PAGED.folder}/N-001.html"].text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_nothing_acts_and_nothing_is_fetched(text: str) -> None:
    told = large(text=text)
    told = msgspec.structs.replace(told, paged=Paged(page=f"{text}.html", folder=text))
    for _, content in render_further(told):
        page = Page(content)
        assert {tag for tag, _ in page.tags} <= KNOWN
        assert all(re.fullmatch(r"(\.\./)?[\w.~%-]*(#[\w-]+)?", a["href"]) for a in page.of("a"))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", content.decode())
        (policy,) = [m["content"] for m in page.of("meta") if "http-equiv" in m]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_no_page_grows_with_the_evidence() -> None:
    body = b"[" + b",".join([b'"' + b"<" * 290 + b'"'] * 3000) + b"]"
    kept = tuple(exchange(n, body=body) for n in range(200))
    told = msgspec.structs.replace(report((broken("N-001", 200, 200),), kept), paged=PAGED)
    assert len(render(told)) < 6_000_000
    assert max(len(content) for _, content in render_further(told)) < 2_500_000


def test_two_parts_have_pages_of_their_own() -> None:
    told = large(45)
    names = [name for name, _ in render_further(msgspec.structs.replace(told, parts=told.parts * 2))]
    assert len(names) == len(set(names)) == 6


def test_names_of_files_are_safe_and_differ() -> None:
    names = _names(["B48", "../B48", "__B48", "b48", "causes", "x" * 300, ""])
    assert len({name.lower() for name in names.values()}) == 7
    assert all(re.fullmatch(r"[\w-]*", name) for name in names.values())
    assert names["B48"] == "B48"
    assert Place(name="B48", items=41).pages == 3
    assert Place(name="B48", items=41).file(3) == "B48.3.html"
