"""Writes a compiled contract as bytes and reads it back, so that the judge sees exactly what the prober saw.

The bytes are two lines: `{"contract": FORMAT, "digest": ...}`, the digest being that of the second line; and the
contract as JSON, members in the order of the description. They may come from hostile hands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import orjson

from harness import jsonbytes
from harness.canonical import digest
from harness.contract.contract import Contract
from harness.contract.fingerprint import fingerprint
from harness.contract.formats import FORMATS
from harness.contract.recorded import record_of
from harness.contract.records import ContractRecord
from harness.contract.restored import contract_of
from harness.errors import ContractError

FORMAT = 1
"""Number of this form; a reader refuses others."""
MAX_BYTES = 256 * 1024 * 1024
LONGEST_HEAD = 200


def pack(contract: Contract) -> bytes:
    """Return `contract` as bytes: the same bytes for the same contract, in any process."""
    body = orjson.dumps(msgspec.to_builtins(record_of(contract)))
    return orjson.dumps({"contract": FORMAT, "digest": digest(body)}) + b"\n" + body


def unpack(data: bytes, formats: Mapping[str, Callable[[str], bool]] = FORMATS) -> Contract:
    """Return the contract that `data` holds; no schema is compiled before it is needed.

    Raises ContractError for bytes that `pack` did not write, or that were altered after.
    """
    if len(data) > MAX_BYTES:
        raise ContractError(f"a contract of more than {MAX_BYTES} bytes is not read")
    head, _, body = data.partition(b"\n")
    if _read(head[:LONGEST_HEAD]) != {"contract": FORMAT, "digest": digest(body)}:
        raise ContractError(
            "what was kept of the contract was altered, or is of a form that is not known here",
            hint="Compile the description again, or use the release of Hallmark that wrote it.",
        )
    try:
        record = msgspec.json.decode(body, type=ContractRecord)
        contract = contract_of(record, formats)
        operations = (*contract.operations, *contract.webhooks)
        meant = fingerprint(contract.title, contract.version, operations, contract.security_schemes)
    except (ValueError, RecursionError, orjson.JSONEncodeError) as error:
        raise ContractError(f"what was kept of the contract does not fit: {error}") from error
    if len({each.id for each in operations}) != len(operations):
        raise ContractError("two operations that were kept have one id")
    if meant != contract.digest:
        raise ContractError("what was kept of the contract is not what its digest says")
    return contract


def _read(data: bytes) -> Any:
    value = jsonbytes.parse(data)
    if isinstance(value, jsonbytes.NotJson):
        raise ContractError(f"what was kept of the contract is no JSON: {value.why.replace('_', ' ')}")
    return value
