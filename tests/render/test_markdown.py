"""The summary keeps within the size that a job's page takes, and text from others stays text in it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from node_tools import node
from sample_hostile import LONG, TEXTS, conforming, hostile, not_green
from sample_report import exchange, report, requirement, violated

from harness.render import markdown
from harness.render.markdown import MOST, code, fenced, plain, render

GOLDEN = Path(__file__).parent / "golden" / "summary.md"
OURS = {
    *("h2", "h3", "p", "ul", "li", "strong", "code", "pre", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Seen(HTMLParser):
    """Notes the elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def shown(markdown: bytes) -> Seen:
    """Return what a reader of GitHub-flavoured Markdown makes of it."""
    done = node("marked/bin/marked.js", "--gfm", given=markdown)
    assert done.returncode == 0, done.stderr
    return Seen(done.stdout.decode())


def test_the_summary_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


@pytest.mark.node
def test_a_reader_sees_tables_and_the_verdict() -> None:
    page = shown(render(report()))
    assert set(page.tags) == OURS
    assert "Notekeeper 4.2: does not conform" in page.words
    assert "N-002, N-003" in page.words
    assert page.tags.count("table") == 3


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_says_so(name: str) -> None:
    text = render(not_green()[name]).decode()
    heading = text.splitlines()[0]
    assert ": inconclusive" in heading or "a fault of its own" in text
    assert "Could not be told" in text


def test_a_success_says_so() -> None:
    text = render(conforming()).decode()
    assert text.startswith("## Notekeeper 4.2: conforms\n")
    assert "Could not be told" not in text


@pytest.mark.node
@pytest.mark.parametrize("text", [*TEXTS.values(), LONG], ids=[*TEXTS, "long"])
def test_hostile_text_stays_text(text: str) -> None:
    page = shown(render(hostile(text)))
    assert set(page.tags) <= OURS, "no link, no picture, no script, no list of its own"
    assert page.attributes <= {"align"}
    assert (page.tags.count("h2"), page.tags.count("h3"), page.tags.count("table")) == (1, 1, 4)
    assert page.tags.count("tr") == 4 + 1 + 1 + 1 + 4, "a heading a table, and a row for what is in it"
    assert page.tags.count("li") == 3


def test_it_never_grows_beyond_what_a_page_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 60_000
    monkeypatch.setattr(markdown, "MOST", most)
    told = report()
    names = tuple(f"N-{n:05}" for n in range(1_000))
    found = tuple(violated(name, "server-error", {"status": 500}, f"cause-{name}") for name in names)
    profile = msgspec.structs.replace(told.parts[0].profile, requirements=tuple(map(requirement, names)))
    verdict = msgspec.structs.replace(told.parts[0].verdict, findings=found)
    part = msgspec.structs.replace(told.parts[0], profile=profile, verdict=verdict)
    text = render(msgspec.structs.replace(told, parts=(part,)))
    assert most < len(text) < most + (1 << 20) - MOST, "a page takes no more than a mebibyte"
    assert text.endswith(b"further lines found no room here; the report has them.\n")
    assert text.count(b"<details>") == text.count(b"</details>") == 2


def test_what_the_request_names_is_made_anew_first() -> None:
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    found = violated("N-002", "server-error", {"status": 500})
    text = render(report((found,), (exchange(0), read))).decode()
    block = text.split("```")[1].strip().splitlines()
    assert [line.partition("curl")[0] for line in block[1:]] == ["ID=$(", ""]
    assert block[0].startswith("# What the run made may have been removed since")
    assert block[2].endswith('/notes/v1/notes/"$ID"')
    assert "To see it yourself" not in render(report((found,), ())).decode()


@given(st.lists(st.text() | st.text("`~\n a"), max_size=3))
def test_a_code_block_ends_where_it_should(lines: list[str]) -> None:
    first, *inside, last = fenced(lines).split("\n")
    assert first == last == "`" * len(first)
    assert len(first) >= 3
    assert not any(first in line for line in inside)


@given(st.text())
def test_a_code_span_ends_where_it_should(text: str) -> None:
    fence = code(text)[: len(code(text)) - len(code(text).lstrip("`"))]
    inside = code(text)[len(fence) : -len(fence)]
    assert code(text).endswith(fence)
    assert fence not in inside


@given(st.text())
def test_plain_text_holds_no_end_of_cell_or_line(text: str) -> None:
    escaped = plain(text)
    assert "\n" not in escaped
    assert "|" not in escaped.replace("\\|", "")
    assert "<" not in escaped.replace("@<!-- -->", "")
