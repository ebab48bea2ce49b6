"""Keeps evidence: a journal while a run lasts, one sealed file after it, and a reader for both.

A run folder holds `header.jsonl`, `journal/<shard>.<n>.jsonl`, `footer.jsonl`, `.key` and, once sealed,
`evidence.jsonl.gz`. The format is described in docs/decisions/0005-evidence-format.md.
"""

from __future__ import annotations

from harness.archive.format import CONVERTERS, FORMAT, Limits, Seal
from harness.archive.journal import Journal, finish, reopen
from harness.archive.merkle import leaf_hash, prove, root_of, verify_proof
from harness.archive.reading import digest_of_evidence, read, seal_of
from harness.archive.replay import Known, replay
from harness.archive.seal import new_key, read_key, seal, write

__all__ = [
    "CONVERTERS",
    "FORMAT",
    "Journal",
    "Known",
    "Limits",
    "Seal",
    "digest_of_evidence",
    "finish",
    "leaf_hash",
    "new_key",
    "prove",
    "read",
    "read_key",
    "reopen",
    "replay",
    "root_of",
    "seal",
    "seal_of",
    "verify_proof",
    "write",
]
