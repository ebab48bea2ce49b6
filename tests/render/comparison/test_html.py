"""The page of a comparison is inert, says what stayed out, and leads from every result to its evidence."""

from __future__ import annotations

import re
from itertools import pairwise

from compared import comparison, good, half
from render.test_html import HOSTILE, KNOWN, Page

from harness.compare.column import Left
from harness.compare.matrix import Comparison
from harness.render.comparison.html import render
from harness.verdict import Because


def hostile() -> Comparison:
    left = Left(file=HOSTILE, digest=HOSTILE, answer="refuted", because=(Because(code=HOSTILE, params={"x": HOSTILE}),))
    return comparison(good(name=HOSTILE, stated=HOSTILE, supplier=HOSTILE, file=HOSTILE), half(), left)


def test_nothing_acts_and_links_lead_to_evidence_or_into_the_page() -> None:
    for made in (comparison(), hostile()):
        page = Page(render(made))
        assert {tag for tag, _ in page.tags} <= KNOWN
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))
        for tag, attributes in page.tags:
            assert not [n for n in attributes if n.startswith("on") or n in ("style", "src", "srcset", "action")]
            if "href" in attributes:
                assert tag == "a"
                assert re.fullmatch(r"#[\w-]+|product-[12]\.html(#[\w-]+)?", attributes["href"])
        assert {a["href"][1:] for a in page.of("a") if a["href"].startswith("#")} <= set(ids)


def test_no_score_stands_without_its_evidence() -> None:
    data = render(comparison()).decode()
    for score in ("100.00", "70.00"):
        assert re.search(rf'<a href="product-\d\.html">{score}<', data)
    cells = re.findall(r'<a class="tag \w+" href="([^"]+)">', data)
    assert len(cells) == 2 * 8
    assert "product-2.html#N-002" in cells
    assert "product-2.html" in cells


def test_terms_standings_and_what_stayed_out_are_said() -> None:
    text = Page(render(comparison(half(), mandatory=("notes",)))).text
    assert "Knocked out. Not met: notes." in text
    assert "no score" in text
    assert "sha256:" + "9" * 64 in text
    assert "cord.zip" in Page(render(comparison())).text
    assert "Every bundle that was given entered." in text


def test_headings_skip_no_level_and_heads_have_a_scope() -> None:
    page = Page(render(comparison()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(a.get("scope") in ("col", "row") for a in page.of("th"))


def test_an_empty_comparison_is_a_page_too_and_bytes_are_the_same() -> None:
    empty = comparison(Left(file="x", digest="d", answer="refuted", because=()))
    assert "No bundle entered." in Page(render(empty)).text
    assert render(comparison()) == render(comparison())
