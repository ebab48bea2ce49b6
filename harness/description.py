"""Keeps the supplier's own API description in the evidence, and finds it there again: as supplied, and as compiled."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import msgspec

from harness.contract import Contract, pack, unpack
from harness.errors import ContractError, EvidenceError
from harness.evidence import Document, ExchangeId, Observation
from harness.yamlfile import loads

PARTITION: Final = "contract"
"""Of the description's documents, and of the exchange that fetched it."""
SOURCE: Final = "description"
"""Name of the document that holds the description as it was supplied."""
COMPILED: Final = "contract"
"""Name of the document that holds the contract that was compiled from it."""
MEDIA_TYPE: Final = "application/vnd.hallmark.contract"


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """The description as it lies in the evidence."""

    source: Document
    compiled: Document
    contract: Contract

    def value(self) -> Any:
        """Return the main file as plain values; raises ContractError where it is neither YAML nor JSON."""
        return _value(self.source.body, self.source.name)


@lru_cache(maxsize=4)
def _value(body: bytes, name: str) -> Any:
    return loads(body, name, ContractError).value


def standing(source: bytes, name: str, contract: Contract) -> Description:
    """Return a description that no evidence brings: that of a reference partner, or of an example."""
    file, _ = _documents(source, name, b"", 0)
    return Description(source=file, compiled=file, contract=contract)


def documents(source: bytes, name: str, contract: Contract, first: int = 0) -> tuple[Document, Document]:
    """Return what evidence keeps of a description: its main file `name` as it came, and the compiled contract.

    `first` is the first ordinal that is free in the partition.
    """
    return _documents(source, name, pack(contract), first)


def _documents(source: bytes, name: str, packed: bytes, first: int) -> tuple[Document, Document]:
    media_type = "application/json" if source.lstrip()[:1] == b"{" else "application/yaml"
    return (
        Document(id=ExchangeId(PARTITION, first), name=f"{SOURCE}:{name}", media_type=media_type, body=source),
        Document(id=ExchangeId(PARTITION, first + 1), name=COMPILED, media_type=MEDIA_TYPE, body=packed),
    )


def described(observations: Iterable[Observation]) -> Description | None:
    """Return the description that evidence brings, or None; `observations` are in canonical order.

    Raises EvidenceError where the compiled contract cannot be read.
    """
    source = compiled = None
    for one in observations:
        if one.id.partition > PARTITION:
            break  # the rest of a long run is not read for this
        if one.id.partition == PARTITION and isinstance(one, Document):
            source = one if one.name.startswith(f"{SOURCE}:") else source
            compiled = one if one.name == COMPILED else compiled
    if source is None or compiled is None:
        return None
    try:
        return Description(source=source, compiled=compiled, contract=unpack(compiled.body))
    except ContractError as error:
        message = f"the contract in the evidence cannot be read: {error.message}"
        raise EvidenceError(message, where=str(compiled.id), hint=error.hint) from None
