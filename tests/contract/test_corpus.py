"""Every published description that we hold compiles, with as many operations as its list says, and survives packing."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.contract import Operation, Schema, pack, unpack
from harness.contract.compile import compile_description
from harness.contract.lint import CHECKS, lint

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"
"""Descriptions by others, where they lie beside the checkout."""
JUDGED_OTHERWISE = " is not judged by its schema"
PARTS: dict[str, frozenset[str]] = {
    "openreferral-uk.json": frozenset(("lies elsewhere; nothing is fetched", "type has a value that")),
    "nhs-dos-search.yaml": frozenset(("lies elsewhere; nothing is fetched",)),
    "nhs-dos-ingest.yaml": frozenset(("lies elsewhere; nothing is fetched",)),
    "nhs-notify-supplier/notify-supplier-phase1.yml": frozenset(("No such file or directory",)),
    "nhs-communications-manager/communications-manager.yaml": frozenset(("type has a value that",)),
    "nhs-pds/personal-demographics.yaml": frozenset(("not JSON: syntax",)),
    "nhs-ers/e-referrals-service-api.yaml": frozenset(("No such file or directory",)),
    "hmpps-x4019-personal-relationships.json": frozenset(("neither a schema nor content is given",)),
    "openai.yaml": frozenset(("required has a value that", "exclusiveMinimum has a value that")),
    "wfd-cwa-verification.json": frozenset(("required has a value that",)),
    "wfd-ohsome-api.json": frozenset(("the discriminator is not enforced", "nothing stands at")),
}
"""What cannot be read in which document, besides content that is not looked into; the reasons hold these words."""


def listed() -> dict[str, tuple[str, int]]:
    """Return version and number of operations of each document, as the list of the corpus gives them."""
    listing = CORPUS / "LIST.md"
    text = listing.read_text(encoding="utf-8") if listing.is_file() else ""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: (row[3], int(row[4])) for row in rows if len(row) == 5 and row[4].isdecimal()}


LISTED = listed()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published descriptions do not lie beside this checkout")
def test_the_list_names_every_document() -> None:
    assert len(LISTED) == 46
    assert all((CORPUS / name).is_file() for name in LISTED)
    assert set(PARTS) <= set(LISTED)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the published descriptions do not lie beside this checkout")
@pytest.mark.parametrize("name", sorted(LISTED))
def test_it_compiles_and_says_what_it_could_not_read(name: str) -> None:
    version, operations = LISTED[name]
    compiled = compile_description(CORPUS / name)
    contract = compiled.contract
    assert compiled.version == version[:3]
    assert len(contract.operations) == operations
    reasons = {gap.reason for gap in contract.gaps if not gap.reason.endswith(JUDGED_OTHERWISE)}
    assert all(reason and "\n" not in reason for reason in reasons)
    expected = PARTS.get(name, frozenset())
    assert [reason for reason in reasons if not any(words in reason for words in expected)] == []
    assert [words for words in expected if not any(words in reason for reason in reasons)] == []
    assert all(finding.code.partition("/")[0] in CHECKS for finding in lint(compiled))
    packed = pack(contract)
    again = unpack(packed)
    assert pack(again) == packed
    for operation in again.operations[:: max(1, len(again.operations) // 5)]:
        judge(operation)


def judge(operation: Operation) -> None:
    """Hold a value against a schema of the operation, whatever comes of it."""
    for reply in [*operation.replies.values()][:1]:
        for media in [*reply.media.values()][:1]:
            assert not isinstance(media.schema, Schema) or media.schema.is_valid({}) in (True, False)
