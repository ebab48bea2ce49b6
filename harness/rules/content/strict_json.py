"""`strict-json/1`: what is called JSON is JSON: UTF-8, well-formed, no name twice (RFC 8259; RFC 7493 section 2)."""

from __future__ import annotations

from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.replies import Operations, Whole

THEIRS = frozenset(("bom", "empty", "encoding", "syntax", "surrogate", "duplicate_key"))
"""Reasons of `NotJson` that are the product's; depth and size of numbers are limits of the reader's own."""


class Watch(Whole):
    """Looks at whole replies whose media type says JSON."""

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


KIND = base.RuleKind("strict-json/1", Operations, Watch)
