"""Renders the report as EARL in JSON-LD (W3C Evaluation and Report Language 1.0 Schema), an assertion a requirement."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import msgspec

from harness.render.cases import Case, Suite, suites
from harness.render.inert import one_line
from harness.render.report import Report
from harness.render.when import moment
from harness.verdict import Outcome

CONTEXT: Final = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "date": {"@id": "dct:date", "@type": "xsd:dateTime"},
}
"""Written out, so that no reader fetches one."""
OUTCOMES: Final = {
    Outcome.CONFORMS.value: "earl:passed",
    Outcome.VIOLATES.value: "earl:failed",
    Outcome.INCONCLUSIVE.value: "earl:cantTell",
    Outcome.NOT_APPLICABLE.value: "earl:inapplicable",
    Outcome.NOT_TESTED.value: "earl:untested",
    Outcome.FAULT.value: "earl:cantTell",
}
"""A case that stands for the verdict is `earl:failed` where that is violated, else `earl:cantTell`."""
NAMES: Final = "urn:hallmark:"


def render(report: Report) -> bytes:
    """Return the graph in UTF-8, ended by a line feed; the same report gives the same bytes."""
    found = suites(report)
    graph = [_assertor(report), _subject(report), *(n for s in found for n in _tests(s))]
    graph += [_assertion(suite, case, report) for suite in found for case in suite.cases]
    value = {"@context": CONTEXT, "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _name(*parts: str) -> str:
    """Return a name (RFC 8141) made of these parts, whatever is in them."""
    return NAMES + ":".join(quote(one_line(part), safe="") for part in parts)


def _assertor(report: Report) -> dict[str, Any]:
    return {
        "@id": _name("assertor", report.context.harness),
        "@type": ["earl:Assertor", "earl:Software"],
        "dct:title": "Hallmark",
        "doap:revision": one_line(report.context.harness),
        "dct:description": one_line(f"The evidence was gathered by: {report.context.witness}."),
    }


def _subject(report: Report) -> dict[str, Any]:
    product = report.context.product
    return {
        "@id": _name("subject", product.supplier, product.name, product.version),
        "@type": ["earl:TestSubject", "earl:Software"],
        "dct:title": one_line(product.name),
        "doap:revision": one_line(product.version),
        "dct:creator": one_line(product.supplier),
        "dct:description": [one_line(part.scope_line()) for part in report.parts],
    }


def _tests(suite: Suite) -> list[dict[str, Any]]:
    whole = _name("profile", suite.name)
    return [
        {"@id": whole, "@type": "earl:TestRequirement", "dct:title": suite.name},
        *(
            {
                "@id": _test(suite, case),
                "@type": "earl:TestRequirement",
                "dct:title": case.id,
                "dct:description": case.title,
                "dct:isPartOf": {"@id": whole},
                **({"dct:type": case.requirement.level.value} if case.requirement is not None else {}),
            }
            for case in suite.cases
        ),
    ]


def _test(suite: Suite, case: Case) -> str:
    return _name("requirement", suite.name, case.id)


def _assertion(suite: Suite, case: Case, report: Report) -> dict[str, Any]:
    product, attested = report.context.product, case.finding is not None and case.finding.shown_by == "attested"
    result = {
        "@type": "earl:TestResult",
        "earl:outcome": {"@id": _outcome(case)},
        "dct:description": " ".join(filter(None, (case.told, *case.details))),
        **_date(report),
    }
    return {
        "@id": _name("assertion", report.context.run, suite.name, case.id),
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": _name("assertor", report.context.harness)},
        "earl:subject": {"@id": _name("subject", product.supplier, product.name, product.version)},
        "earl:test": {"@id": _test(suite, case)},
        "earl:mode": {"@id": "earl:manual" if attested else "earl:automatic"},
        "earl:result": result,
    }


def _outcome(case: Case) -> str:
    return OUTCOMES.get(case.outcome, "earl:failed" if case.state.value == "failed" else "earl:cantTell")


def _date(report: Report) -> dict[str, str]:
    at = moment(report.context.started)
    return {"date": at.strftime("%Y-%m-%dT%H:%M:%SZ")} if at is not None else {}
