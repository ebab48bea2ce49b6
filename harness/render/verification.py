"""Renders what checking a bundle found, as text for people or as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from harness.certificate.statement import LIMITS
from harness.render.inert import one_line
from harness.render.words import Words, words
from harness.verdict import Because
from harness.verify.answer import EXIT, Answer, Checked, Step
from harness.verify.chain import Link, Move
from harness.verify.check import Result
from harness.verify.enclosed import SAME
from harness.verify.steps import witness_of

LONGEST: Final = 1_000
LEFT: Final = "nothing-left-to-check"
_FILE: Final = 6
"""Steps that are about the file itself; what comes after them is about the day and the buyer."""


def verification_text(
    name: str, checked: Checked, result: Result, chain: tuple[Link, ...] = (), language: str = "en"
) -> bytes:
    """Return the answer, who gathered, every step with its reasons, and what no check can show; in UTF-8."""
    said = words(language)
    lines = [f"{said(f'verify.answer.{checked.answer.value}')}: {name}", *_head(checked, result, said)]
    lines += ["", said(f"verify.meaning.{checked.answer.value}"), ""]
    for step in checked.steps:
        answer = _answer(step, result, said)
        lines.append(f"  {step.number}. {said(f'verify.step.{step.name}')}: {answer}")
        lines += [f"       {because_line(b, said)}" for b in (*step.because, *step.notes) if b.code != LEFT]
    lines += [f"  {line}" for line in (*_standing(result, said), *_chain(chain, said))]
    lines += ["", said("verify.cannot_prove")]
    if not any(note.code == SAME for step in checked.steps for note in step.notes):
        lines.append(f"  {said('verify.reports_inside')}")
    lines += [f"  {said(f'limits.{code}')}" for code in LIMITS]
    return "".join(one_line(line, LONGEST) + "\n" for line in lines).encode()


def verification_json(name: str, checked: Checked, result: Result, chain: tuple[Link, ...] = ()) -> bytes:
    """Return the same as one JSON object; its form is `reports/formats/verification.schema.json`."""
    said = words()
    value = {
        "answer": checked.answer.value,
        "exit": EXIT[checked.answer],
        "bundle": name,
        "intact": _intact(checked),
        "gathered_by": _predicate(result).get("product", {}).get("supplier", "") if _intact(checked) else "",
        "witness": _witness(result) if _intact(checked) else "",
        "steps": [
            {
                **{key: value for key, value in msgspec.to_builtins(step).items() if key not in ("because", "notes")},
                "because": [_reason(one, said) for one in step.because],
                "notes": [_reason(one, said) for one in step.notes],
            }
            for step in checked.steps
        ],
        "waivers": msgspec.to_builtins(result.standings),
        "chain": msgspec.to_builtins(chain),
        "certificate": _predicate(result) if _intact(checked) else None,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def because_line(because: Because, said: Words) -> str:
    """Return one reason in words."""
    params = {k: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in because.params.items()}
    return said(f"verify.because.{because.code}", **params)


def _answer(step: Step, result: Result, said: Words) -> str:
    """Return what came of a step; one at which nothing was asked is not said to confirm anything."""
    if not step.done:
        return said("verify.not_done")
    idle = step.name in ("waivers", "policy") and step.name not in result.asked and not step.because
    return said("verify.none_given") if idle else said(f"verify.answer.{step.answer.value}")


def _reason(because: Because, said: Words) -> dict[str, Any]:
    return {"code": because.code, "params": because.params, "text": because_line(because, said)}


def _intact(checked: Checked) -> bool:
    file = checked.steps[:_FILE]
    return all(step.done and step.answer is not Answer.REFUTED for step in file)


def _witness(result: Result) -> str:
    return witness_of(result.certificate.statement) if result.certificate is not None else ""


def _predicate(result: Result) -> dict[str, Any]:
    found = result.certificate.statement.get("predicate") if result.certificate is not None else None
    return found if isinstance(found, dict) else {}


def _head(checked: Checked, result: Result, said: Words) -> Iterator[str]:
    """Yield who gathered, of what, and what is certified; nothing of a file that is not what it says it is."""
    if not _intact(checked):
        return
    predicate, witness = _predicate(result), _witness(result)
    product, issue, run = predicate["product"], predicate["issue"], predicate["run"]
    who = product["supplier"] if witness == "supplier" else issue["issuer"]
    watched = {key: said(f"verify.watched.{key}") for key in ("supplier", "force", "laboratory")}
    signed = checked.steps[3].answer is Answer.CONFIRMED
    line = watched.get(witness, "") if signed or witness == "supplier" else watched["supplier"]
    yield f"{said('verify.intact', who=who)}, {line}"
    ended = datetime.fromtimestamp((run["ended"] or run["started"]) // 1_000_000, UTC).date().isoformat()
    yield said("verify.product", **product, ended=ended, issuer=issue["issuer"], expires=issue["expires"])
    for one in predicate["verdicts"]:
        claimed = [c for c in one["classes"] if c["standing"] != "not-claimed"]
        shown = sum(c["standing"] == "shown" for c in claimed)
        verdict = said(f"decision.{one['verdict']}")
        yield said(
            "verify.verdict",
            profile=one["profile"],
            role=one["role"],
            verdict=verdict,
            shown=shown,
            claimed=len(claimed),
        )
        for c in claimed:
            if c["standing"] != "shown":
                yield f"  {c['id']}: {said('verify.class.' + c['standing'])}"
    if run.get("challenge"):
        yield said("verify.attempt", n=issue["run"])
    if run.get("resealed"):
        yield said("verify.resealed", note=run["resealed"])
    for one in issue.get("disputes", ()):
        yield said("verify.disputed", **{**one, "outcome": said(f"outcome.{one['outcome']}")})
    for one in issue.get("cleared", ()):
        yield said("verify.cleared", **one)


def _chain(chain: tuple[Link, ...], said: Words) -> Iterator[str]:
    for one in chain:
        key = "verify.chain.follows" if one.follows else "verify.chain.broken"
        yield said(key, older=one.older, newer=one.newer, worse=len(one.worse), better=len(one.better))
        for move in one.worse:
            yield "  " + said("verify.chain.worse", **{**msgspec.to_builtins(move), **_outcomes(move, said)})
        if one.gone:
            yield "  " + said("verify.chain.gone", names=", ".join(one.gone))


def _outcomes(move: Move, said: Words) -> dict[str, str]:
    return {name: said(f"outcome.{getattr(move, name)}") for name in ("before", "after")}


def _standing(result: Result, said: Words) -> Iterator[str]:
    for one in result.standings:
        plain = msgspec.to_builtins(one.waiver)
        yield said(f"verify.waiver.{one.state}", **plain)
