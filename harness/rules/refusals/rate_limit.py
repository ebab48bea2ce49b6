"""`rate-limit/1`: who calls too often is told when to come again (RFC 6585 section 4, RFC 9110 section 10.2.3)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Final

from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import Operations

_SECONDS: Final = re.compile(r"[0-9]{1,9}")


class Watch(base.Single):
    """Looks at every 429."""

    def __init__(self, params: Operations, world: base.World) -> None:
        super().__init__(params.operations)

    def look(self, x: Reading) -> base.Sign | None:
        """Retry-After is a number of seconds or a date."""
        if x.from_product or x.status != 429:
            return None
        said = x.reply_headers.get("retry-after")
        if said is None:
            return base.broke(x, "no-retry-after")
        return base.passed(x) if _tells(said.strip()) else base.broke(x, "no-retry-after")


def _tells(text: str) -> bool:
    if _SECONDS.fullmatch(text):
        return True
    try:
        return parsedate_to_datetime(text) is not None
    except ValueError:
        return False


KIND = base.RuleKind("rate-limit/1", Operations, Watch)
