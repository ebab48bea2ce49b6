"""Names what is odd about a description."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing about the description that its author should look at; never counted against a product."""

    code: str
    """A key of `CHECKS` in `harness.contract.lint.checks`, and what exactly: `examples/body`."""
    message: str
    """What it is, in plain English, and what follows from it."""
    where: str
    """Place in the contract: `file#/json/pointer`, the file left out for the main one."""
