"""The supplier's own description lies in the evidence as it was supplied and as it was compiled, and is found again."""

from __future__ import annotations

import json

import msgspec
import pytest
from building import exchange
from described import contract_of, document

from harness.description import COMPILED, PARTITION, described, documents
from harness.errors import ContractError, EvidenceError
from harness.evidence import Observation

RAW = document({"/things": {"get": {"operationId": "listThings", "responses": {"200": {"description": "Things."}}}}})
SOURCE = json.dumps(RAW).encode()
KEPT = documents(SOURCE, "openapi.json", contract_of(RAW))


def test_what_was_kept_is_found_again() -> None:
    around = (exchange("GET", "/a", partition="a"), *KEPT, exchange("GET", "/z", partition="z"))
    found = described(around)
    assert found is not None
    assert found.value() == RAW
    assert found.contract.digest == contract_of(RAW).digest
    assert [o.id for o in found.contract.operations] == ["listThings"]
    assert (found.source.media_type, found.source.id.ordinal, found.compiled.id.ordinal) == ("application/json", 0, 1)


def test_a_long_run_is_not_read_for_it() -> None:
    def stream() -> object:
        yield from KEPT
        yield exchange("GET", "/z", partition="contract-free")
        raise AssertionError("read on")

    assert described(stream()) is not None  # type: ignore[arg-type]


def test_evidence_without_one() -> None:
    assert described(()) is None
    assert described((exchange("GET", "/a", partition=PARTITION),)) is None
    assert described(KEPT[:1]) is None


def test_after_the_exchange_that_fetched_it() -> None:
    kept: tuple[Observation, ...] = documents(b"openapi: 3.1.0", "openapi.yaml", contract_of(RAW), 1)
    found = described((exchange("GET", "/openapi.yaml", partition=PARTITION), *kept))
    assert found is not None
    assert (found.source.id.ordinal, found.source.media_type, found.value()) == (
        1,
        "application/yaml",
        {"openapi": "3.1.0"},
    )


def test_a_contract_that_was_altered_is_refused() -> None:
    altered = msgspec.structs.replace(KEPT[1], body=KEPT[1].body.replace(b"listThings", b"burnThings"))
    assert altered.name == COMPILED
    with pytest.raises(EvidenceError, match="altered"):
        described((KEPT[0], altered))


def test_a_source_that_is_neither_yaml_nor_json() -> None:
    found = described(documents(b"a: [", "openapi.yaml", contract_of(RAW)))
    assert found is not None
    with pytest.raises(ContractError, match="not YAML"):
        found.value()
