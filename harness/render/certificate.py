"""Renders the certificate of a bundle on one or two pages of PDF/UA-1, with its digest as a picture code."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import segno

from harness.render.buyers import LIMITS
from harness.render.html import headline, moment
from harness.render.paper.typeset import typeset
from harness.render.pdf import heads
from harness.render.report import Part, Report, met_in_class
from harness.render.words import Words, words

MOST_CLASSES: Final = 24
MOST_DEVIATIONS: Final = 12
MOST_DISPUTES: Final = 4
"""What two pages hold; the others are counted, and stand in the report."""
LONGEST: Final = 160
"""Signs of one text on it."""


class Certified(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was confirmed."""

    report: Report
    """On its evidence, judged again."""
    predicate: Mapping[str, Any]
    """What was signed (decision 0030)."""
    digest: str
    """Of the bundle's file, `sha256:...`."""
    keys: tuple[str, ...]
    """Fingerprints of the keys that signed, and were checked; else with a word that nobody checked them."""
    file: str
    """Name of the bundle's file."""


def render(certified: Certified) -> bytes:
    """Return the PDF; the same bundle gives the same bytes."""
    issued = datetime.fromisoformat(str(certified.predicate["issue"]["issued"])).replace(tzinfo=UTC)
    return typeset("certificate", data(certified), int(issued.timestamp()))


def data(certified: Certified) -> dict[str, Any]:
    """Return what the paper is filled with."""
    said, report, predicate = words(), certified.report, certified.predicate
    product = report.context.product
    name = _cut(f"{product.name} {product.version}")
    return {
        "title": f"{said('paper.certificate')}: {name}",
        "description": f"{said('paper.certificate')}: {name}, {_cut(product.supplier)}",
        "supplier": _cut(product.supplier),
        "decision": report.decision.value,
        "result": said(f"decision.{report.decision}"),
        "headline": [headline(report, said)],
        "product": _product(certified, said),
        "classes": _classes(predicate, report, said),
        "scope": [*(line for part in report.parts for line in _scope(part, said)), *_beside(predicate, said)],
        "deviations": _deviations(report, said),
        "limits": [*_limits(report, said), said("paper.copy")],
        "qr": code(certified.digest),
        "qr_alt": said("paper.qr", digest=certified.digest),
        "digest": certified.digest,
        "keys": list(certified.keys),
        "command": f"hallmark verify {_cut(certified.file)} --trust KEY",
        "words": said.group("paper"),
        **heads(said),
        "class_heads": [said(f"paper.{key}") for key in ("class", "standing", "must", "should")],
        "footer": f"Hallmark {report.context.harness}: {said('paper.certificate')}, {name}",
    }


def code(digest: str) -> str:
    """Return a QR code (ISO/IEC 18004) of the digest as SVG, dark on white with its quiet zone."""
    out = io.BytesIO()
    segno.make(digest, error="m", micro=False).save(out, kind="svg", dark="#0b0c0c", light="#ffffff", border=4)
    return out.getvalue().decode()


def _scope(part: Part, said: Words) -> Iterator[str]:
    yield f"{part.scope_line()}. {said('paper.basis')}: {part.basis_line()}."
    if part.verdict.limited_to:
        yield said("paper.limited", names=_cut(", ".join(part.verdict.limited_to)))


def _beside(predicate: Mapping[str, Any], said: Words) -> Iterator[str]:
    """Yield what was done to the evidence after the run, and what is disputed of the result."""
    if note := predicate.get("run", {}).get("resealed"):
        yield _cut(said("verify.resealed", note=note))
    told = predicate["issue"].get("disputes", ())
    for one in told[:MOST_DISPUTES]:
        yield _cut(said("verify.disputed", **{**one, "outcome": said(f"outcome.{one['outcome']}")}))
    if len(told) > MOST_DISPUTES:
        yield said("paper.more", count=len(told) - MOST_DISPUTES)


def _deviations(report: Report, said: Words) -> list[list[str]]:
    told = report.context.deviations
    rows = [[_cut(d.requirement), _cut(d.owner), _cut(d.reason), _cut(d.expires)] for d in told[:MOST_DEVIATIONS]]
    left = len(told) - len(rows)
    return [*rows, ["", "", said("paper.more", count=left), ""]] if left else rows


def _limits(report: Report, said: Words) -> Iterator[str]:
    version, environment = _cut(report.context.product.version), report.context.environment.name
    yield from (said(f"limits.{code}", version=version, environment=environment) for code in LIMITS)


def _product(certified: Certified, said: Words) -> list[list[str]]:
    report, issue = certified.report, certified.predicate["issue"]
    context = report.context
    values = {
        "supplier": context.product.supplier,
        "version": context.product.version,
        "profile": "; ".join(
            f"{p.profile.title} ({p.profile.name}), rulebook {p.verdict.rulebook}" for p in report.parts
        ),
        "role": "; ".join(p.verdict.role for p in report.parts),
        "witness": said.group("witness").get(context.witness, context.witness),
        "run": f"{context.run}, {moment(context.started, said)}, seed {context.seed}",
        "issuer": str(issue["issuer"]),
        "issued": str(issue["issued"]),
        "expires": str(issue["expires"]),
    }
    return [[said(f"paper.{key}"), _cut(value)] for key, value in values.items()]


def _classes(predicate: Mapping[str, Any], report: Report, said: Words) -> list[list[str]]:
    titles = {c.id: c.title for part in report.parts for c in part.profile.classes}
    rows = [
        [
            titles.get(c["id"], c["id"]),
            said(f"certified.{c['standing']}"),
            *(_of(c[level], c.get("attested", {}).get(level, 0), said) for level in ("must", "should")),
        ]
        for one in predicate["verdicts"]
        for c in one["classes"]
    ]
    left = len(rows) - MOST_CLASSES
    return [*rows[:MOST_CLASSES], [said("paper.more", count=left), "", "", ""]] if left > 0 else rows


def _of(counts: Mapping[str, int], attested: int, said: Words) -> str:
    words = said("paper.of"), said("paper.attested"), said("paper.not_applicable")
    return met_in_class(counts, attested, *words) if sum(counts.values()) else said("paper.none")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
