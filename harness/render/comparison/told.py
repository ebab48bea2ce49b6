"""Words what every form of a comparison says: facts of a product, standings, and why a bundle stayed out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from harness.compare.column import Left
from harness.compare.matrix import Comparison, Product
from harness.compare.score import rounded
from harness.render.words import Words, words
from harness.verdict import Because

ALIKE: Final = ("alike", "alike-to-the-time")
"""Notes that are about two products, by code; they stand above the table as well."""


def facts(product: Product, said: Words) -> dict[str, str]:
    """Return what stands at the head of a column, by the keys of `fact` in the words."""
    column = product.column
    context, verdict = column.judgement.evidence.context, column.judged.verdict
    gathered = next(
        s.profile for s in context.subjects if s.profile.partition("@")[0] == verdict.profile.partition("@")[0]
    )
    ran = datetime.fromtimestamp(context.started // 1_000_000, UTC).date().isoformat()
    witness = f"compare.witness_{context.witness}"
    only = f" (limited to {', '.join(verdict.limited_to)})" if verdict.limited_to else ""
    return {
        "supplier": column.supplier,
        "product": f"{context.product.name} {context.product.version}",
        "stated": context.product.supplier,
        "signed": column.key,
        "profile": f"{verdict.profile} ({verdict.profile_digest})",
        "again": said("compare.judged_again", profile=gathered) if column.again else said("compare.as_gathered"),
        "rulebook": verdict.rulebook,
        "seed": str(context.seed),
        "effort": said("compare.effort", exchanges=column.exchanges, cases=column.cases),
        "witness": said(witness) if witness in said.english else context.witness,
        "age": said("compare.age", days=column.age),
        "gathered": f"{context.run}, {ran}",
        "issued": f"{column.issued} to {column.expires}",
        "bundle": f"{column.file} ({column.digest})",
        "notes": " ".join(map(reason, column.notes)) or said("paper.none"),
        "scope": f"{', '.join(column.judged.subject.classes)}{only}",
    }


def standing(product: Product, said: Words) -> str:
    """Return how a product stands, and why."""
    scored = product.scored
    why = said(f"standing_reason.{scored.standing}", names=", ".join(scored.reasons))
    return f"{said(f'standing.{scored.standing}')}. {why}"


def total(product: Product, said: Words) -> str:
    """Return the score of a product, of 100; in words where it has none."""
    found = product.scored.total
    return rounded(found) if found is not None else said("compare.no_score")


def word_counts(comparison: Comparison, said: Words) -> str:
    """Return whether what is met by a person's word alone counts as met under these terms."""
    return said("compare.rule_attested" if comparison.tender.attested else "compare.rule_refused")


def asked(comparison: Comparison) -> tuple[tuple[int, str], ...]:
    """Return what is to be asked about products that answered alike, each pair once, by the number of the first."""
    return tuple(
        (product.number, reason(note))
        for product in comparison.products
        for note in product.column.notes
        if note.code in ALIKE and int(note.params["other"]) > product.number
    )


def reasons(left: Left) -> tuple[str, ...]:
    """Return why a bundle stayed out, a sentence each."""
    return tuple(map(reason, left.because))


def reason(because: Because) -> str:
    """Return a reason in words; a code that has none is shown as it is, never hidden."""
    said = words()
    for group in ("verify.because", "compare.because"):
        if f"{group}.{because.code}" in said.english:
            return said(f"{group}.{because.code}", **{name: _text(value) for name, value in because.params.items()})
    about = "; ".join(f"{name} {_text(value)}" for name, value in sorted(because.params.items()))
    return because.code.replace("-", " ") + (f" ({about})" if about else "")


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
