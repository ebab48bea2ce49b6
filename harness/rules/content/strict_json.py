"""`strict-json/1`: what is called JSON is JSON: UTF-8, well-formed, no name twice (RFC 8259; RFC 7493 section 2)."""

from __future__ import annotations

from harness.reading import NotJson, Reading
from harness.rules import base

THEIRS = frozenset(("bom", "empty", "encoding", "syntax", "surrogate", "duplicate_key"))
"""Reasons of `NotJson` that are the product's; depth and size of numbers are limits of the reader's own."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at whole replies whose media type says JSON."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only whole answers."""
        return status is not None

    def look(self, x: Reading) -> base.Sign | None:
        """Give why the content is no strict JSON."""
        if x.status is None or x.from_product or not x.has_body or not x.says_json:
            return None
        value = x.reply_json
        if not isinstance(value, NotJson):
            return base.passed(x)
        if value.why in THEIRS:
            return base.broke(x, "not-strict-json", why=value.why, pointer=value.pointer)
        return base.unsure(x, "content-too-large" if value.why == "bomb" else "unreadable", why=value.why)


KIND = base.RuleKind("strict-json/1", Params, Watch)
