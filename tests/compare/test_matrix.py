"""The order of a comparison is its own, and a bundle that is given twice counts once."""

from __future__ import annotations

from compared import bundle, comparison, good, half, tender

from harness.compare.column import Left
from harness.compare.matrix import compare


def test_the_order_of_files_changes_nothing() -> None:
    left = (Left(file="x.zip", digest="sha256:x", answer="refuted", because=()),)
    one = comparison(half(), good(), *left, good())
    assert one == comparison(*left, good(), half())
    assert [(p.number, p.column.supplier, p.evidence) for p in one.products] == [
        (1, "Acme", "product-1.html"),
        (2, "Bolt", "product-2.html"),
    ]


def test_the_same_bundle_under_two_names_is_one_product() -> None:
    made = comparison(good(), good(file="copy.zip"))
    assert [p.column.file for p in made.products] == ["acme.zip"]


def test_classes_and_requirements_are_those_of_the_role() -> None:
    made = compare(tender(), "sha256:t", bundle(), (), "0.1.0")
    assert [c.id for c in made.classes] == ["notes", "links"]
    assert [r.id for r in made.requirements("notes")] == ["N-001", "N-002", "N-003", "N-004", "N-005"]
    assert made.products == made.left == ()
