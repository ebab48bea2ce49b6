"""Renders a summary in GitHub-flavoured Markdown for a job's page; text from others is escaped, and stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from harness.render.cases import Case, State, Suite, decides, suites
from harness.render.declared import declared
from harness.render.inert import one_line
from harness.render.prose import stopped
from harness.render.repeating import Repeating, beside_of, commented
from harness.render.report import Part, Report
from harness.render.when import told

MOST: Final = 1_000_000
"""Octets; GitHub refuses a job summary beyond 1 MiB. What finds no room is counted."""
LONGEST: Final = 500
"""Characters of one cell."""
LONGEST_COMMAND: Final = 24_000
MOST_REPEATED: Final = 20
"""Root causes whose commands are shown."""
VERDICTS: Final = {"conforms": "conforms", "violates": "does not conform", "inconclusive": "inconclusive"}
# What acts within a line in CommonMark 0.31 and GitHub's extensions: code, emphasis, links, HTML, cells, mathematics,
# mentions, short names of emoji, addresses.
_ACTING: Final = re.compile(r"[\\`*_\[\]~|$<>&@#]|:(?=\S)|(?<=www)\.", re.IGNORECASE)
# What would begin a list, a heading or a quotation at the start of an item.
_LEADING: Final = re.compile(r"^(\d*)([-+=.)])(?= |$)")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "@<!-- -->"}


def render(report: Report) -> bytes:
    """Return the summary in UTF-8, never more than `MOST` octets and the line that says what was left out."""
    return _fitted(_lines(report)).encode()


def plain(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no link, no mention, no end of a table's cell."""
    escaped = _ACTING.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), one_line(text, LONGEST).strip())
    return _LEADING.sub(r"\1\\\2", escaped)


def _fitted(lines: Iterator[str]) -> str:
    kept: list[str] = []
    room, left = MOST, 0
    for line in lines:
        size = len(line.encode()) + 1
        if left or size > room:
            left += 1
        else:
            kept.append(line)
            room -= size
    if left:
        kept += ["", "</details>"] if sum(map(_opens, kept)) else []
        kept += ["", f"{left} further lines found no room here; the report has them."]
    return "".join(line + "\n" for line in kept)


def _opens(line: str) -> int:
    return line.startswith("<details>") - (line == "</details>")


def _lines(report: Report) -> Iterator[str]:
    product = report.context.product
    yield f"## {plain(product.name)} {plain(product.version)}: {VERDICTS[report.decision.value]}"
    yield ""
    if report.exit_code == 4:
        yield "**Hallmark met a fault of its own; it counts against nobody.**\n"
    ended = stopped(report.footer.stopped) if report.footer else "The run was cut off before its end."
    yield f"Run {plain(report.context.run)}, seed {report.context.seed}. {plain(ended)}"
    repeating = Repeating(report.exchanges, report.context)
    for suite in suites(report):
        yield from _suite(suite, report, repeating)
    yield ""
    yield f"Judge it again: {code(f'hallmark judge {report.evidence}')}"


def code(text: str) -> str:
    """Return a code span of this text (CommonMark 6.1): its fence is longer than any run of backticks inside."""
    shown = one_line(text, LONGEST).replace("|", "¦")
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def _suite(suite: Suite, report: Report, repeating: Repeating) -> Iterator[str]:
    part = suite.part
    yield ""
    yield f"### {code(suite.name)}"
    yield ""
    if part is not None:
        yield f"**{part.verdict.verdict.value}**: {plain(part.sentence(part.verdict.because))}"
        yield ""
        yield f"* {plain(part.scope_line())}"
        yield f"* conforming by basis: {plain(part.basis_line())}"
        yield from (f"* {plain(notice)}" for notice in part.profile.notice)
        yield from (f"* {plain(line.text)}" for line in declared(part, report))
        yield from _causes(part)
        yield from _commands(part, report, repeating)
    yield from _table("Could not be told", [c for c in suite.cases if c.state is State.ERROR])
    advice = [c for c in suite.cases if c.state is State.ADVISED and not c.violated]
    yield from _table("Recommended, and could not be told", advice)
    yield ""
    yield f"<details><summary>All {len(suite.cases)} requirements</summary>"
    yield from _table("", list(suite.cases))
    yield ""
    yield "</details>"


def _causes(part: Part) -> Iterator[str]:
    if not part.verdict.causes:
        return
    yield from ("", "| | what is wrong | requirements | operations | when and how often |", "|---|---|---|---|---|")
    for number, cause in enumerate(part.numbered(), 1):
        mark = "" if decides(part, cause) else " (recommended)"
        ids, operations = ", ".join(cause.requirements), ", ".join(filter(None, cause.operations)) or "-"
        cells = (part.cause_sentence(cause), ids, operations, told(cause))
        yield f"| {number}{mark} | {' | '.join(map(plain, cells))} |"


def _commands(part: Part, report: Report, repeating: Repeating) -> Iterator[str]:
    blocks = []
    for number, cause in enumerate(part.numbered()[:MOST_REPEATED], 1):
        exchange = report.exchanges.get(cause.example)
        lines = repeating.lines(exchange, beside_of(cause, part.verdict)) if exchange is not None else ()
        if lines:
            blocks += [f"Number {number}, shown by {code(str(cause.example))}:", "", fenced(commented(lines)), ""]
    if blocks:
        yield from ("", "<details><summary>To see it yourself</summary>", "", *blocks, "</details>")


def fenced(lines: Iterable[str]) -> str:
    """Return a code block of these lines (CommonMark 4.5), as one piece: its fence is longer than any run inside."""
    text = "\n".join(one_line(line, LONGEST_COMMAND) for line in lines)
    fence = "`" * (max([2, *map(len, re.findall("`+", text))]) + 1)
    return f"{fence}\n{text}\n{fence}"


def _table(title: str, cases: list[Case]) -> Iterator[str]:
    if not cases:
        return
    if title:
        yield from ("", f"**{title}**")
    yield from ("", "| requirement | level | class | outcome | why |", "|---|---|---|---|---|")
    for case in cases:
        level = case.requirement.level.value if case.requirement is not None else ""
        why = " ".join(filter(None, (case.text or case.title, *case.details[len(case.lines) :])))
        cells = (case.id, level, case.group, case.outcome.replace("_", " "), why)
        yield f"| {' | '.join(map(plain, cells))} |"
