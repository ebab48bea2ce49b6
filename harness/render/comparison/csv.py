"""Renders a comparison as CSV (RFC 4180), a line for each product and requirement; no field acts in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from harness.compare.column import Left, cell
from harness.compare.matrix import Comparison, Product
from harness.render.comparison.told import reasons, total
from harness.render.inert import one_line
from harness.render.words import words

HEAD = (
    *("supplier", "product", "version", "bundle", "standing", "score", "class", "requirement", "level"),
    *("result", "met_cases", "failed_cases", "evidence", "note"),
)
ACTING = ("=", "+", "-", "@", "\t", "\r")
"""What a field begins with that spreadsheets take for a formula (OWASP, CSV injection)."""


def render(comparison: Comparison) -> bytes:
    """Return the table in UTF-8 with CRLF, as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for product in comparison.products:
        writer.writerows([tame(value) for value in row] for row in _rows(product, comparison))
    writer.writerows([tame(value) for value in _left(one)] for one in comparison.left)
    return out.getvalue().encode("utf-8", "backslashreplace")


def tame(value: str) -> str:
    """Return a field that is text to every spreadsheet: what would act begins with an apostrophe."""
    text = one_line(value)
    return f"'{text}" if text.lstrip().startswith(ACTING) else text


def _rows(product: Product, comparison: Comparison) -> Iterator[tuple[str, ...]]:
    column, said = product.column, words()
    named = column.judgement.evidence.context.product
    front = (
        *(column.supplier, named.name, named.version, column.digest),
        *(said(f"standing.{product.scored.standing}"), total(product, said)),
    )
    for class_ in comparison.classes:
        for r in comparison.requirements(class_.id):
            finding = column.finding(r.id)
            cases = (str(finding.passed), str(finding.failed)) if finding is not None else ("0", "0")
            where = f"{product.evidence}#{r.id}" if finding is not None else product.evidence
            yield (*front, class_.id, r.id, r.level.value, said(f"cell.{cell(column, r)}"), *cases, where, "")


def _left(left: Left) -> tuple[str, ...]:
    answer = words()(f"answer.{left.answer}")
    return ("", "", "", left.digest, answer, "", "", "", "", "", "", "", "", f"{left.file}: {' '.join(reasons(left))}")
