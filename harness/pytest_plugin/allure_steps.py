"""Writes down for Allure what was done for a requirement: probes, exchanges with what was said, and the judgement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import allure

from harness.evidence import Exchange, ExchangeId
from harness.profile import Requirement
from harness.pytest_plugin.held import Held
from harness.render.deciding import NOTHING, deciding
from harness.render.exchange import lay_out
from harness.render.probing import probe_words
from harness.render.repeating import Repeating, commented
from harness.render.report import Part, Report
from harness.verdict import Finding

MOST: Final = 4
"""Exchanges that are shown of one finding."""
MASK: Final = "********"


def write(part: Part, requirement: Requirement, finding: Finding, held: Held) -> None:
    """Add parameters, steps and attachments to the test that is running."""
    _parameters(part, held.report)
    for probe in requirement.probes:
        with allure.step(f"Probe: {probe_words(probe)}"):
            pass
    for exchange in _shown(finding, held.report):
        _exchange(exchange, part, finding)
    repeating = Repeating(held.report.exchanges, held.report.context)
    for violation in finding.violations[:MOST]:
        shown = held.report.exchanges.get(violation.minimal)
        lines = repeating.lines(shown, violation.beside) if shown is not None else ()
        if lines:
            _attach(f"repeat {violation.minimal}", "\n".join((*commented(lines), "")))


def _parameters(part: Part, report: Report) -> None:
    """All but the role differ from run to run, and must not make another test of the same requirement."""
    context = report.context
    allure.dynamic.parameter("role", part.verdict.role)
    for name, value in (
        ("product", f"{context.product.name} {context.product.version}"),
        ("target", part.subject.target),
        ("run", context.run),
        ("seed", str(context.seed)),
    ):
        allure.dynamic.parameter(name, value, excluded=True)
    # The credential itself is nowhere in the evidence; that there was one is said.
    allure.dynamic.parameter("credential", MASK, excluded=True, mode=allure.parameter_mode.MASKED)


def _shown(finding: Finding, report: Report) -> Iterator[Exchange]:
    names: dict[ExchangeId, None] = dict.fromkeys(v.minimal for v in finding.violations)
    names |= dict.fromkeys(i for v in finding.violations for i in v.cites.first)
    names |= dict.fromkeys(finding.cites.first)
    chosen = [name for name in names if name in report.exchanges][:MOST]
    yield from (report.exchanges[name] for name in sorted(chosen))


def _exchange(exchange: Exchange, part: Part, finding: Finding) -> None:
    because = next((v.because for v in finding.violations if v.minimal == exchange.id), None)
    shown = lay_out(exchange, deciding(because, part.workflows) if because is not None else NOTHING)
    with allure.step(f"Exchange {exchange.id}: {exchange.request.method}, {shown.outcome}"):
        for name, lines in (("request", shown.request), ("reply", shown.reply)):
            text = "\n".join(f"{'>> ' if line.marked else '   '}{line.text}" for line in lines)
            _attach(name, text or shown.outcome)


def _attach(name: str, text: str) -> None:
    allure.attach(text, name=name, attachment_type=allure.attachment_type.TEXT)
