"""Renders one JSON object: the verdict over all, and one verdict for each profile and role."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.render.about import about
from harness.render.report import Part, Report
from harness.render.when import stamp
from harness.verdict import Because


def render(report: Report) -> bytes:
    """Return the object in UTF-8, ended by a line feed; its form is reports/formats/result.schema.json."""
    return msgspec.json.format(msgspec.json.encode(result(report)), indent=2) + b"\n"


def failure(code: int, kind: str, message: str, where: str = "", hint: str = "") -> bytes:
    """Return the object that says why there is no result; `kind` names the error by whose hands can mend it."""
    value = {"exit": code, "error": {"kind": kind, "message": message, "where": where, "hint": hint}}
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def result(report: Report) -> dict[str, Any]:
    """Return the object as built-in types."""
    return {
        "verdict": report.decision.value,
        "exit": report.exit_code,
        "out": report.out,
        "evidence": report.evidence,
        "run": report.context.run,
        "seed": report.context.seed,
        "stopped": report.footer.stopped if report.footer else "no footer",
        "verdicts": [_verdict(part) for part in report.parts],
    }


def _verdict(part: Part) -> dict[str, Any]:
    verdict = msgspec.to_builtins(part.verdict)
    verdict["scope"] = part.scope_line()
    verdict["attested"] = list(part.verdict.attested)
    verdict["because"]["text"] = part.sentence(part.verdict.because)
    for (requirement, told), finding in zip(part.rows(), verdict["findings"], strict=True):
        finding["because"]["text"] = part.reason(requirement, told)
        for violation in finding["violations"]:
            violation["because"]["text"] = part.sentence(_because(violation["because"]))
            violation["seen"] = _stamped(violation["seen"])
    for cause, plain in zip(part.verdict.causes, verdict["causes"], strict=True):
        plain["because"]["text"] = part.cause_sentence(cause)
        plain["about"] = about(cause, part.profile)
        plain["seen"] = _stamped(plain["seen"])
    named = {name: msgspec.to_builtins(said) for name in ("party", "product")
             if (said := getattr(part.subject, name)) is not msgspec.UNSET}  # fmt: skip
    return {"profile": part.verdict.profile, "role": part.verdict.role, **named, **verdict}


def _stamped(plain: dict[str, int]) -> dict[str, str | None]:
    return {name: stamp(microseconds) for name, microseconds in plain.items()}


def _because(plain: dict[str, Any]) -> Because:
    return Because(code=plain["code"], params=plain["params"])
