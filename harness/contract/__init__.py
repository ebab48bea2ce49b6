"""Compiles an API description (OpenAPI 2.0 to 3.2) once, and finds where a request or reply departs from it."""

from harness.contract.compile import compile_contract
from harness.contract.contract import EMPTY, Contract
from harness.contract.formats import FORMATS
from harness.contract.model import (
    OUTBOUND,
    WEBHOOK,
    Encoding,
    Header,
    Link,
    Match,
    Media,
    Operation,
    Parameter,
    Reply,
    Unresolved,
)
from harness.contract.personal import personal_pointers
from harness.contract.problem import Check, Problem
from harness.contract.schema import REPLY, REQUEST, Schema
from harness.contract.stored import pack, unpack

__all__ = [
    "EMPTY", "FORMATS", "OUTBOUND", "REPLY", "REQUEST", "WEBHOOK", "Check", "Contract", "Encoding", "Header", "Link",
    "Match", "Media", "Operation", "Parameter", "Problem", "Reply", "Schema", "Unresolved", "compile_contract", "pack",
    "personal_pointers", "unpack",
]  # fmt: skip
