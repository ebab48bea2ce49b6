"""`top-level/1`: JSON content is an object at its top level (GDS API standards)."""

from __future__ import annotations

from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import Operations, Successful


class Watch(Successful):
    """Looks at successful replies that call themselves JSON."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give a list or a bare value."""
        if x.operation is None or x.from_product or x.status is None or not 200 <= x.status < 300:
            return None
        if not x.says_json or not x.has_body or x.exchange.request.method == "HEAD":
            return None
        value = x.reply_json
        if isinstance(value, NotJson):
            return None
        if isinstance(value, dict):
            return base.passed(x)
        got = "a list" if isinstance(value, list) else "a bare value"
        return base.broke(x, "no-object", cause=f"no-object/{x.operation_id}", got=got)


KIND = base.RuleKind("top-level/1", Operations, Watch)
