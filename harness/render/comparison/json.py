"""Renders a comparison as JSON; its form is reports/formats/comparison.schema.json."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.compare.column import Left, cell
from harness.compare.matrix import Comparison, Product
from harness.compare.score import rounded, weighs
from harness.render.comparison.told import reason, reasons
from harness.render.inert import one_line
from harness.render.words import words


def render(comparison: Comparison) -> bytes:
    """Return the object in UTF-8, two spaces a level, ended by a line feed."""
    tender = comparison.tender
    value = {
        "tender": {
            "title": tender.title,
            "buyer": tender.buyer,
            "reference": tender.reference,
            "digest": comparison.tender_digest,
            "deadline": tender.deadline,
        },
        "profile": {"name": comparison.profile.name, "digest": comparison.profile.digest, "role": comparison.role},
        "rulebook": tender.rulebook,
        "hallmark": comparison.harness,
        "weights": tender.weights,
        "should": tender.should,
        "attested": tender.attested,
        "mandatory": tender.mandatory,
        "knock_outs": tender.knock_outs,
        "requirements": [
            {"id": r.id, "class": c.id, "level": r.level.value, "counts": getattr(weighs(r), "value", "")}
            for c in comparison.classes
            for r in comparison.requirements(c.id)
        ],
        "products": [_product(p, comparison) for p in comparison.products],
        "left": [_left(one) for one in comparison.left],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _product(product: Product, comparison: Comparison) -> dict[str, Any]:
    column, scored, said = product.column, product.scored, words()
    context, verdict = column.judgement.evidence.context, column.judged.verdict
    return {
        "number": product.number,
        "supplier": one_line(column.supplier),
        "stated_supplier": one_line(context.product.supplier),
        "name": one_line(context.product.name),
        "version": one_line(context.product.version),
        "bundle": {"file": one_line(column.file), "digest": column.digest, "signed_by": column.key},
        "judged_again": column.again,
        "verdict": verdict.verdict.value,
        "rulebook": verdict.rulebook,
        "run": one_line(context.run),
        "seed": context.seed,
        "effort": {"exchanges": column.exchanges, "cases": column.cases},
        "witness": one_line(context.witness),
        "age_days": column.age,
        "issued": column.issued,
        "expires": column.expires,
        "evidence": product.evidence,
        "standing": scored.standing.value,
        "reasons": scored.reasons,
        "standing_text": said(f"standing.{scored.standing}"),
        "score": rounded(scored.total) if scored.total is not None else None,
        "classes": {
            name: {**msgspec.to_builtins(share), "points": rounded(scored.points[name])}
            for name, share in scored.shares.items()
        },
        "notes": [{"code": one.code, "params": one.params, "text": one_line(reason(one))} for one in column.notes],
        "cells": {r.id: cell(column, r) for c in comparison.classes for r in comparison.requirements(c.id)},
    }


def _left(left: Left) -> dict[str, Any]:
    return {
        "file": one_line(left.file),
        "digest": left.digest,
        "answer": left.answer,
        "because": [{"code": one.code, "params": one.params} for one in left.because],
        "text": [one_line(text) for text in reasons(left)],
    }
