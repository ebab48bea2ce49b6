"""Renders JUnit XML: one suite for each profile and role, one case for each requirement."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from harness.profile import Requirement
from harness.render.report import Part, Report
from harness.verdict import Finding, Outcome

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> bytes:
    """Return the document: violated fails, inconclusive and fault are errors, and the rest not shown is skipped."""
    root = ET.Element("testsuites", name="hallmark")
    for part in report.parts:
        _suite(root, part)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: ET.Element, part: Part) -> None:
    counts = part.verdict.counts
    suite = ET.SubElement(
        root,
        "testsuite",
        name=f"{part.verdict.profile}/{part.verdict.role}",
        tests=str(sum(counts.values())),
        failures=str(counts["violates"]),
        errors=str(counts["inconclusive"] + counts["fault"]),
        skipped=str(counts["not_applicable"] + counts["not_tested"]),
    )
    for requirement, finding in part.rows():
        _case(suite, part, requirement, finding)


def _case(suite: ET.Element, part: Part, requirement: Requirement, finding: Finding) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"{part.verdict.profile}.{requirement.class_}",
        name=f"{requirement.id} {_clean(requirement.statement)}",
    )
    text = _clean(part.sentence(finding.because))
    if finding.outcome is Outcome.VIOLATES:
        body = ET.SubElement(case, "failure", message=text, type=finding.because.code)
        body.text = "\n".join(
            _clean(f"{v.operation}: {part.sentence(v.because)} [{v.minimal}]") for v in finding.violations
        )
    elif finding.outcome in (Outcome.INCONCLUSIVE, Outcome.FAULT):
        ET.SubElement(case, "error", message=text, type=finding.because.code)
    elif finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_TESTED):
        ET.SubElement(case, "skipped", message=_reason(requirement, text))


def _reason(requirement: Requirement, text: str) -> str:
    return _clean(getattr(requirement.rule, "reason", "") or text)


def _clean(text: str) -> str:
    """Replace what XML 1.0 cannot hold (production 2)."""
    return _NOT_XML.sub("\ufffd", text)
