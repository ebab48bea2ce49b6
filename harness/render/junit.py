"""Renders JUnit XML: one suite for each profile and role, one case for each requirement."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Final

from harness.profile import Requirement
from harness.render.report import Part, Report
from harness.verdict import Finding, Outcome

WORDS: Final = {
    Outcome.VIOLATES: "not met",
    Outcome.INCONCLUSIVE: "could not be told",
    Outcome.NOT_APPLICABLE: "does not apply",
    Outcome.NOT_TESTED: "not tested",
    Outcome.FAULT: "a fault of ours",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> bytes:
    """Return the document. A case is red only where the verdict rests on it: a recommendation not met is skipped.

    Not met is a failure; what could not be told or is not tested, and a fault of ours, is an error.
    """
    root = ET.Element("testsuites", name="hallmark")
    for part in report.parts:
        root.append(_suite(part, report))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(part: Part, report: Report) -> ET.Element:
    suite = ET.Element("testsuite", name=f"{part.verdict.profile}/{part.verdict.role}")
    facts = {
        "verdict": part.verdict.verdict.value,
        "scope": part.scope_line(),
        "basis": part.basis_line(),
        "product": f"{report.context.product.name} {report.context.product.version}",
        "run": report.context.run,
        "seed": str(report.context.seed),
        "evidence": report.evidence,
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=_clean(value))
    cases = [_case(part, requirement, finding) for requirement, finding in part.rows()]
    seen = Counter(child.tag for case in cases for child in case)
    suite.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(seen[tag]))
    suite.extend(cases)
    return suite


def _case(part: Part, requirement: Requirement, finding: Finding) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=f"{part.verdict.profile}.{requirement.class_}",
        name=f"{requirement.id} {_clean(requirement.statement)}",
    )
    if finding.outcome is Outcome.CONFORMS:
        return case
    text = _clean(part.reason(requirement, finding))
    if not part.decides(requirement) or finding.outcome is Outcome.NOT_APPLICABLE:
        ET.SubElement(case, "skipped", message=f"{requirement.level.value}, {WORDS[finding.outcome]}: {text}")
    elif finding.outcome is Outcome.VIOLATES:
        body = ET.SubElement(case, "failure", message=text, type=finding.because.code)
        lines = (f"{v.operation}: {part.sentence(v.because)} [{v.minimal}]" for v in finding.violations)
        body.text = _clean("\n".join(lines))
    else:
        ET.SubElement(case, "error", message=text, type=finding.because.code)
    return case


def _clean(text: str) -> str:
    """Replace what XML 1.0 cannot hold (production 2)."""
    return _NOT_XML.sub("\ufffd", text)
