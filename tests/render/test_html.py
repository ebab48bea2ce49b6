"""The HTML report is one inert file, whatever the product put into it, and the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import msgspec
import pytest
from htmlpage import KNOWN, Page
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_report import exchange, exchange_id, findings, report, violated, with_reply

from harness.content import root
from harness.evidence import Deviation, Product, Response
from harness.render.html import render
from harness.render.report import Report
from harness.verdict import Decision

HOSTILE = (
    "</pre></title></style><script>alert(1)</script><img src=x onerror=alert(1)> \"'> \u202e\x00\x1b &amp; {{ 7*7 }}"
)


def hostile() -> Report:
    """Return a report in which every text that a product or a supplier gives is hostile."""
    reply = Response(status=201, head=f"HTTP/1.1 201 {HOSTILE}\r\nX: {HOSTILE}".encode(), body=HOSTILE.encode())
    found = (violated("N-001", "media-type", {"got": HOSTILE, "status": HOSTILE}, HOSTILE),)
    told = report(
        found,
        (
            exchange(0),
            exchange(1, target=f"/{HOSTILE}", fields=(f"X-A: {HOSTILE}",), body=HOSTILE.encode(), reply=reply),
        ),
        Product(name=HOSTILE, version=HOSTILE, supplier=HOSTILE),
        run=HOSTILE,
        witness=HOSTILE,
        deviations=(Deviation(requirement="N-001", owner=HOSTILE, reason=HOSTILE, expires=HOSTILE),),
    )
    footer = told.footer
    assert footer is not None
    return msgspec.structs.replace(told, footer=msgspec.structs.replace(footer, stopped=HOSTILE, left=(HOSTILE,)))


@pytest.mark.parametrize("told", [report(), hostile()], ids=["plain", "hostile"])
def test_nothing_acts_and_nothing_is_fetched(told: Report) -> None:
    data = render(told)
    page = Page(data)
    assert {tag for tag, _ in page.tags} <= KNOWN
    for tag, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset", "action")
        ]
        if "href" in attributes:
            assert tag == "a"
            assert re.fullmatch(r"#[\w-]+", attributes["href"])
    assert b"{{" not in data.replace(b"{{ 7*7 }}", b"")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", data.decode())
    assert "@import" not in data.decode()
    assert "url(" not in data.decode()


def test_hostile_text_is_shown_as_text() -> None:
    text = Page(render(hostile())).text
    assert "<script>alert(1)</script>" in text
    assert "⟨U+202E⟩⟨U+0000⟩⟨U+001B⟩ &amp; {{ 7*7 }}" in text


def test_the_policy_allows_our_own_style_and_nothing_else() -> None:
    css = (root("reports") / "templates" / "report.css").read_bytes()
    (policy,) = [m["content"] for m in Page(render(report())).of("meta") if "http-equiv" in m]
    digest = base64.b64encode(hashlib.sha256(css).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f"<style>{css.decode()}</style>".encode() in render(report())


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(report()) == render(report())
    assert render(report()).startswith(b'<!doctype html>\n<html lang="en-GB">')


def test_links_lead_somewhere_and_names_are_unique() -> None:
    two = report()
    two = msgspec.structs.replace(two, parts=two.parts * 2)
    for told in (report(), two):
        page = Page(render(told))
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))
        wanted = {a["href"][1:] for a in page.of("a")} | {
            a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a
        }
        assert wanted <= set(ids)


def test_headings_skip_no_level_and_tables_have_heads() -> None:
    page = Page(render(report()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(a.get("scope") in ("col", "row") for a in page.of("th"))
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in page.of("pre"))
    assert page.tags[0] == ("html", {"lang": "en-GB"})
    assert page.of("main") == [{"id": "main", "class": "wide", "tabindex": "-1"}]


def test_verdict_and_scope_come_first() -> None:
    text = Page(render(report())).text
    order = [
        *("Notekeeper 4.2", "Does not conform", "0 of 2 classes shown to conform; 1 claimed; not claimed: links"),
        *(
            "published 0 of 1, derived 1 of 7",
            "Keeping notes (notes@1.0)",
            "Keeper (keeper)",
            "15 January 2027, 08:00 UTC",
        ),
        *("Nobody independent watched", "seed 7", "This profile stands for nothing", "does not show that the evidence"),
        *(
            "By conformance class",
            "By basis",
            "What is wrong",
            "201 where 409 or 422",
            "The statement of N-002.",
            "Why N-002",
        ),
        *("The statement of N-003.", "The exchange that shows it", "curl -i -X POST", "What could not be told"),
        *(
            "Every requirement",
            "Why N-001 matters",
            "What was not tested",
            "Of the role writer , 1",
            "The form is not public",
        ),
        *("Known deviations", "had passed when the test began", "Left over in the product", "note-7", "Judge it again"),
    ]
    found = [text.find(words) for words in order]
    assert -1 not in found, order[found.index(-1)]
    place = -1
    for words in order:
        place = text.find(words, place + 1)
        assert place >= 0, f"{words!r} comes too early"


def test_what_decides_is_highlighted() -> None:
    data = render(report())
    assert b'<mark><span class="unseen">What decides: </span>HTTP/1.1 201 Created</mark>' in data


@pytest.mark.parametrize(
    "decision, code, words",
    [
        (Decision.CONFORMS, 0, "is met"),
        (Decision.INCONCLUSIVE, 2, "neither a pass nor a fail"),
        (Decision.INCONCLUSIVE, 3, "could not begin"),
    ],
)
def test_each_decision_has_its_headline(decision: Decision, code: int, words: str) -> None:
    told = msgspec.structs.replace(report(findings()[:1]), decision=decision, exit_code=code)
    assert words in Page(render(told)).text


def test_a_huge_report_stays_below_a_few_megabytes() -> None:
    body = b"[" + b",".join([b'"' + b"<" * 290 + b'"'] * 3000) + b"]"
    kept = tuple(msgspec.structs.replace(with_reply(body), id=exchange_id(n)) for n in range(1, 200))
    found = tuple(
        violated(f"N-00{1 + n % 5}", "media-type", {"got": "<" * 100_000}, f"cause-{n}", n) for n in range(1, 200)
    )
    told = report(found, kept, Product(name="<" * 1_000_000, version="1", supplier="x"))
    assert len(render(told)) < 6_000_000


def test_what_cannot_be_a_time_is_said() -> None:
    assert "an unknown time" in Page(render(report(started=2**62))).text


@settings(max_examples=20)
@given(st.text(alphabet=st.characters(), max_size=30), st.binary(max_size=60))
def test_no_text_and_no_bytes_break_the_page(text: str, body: bytes) -> None:
    one = exchange(1, body=body, reply=Response(status=200, head=b"HTTP/1.1 200 OK\r\nX: " + body, body=body))
    Page(render(report(exchanges=(one,), product=Product(name=text, version=text, supplier=text))))


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_the_contrast_of_level_aa() -> None:
    css = (root("reports") / "templates" / "report.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    value = {**{f"var(--{n})": c for n, c in named.items()}, "#fff": "#ffffff", "#000": "#000000"}
    pairs = [("#ffffff", named[n]) for n in ("grey", "blue", "ink", "red", "green")]
    pairs += [(named["pale"], named[n]) for n in ("grey", "ink")] + [(named["focus"], named["ink"])]
    for background, colour in re.findall(r"background: ([^;]+); color: ([^;}]+);", css):
        if background != "none":
            pairs.append((value.get(background, background), value.get(colour, colour)))
    assert len(pairs) > 12
    for background, colour in pairs:
        light, dark = sorted((luminance(background), luminance(colour)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (background, colour)


def test_each_cause_says_when_it_showed_and_how_often() -> None:
    page = render(report()).decode()
    assert "Seen 2027-01-15 08:00:00 to 08:00:06 UTC; shown 3 of 4 times that this request was sent." in page
