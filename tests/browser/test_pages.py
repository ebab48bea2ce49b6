"""Pages hold WCAG 2.2 AA in a real browser, and can be read without scripts, by keyboard, on a phone and on paper."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pypdf
import pytest
from chromium import chromium, reached, violations
from compared import comparison
from playwright.sync_api import Browser, Page
from render.comparison.test_html import hostile as hostile_comparison
from render.test_details import large
from render.test_html import hostile as hostile_report
from sample_report import report

from harness.loading import find, load_bundle
from harness.render import html, site
from harness.render.comparison import html as comparing
from harness.render.report import Accepted, Paged, Report


def welsh() -> Report:
    """Return a report whose explanations are in Welsh as far as there are any, with a waiver."""
    told = msgspec.structs.replace(report(), language="cy")
    waiver = Accepted(requirement="N-002", owner="A force", reason="Until spring", expires="2027-05-01")
    part = msgspec.structs.replace(told.parts[0], translated={"N-001": "Pam mae N-001 yn bwysig."})
    return msgspec.structs.replace(told, parts=(part,), accepted=(waiver,))


def profile_page(name: str) -> bytes:
    """Return a page of the site of a profile."""
    return dict(site.render(load_bundle(find("incident-transfer@1.0"))))[name]


DETAILS = Paged(page="split.html", folder="split-details")


def split() -> Report:
    """Return a report that is spread over further pages."""
    return msgspec.structs.replace(large(), paged=DETAILS)


PAGES: dict[str, Callable[[], bytes]] = {
    "report": lambda: html.render(report()),
    "hostile": lambda: html.render(hostile_report()),
    "welsh": lambda: html.render(welsh()),
    "split": lambda: html.render(split()),
    "details": lambda: next(html.render_further(split()))[1],
    "comparison": lambda: comparing.render(comparison()),
    "profile": lambda: profile_page(site.INDEX),
    "class of a profile": lambda: profile_page("receiver-resource.html"),
    "hostile comparison": lambda: comparing.render(hostile_comparison()),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {name: folder / f"{name.replace(' ', '-')}.html" for name in PAGES}
    for name, path in found.items():
        path.write_bytes(PAGES[name]())
    return found


def opened(browser: Browser, path: Path, **options: object) -> Page:
    page = browser.new_page(**options)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_no_rule_of_wcag_is_broken(name: str, browser: Browser, places: dict[str, Path]) -> None:
    page = opened(browser, places[name])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []
    page.close()


def test_a_page_that_breaks_a_rule_is_found(browser: Browser, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<html><body><img src='x'><p style='color:#bbb'>pale</p></body></html>", encoding="utf-8")
    page = opened(browser, broken)
    assert {line.partition(":")[0] for line in violations(page)} >= {"image-alt", "color-contrast", "html-has-lang"}
    page.close()


@pytest.mark.parametrize("name", ["report", "comparison"])
def test_without_scripts_all_can_be_read_and_nothing_is_fetched(
    name: str, browser: Browser, places: dict[str, Path]
) -> None:
    asked: list[str] = []
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(places[name].as_uri())
    plain = page.locator("body").inner_text()
    assert asked == [places[name].as_uri()]
    context.close()
    page = opened(browser, places[name])
    assert page.locator("body").inner_text() == plain
    assert page.locator("h1").is_visible()
    page.close()


def test_the_search_of_a_profile_leaves_what_holds_all_words(browser: Browser, places: dict[str, Path]) -> None:
    page = opened(browser, places["profile"])
    rows = page.locator("#all tbody tr")
    whole = rows.count()
    page.fill("#search", "it-012")
    assert page.locator("#found").inner_text() == f"1 of {whole} requirements"
    assert page.locator("#all tbody tr:visible").count() == 1
    page.fill("#search", "")
    assert page.locator("#all tbody tr:visible").count() == whole
    page.close()


@pytest.mark.parametrize("name", ["report", "details", "comparison"])
def test_the_keyboard_reaches_all_that_acts_and_is_never_caught(
    name: str, browser: Browser, places: dict[str, Path]
) -> None:
    page = opened(browser, places[name])
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a, summary, pre, [tabindex]')]
        .filter(e => e.tabIndex >= 0 && e.checkVisibility({contentVisibilityAuto: true})).length"""
    )
    seen = reached(page)
    assert len(seen) == len(set(seen)) == wanted
    assert seen[0] == "0"
    page.close()


def test_enter_opens_a_requirement_and_the_skip_link_leads_to_the_result(
    browser: Browser, places: dict[str, Path]
) -> None:
    page = opened(browser, places["report"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("details.requirement summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.requirement").first.get_attribute("open") is not None
    page.close()


@pytest.mark.parametrize("name", ["report", "hostile", "details", "hostile comparison"])
def test_a_narrow_screen_needs_no_scrolling_to_the_side(name: str, browser: Browser, places: dict[str, Path]) -> None:
    page = opened(browser, places[name], viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.parametrize("name", ["report", "hostile comparison"])
def test_paper_holds_all_in_its_width_and_what_matters(name: str, browser: Browser, places: dict[str, Path]) -> None:
    page = opened(browser, places[name])
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = " ".join(" ".join(p.extract_text() for p in printed.pages).split())
    assert page.locator("h1").inner_text().split()[0] in text
    assert "Skip to the result" not in text
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.close()


def test_a_profile_on_paper_says_that_it_is_one_and_shows_its_examples(
    browser: Browser, places: dict[str, Path]
) -> None:
    page = opened(browser, places["class of a profile"])
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = unicodedata.normalize("NFKC", " ".join(" ".join(p.extract_text() for p in printed.pages).split()))
    assert "Hallmark profile" in text
    assert "test report" not in text
    assert text.count("The product answered") == page.locator(".exchange").count() > 1
    page.close()
    page = opened(browser, places["profile"])
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    page.close()
