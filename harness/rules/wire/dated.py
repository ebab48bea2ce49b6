"""`dated/1`: Deprecation and Sunset are well-formed, and Sunset is not the earlier one (RFC 9745, RFC 8594)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import Operations, Whole

_ITEM = re.compile(r"@(-?[0-9]{1,15})", re.ASCII)
"""A date as a structured field (RFC 9651 section 3.3.7)."""


class Watch(Whole):
    """Looks at answers with one of the fields."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give a field that cannot be read, or a sunset before the deprecation (RFC 9745 section 4)."""
        if x.from_product or x.status is None:
            return None
        said, ends = (x.reply_headers.get(name) for name in ("deprecation", "sunset"))
        if said is None and ends is None:
            return None
        since = deprecation(said) if said is not None else None
        until = sunset(ends) if ends is not None else None
        for name, text, moment in (("Deprecation", said, since), ("Sunset", ends, until)):
            if text is not None and moment is None:
                return base.broke(x, "date-unreadable", cause=f"date-unreadable/{name}", header=name)
        if since is not None and until is not None and until < since:
            return base.broke(x, "sunset-first", cause="sunset-first")
        return base.passed(x)


def deprecation(text: str) -> datetime | None:
    """Return the moment that a Deprecation field says (`@1688169599`), or None for what is none."""
    match = _ITEM.fullmatch(text.strip())
    try:
        return datetime.fromtimestamp(int(match[1]), UTC) if match is not None else None
    except (OverflowError, ValueError, OSError):
        return None


def sunset(text: str) -> datetime | None:
    """Return the moment that a Sunset field says (HTTP-date, RFC 9110 section 5.6.7), or None for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo is not None and text.rstrip().endswith("GMT") else None


KIND = base.RuleKind("dated/1", Operations, Watch)
