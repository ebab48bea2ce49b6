"""`echo/1`: a correlation identifier that a caller sends comes back in the answer."""

from __future__ import annotations

import re

from harness.reading import Reading
from harness.resources.traits import correlation_fields
from harness.rules import base
from harness.rules.replies import Operations

_PLAIN = re.compile(r"[A-Za-z0-9._:-]{1,64}")
"""What any product can take for an identifier; in place of odd letters and endless ones it may well put its own."""


class Watch(base.Single):
    """Looks at requests that carry a field which the description has for the purpose."""

    def __init__(self, params: Operations, world: base.World) -> None:
        super().__init__(params.operations)
        self._fields = correlation_fields(world.contract)

    def look(self, x: Reading) -> base.Sign | None:
        """Give an answer without the value, in whatever field it might stand."""
        if x.operation is None or x.from_product or x.status is None or not base.soundly_ours(x):
            return None
        sent = {name: value for name in self._fields if _PLAIN.fullmatch(value := x.request_headers.get(name, ""))}
        if not sent or base.busy(x) or x.request_problems:
            return None
        returned = {value for _, value in x.reply_headers}
        lost = [name for name, value in sent.items() if value not in returned]
        if not lost:
            return base.passed(x) if x.status < 500 else None
        return base.broke(x, "correlation-lost", cause="correlation-lost", header=lost[0])


KIND = base.RuleKind("echo/1", Operations, Watch)
