"""The report on paper is tagged, says what the page says, is the same each time, and takes no text for markup."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from papers import Paper
from sample_hostile import TEXTS, hostile
from sample_report import report

from harness.render.pdf import render
from harness.render.report import Accepted

TESTS = Path(__file__).resolve().parents[1]


def test_it_is_tagged_as_pdf_ua_asks() -> None:
    paper = Paper(render(report()))
    assert paper.complaints() == []
    kinds = [kind for kind, _ in paper.tags()]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= set(kinds)


def test_it_says_what_the_page_says() -> None:
    text = Paper(render(report())).text
    order = ["Notekeeper 4.2", "Does not conform", "In plain English", "It cannot yet", "What was tested"]
    order += ["Limits of this claim", "Results by class", "What is wrong", "Requirement by requirement"]
    order += ["Known deviations", "A. Sampl", "Accepted waivers", "Check it yourself"]
    places = [text.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_the_same_report_gives_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from sample_report import report;"
        "from harness.render.pdf import render; print(hashlib.sha256(render(report())).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(TESTS)]
    seen = {subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(seen) == 1


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "#panic()", '#import "@preview/x:1.0.0"', "$ x $ *a* `b` \\u{41}", "<h1>"]
)
def test_no_text_acts(text: str) -> None:
    told = hostile(text)
    told = msgspec.structs.replace(told, accepted=(Accepted(requirement=text, owner=text, reason=text, expires=text),))
    assert Paper(render(told)).complaints() == []
    if text.startswith("#import"):
        assert '#import "@preview/x:1.0.0"' in Paper(render(told)).text


def test_an_explanation_in_another_language_is_marked_and_so_is_one_that_is_not_there() -> None:
    told = msgspec.structs.replace(report(), language="cy")
    assert "Why N-002 matters. (not translated)" in Paper(render(told)).text
    part = msgspec.structs.replace(told.parts[0], translated={"N-002": "Pam mae N-002 yn bwysig."})
    paper = Paper(render(msgspec.structs.replace(told, parts=(part,))))
    assert "Pam mae N-002 yn bwysig." in paper.text
    assert "cy" in {str(node.get("/Lang", ""))[:2] for _, node in paper.tags()}
    assert paper.complaints() == []
