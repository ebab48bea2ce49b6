"""Lays one finding out in lines: reason, requirement, what was asked for and what came, a `curl` line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.evidence import Exchange
from harness.profile import Requirement
from harness.render.curl import variables
from harness.render.deciding import deciding
from harness.render.difference import difference
from harness.render.exchange import lay_out
from harness.render.inert import one_line
from harness.render.repeating import Repeating, commented
from harness.render.report import Part, Report
from harness.render.restaging import noted, restaged
from harness.render.when import told as when_told
from harness.verdict import Finding, Outcome, Violation

MOST_SHOWN: Final = 3
"""Violations that are shown in full; the others are named in one line each, up to MOST_NAMED."""
MOST_NAMED: Final = 20
MOST_MARKED: Final = 8
"""Marked lines of a reply that are shown."""
LONGEST: Final = 24_000
"""Characters of one line."""


def gist(part: Part, requirement: Requirement, finding: Finding) -> str:
    """Return one line: which requirement, how it came out, and why."""
    said = {Outcome.FAULT: "is a fault of ours", Outcome.INCONCLUSIVE: "could not be told", Outcome.VIOLATES: "not met"}
    how = said.get(finding.outcome, finding.outcome.value.replace("_", " "))
    return one_line(f"{requirement.id} {how}: {part.reason(requirement, finding)}", LONGEST)


def told(part: Part, requirement: Requirement, finding: Finding, report: Report) -> str:
    """Return the whole story in lines; everything that came from the product is made harmless for a terminal."""
    lines = [gist(part, requirement, finding), *_promise(part, requirement)]
    repeating = Repeating(report.exchanges, report.context)
    for violation in finding.violations[:MOST_SHOWN]:
        lines += ["", *_shown(violation, requirement, part, report, repeating)]
    rest = finding.violations[MOST_SHOWN:]
    lines += [f"also {v.operation or '-'}: {part.sentence(v.because)} [{v.minimal}]" for v in rest[:MOST_NAMED]]
    if len(rest) > MOST_NAMED:
        lines.append(f"and {len(rest) - MOST_NAMED} more; the report has them")
    lines += ["", f"what it asks and why: hallmark explain {requirement.id} --profile {part.profile.name}"]
    lines += [f"judge it again: hallmark judge {report.evidence}"]
    return "\n".join(one_line(line, LONGEST) for line in lines)


def _promise(part: Part, r: Requirement) -> Iterator[str]:
    source = part.profile.sources[r.source.ref]
    yield f"  {r.level.value}: {' '.join(r.statement.split())}"
    clause = f", {r.source.clause}" if r.source.clause else ""
    yield f"  {part.profile.name}, class {r.class_}, {r.basis.value}: {source.title}{clause} {source.url}".rstrip()


def _shown(
    violation: Violation, requirement: Requirement, part: Part, report: Report, repeating: Repeating
) -> Iterator[str]:
    exchange = report.exchanges.get(violation.minimal)
    yield f"{violation.operation or 'no operation of the profile'}: {part.sentence(violation.because)}"
    yield f"  shown by {violation.minimal}" + (f" and {violation.cites.count - 1} more" * (violation.cites.count > 1))
    yield from (f"  {when}" for when in [when_told(violation)] if when)
    if exchange is None:
        return
    written = next((x for i in violation.cites.first if i != exchange.id and (x := report.exchanges.get(i))), None)
    found = difference(violation.because, exchange, part.workflows, written)
    if found is not None:
        yield f"  - asked for: {found.asked}"
        yield f"  + came:      {found.came}"
    yield from _talk(exchange, violation, part)
    lines = repeating.lines(exchange, violation.beside)
    if lines:
        yield "  repeat it:"
        yield from (f"    # ${name}: the credential of {exchange.identity}" for name in variables(exchange))
        yield from (f"    {line}" for line in commented(lines))
    elif anew := noted(restaged(part, exchange, (requirement.id,))):
        yield from ("  repeat it:", *(f"    {line}" for line in anew))


def _talk(exchange: Exchange, violation: Violation, part: Part) -> Iterator[str]:
    """Yield the request line, the status line, and what decides of both."""
    shown = lay_out(exchange, deciding(violation.because, part.workflows))
    for sign, lines in ((">", shown.request), ("<", shown.reply)):
        marked = [line.text for line in lines[1:] if line.marked][:MOST_MARKED]
        yield from (f"  {sign} {text}" for text in [*(line.text for line in lines[:1]), *marked])
    if not shown.reply:
        yield f"  < {shown.outcome}"
