"""Opens pages in the system's Chromium as a reader would: without scripts, by keyboard, narrow, and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from node_tools import MODULES
from playwright.sync_api import Browser, Page, sync_playwright

AXE = MODULES / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""WCAG 2.2, levels A and AA, as axe-core tags its rules."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's browser, or skip the test with the reason."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium")
    if not AXE.is_file():
        pytest.skip("needs axe-core: npm ci --prefix tests/tools")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, a line each: the rule and the first place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found: Any = page.evaluate("asked => axe.run(document, asked)", asked)
    assert found["passes"], "axe-core looked at nothing"
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found["violations"]]


def reached(page: Page, most: int = 2_000) -> list[str]:
    """Return what the Tab key leads to, one after the other, until it leaves the page; none without a visible mark."""
    seen: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const s = getComputedStyle(e); const all = [...document.querySelectorAll('a, summary, pre, [tabindex]')];
            return [all.indexOf(e), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0]; }"""
        )
        if told is None or (seen and str(told[0]) == seen[0]):
            break
        assert told[1], f"focus on element {told[0]} cannot be seen"
        seen.append(str(told[0]))
    return seen
