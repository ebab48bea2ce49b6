"""`hsts/1`: answers over TLS tell clients to keep to it: Strict-Transport-Security (RFC 6797 section 6.1)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from harness.reading import Reading
from harness.reading.stream import GATEWAY
from harness.rules import base
from harness.rules.replies import Operations

_MAX_AGE: Final = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?([0-9]{1,10})\"?\s*(?:;|$)", re.IGNORECASE)


class Watch(base.Single):
    """Looks at the header fields of whole answers."""

    def __init__(self, params: Operations, world: base.World) -> None:
        super().__init__(params.operations)
        self._secure = urlsplit(world.target).scheme == "https"

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only whole answers of the product itself."""
        return status is not None and status not in GATEWAY

    def look(self, x: Reading) -> base.Sign | None:
        """Give a field that is missing, has no max-age (which it requires), or tells clients to forget."""
        if x.operation is None or x.status is None or x.from_product:
            return None
        if not self._secure:
            return base.unsure(x, "without-tls")  # it may not be sent there (RFC 6797 section 7.2)
        field = x.reply_headers.get("strict-transport-security", "")
        age = _MAX_AGE.search(field)
        if age is not None and int(age[1]) > 0:
            return base.passed(x)
        return base.broke(x, "no-hsts", cause="no-hsts", got=field)


KIND = base.RuleKind("hsts/1", Operations, Watch)
