"""Renders JUnit XML: one suite for each profile and role, one case for each requirement.

The form is the one that Jenkins' xUnit plugin checks (junit-10.xsd); GitLab and GitHub's actions read the same.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime
from typing import Final

from harness.render.cases import RED, Case, State, Suite, suites
from harness.render.inert import one_line
from harness.render.repeating import Repeating, commented
from harness.render.report import Part, Report

ELEMENTS: Final = {
    State.FAILED: "failure",
    State.ERROR: "error",
    State.ADVISED: "skipped",
    State.SKIPPED: "skipped",
}
COUNTS: Final = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
LONGEST_COMMAND: Final = 24_000


def render(report: Report) -> bytes:
    """Return the document. A case is red only where the verdict rests on it: a recommendation not met is skipped.

    Not met is a failure; what could not be told or is not tested, and a fault of ours, is an error.
    """
    root = ET.Element("testsuites", name="hallmark")
    root.extend(_suite(suite, report) for suite in suites(report))
    for attribute in ("tests", "failures", "errors"):
        root.set(attribute, str(sum(int(suite.attrib[attribute]) for suite in root)))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(suite: Suite, report: Report) -> ET.Element:
    element = ET.Element("testsuite", name=suite.name)
    properties = ET.SubElement(element, "properties")
    for name, value in _facts(suite.part, report).items():
        ET.SubElement(properties, "property", name=name, value=one_line(value))
    repeating = Repeating(report.exchanges, report.context)
    cases = [_case(suite, case, report, repeating) for case in suite.cases]
    seen = Counter(child.tag for case in cases for child in case)
    element.set("tests", str(len(cases)))
    for attribute, tag in COUNTS:
        element.set(attribute, str(seen[tag]))
    began = datetime.fromtimestamp(report.context.started // 1_000_000, UTC)
    element.set("timestamp", began.strftime("%Y-%m-%dT%H:%M:%S"))
    if report.footer is not None:
        element.set("time", f"{max(0, report.footer.ended - report.context.started) / 1_000_000:.3f}")
    element.extend(cases)
    return element


def _facts(part: Part | None, report: Report) -> dict[str, str]:
    judged = {"verdict": report.decision.value}
    if part is not None:
        judged = {"verdict": part.verdict.verdict.value, "scope": part.scope_line(), "basis": part.basis_line()}
    return judged | {
        "product": f"{report.context.product.name} {report.context.product.version}",
        "run": report.context.run,
        "seed": str(report.context.seed),
        "evidence": report.evidence,
    }


def _case(suite: Suite, case: Case, report: Report, repeating: Repeating) -> ET.Element:
    profile = suite.name.partition("/")[0]
    element = ET.Element("testcase", classname=f"{profile}.{case.group}", name=case.name)
    if case.state is State.PASSED:
        return element
    said = ET.SubElement(element, ELEMENTS[case.state], message=case.told)
    if case.state in RED:
        said.set("type", case.code)
    said.text = "\n".join(_body(case, report, repeating)) or None
    return element


def _body(case: Case, report: Report, repeating: Repeating) -> list[str]:
    violations = case.finding.violations if case.finding is not None else ()
    shown = report.exchanges.get(violations[0].minimal) if violations else None
    lines = commented(repeating.lines(shown, violations[0].beside)) if shown is not None else ()
    if len(lines) > 1:
        return [*case.details, "repeat it:", *(one_line(line, LONGEST_COMMAND) for line in lines)]
    return [*case.details, *(f"repeat it: {one_line(line, LONGEST_COMMAND)}" for line in lines)]
