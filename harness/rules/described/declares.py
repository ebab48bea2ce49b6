"""`declares/1`: a reply lists a value, such as a conformance class; a condition of what is asked only where it does."""

from __future__ import annotations

from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Where the list stands, and the value that is looked for."""

    operation: str
    pointer: str
    value: str


class Watch(base.Single):
    """Looks at whole replies to one operation."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__((params.operation,))
        self._params = params

    def look(self, x: Reading) -> base.Sign | None:
        """Give whether the value is in the list; where no list stands nothing can be told."""
        if x.status != 200 or x.from_product:
            return None
        params = self._params
        if x.is_redacted(params.pointer):
            return base.unsure(x, "redacted", pointer=params.pointer)
        read = not isinstance(x.reply_json, NotJson)
        found = follow(x.reply_json, parse_pointer(params.pointer)) if read else MISSING
        if not isinstance(found, list):
            return base.aside(base.unsure(x, "not-declared", value=params.value))
        if params.value in found:
            return base.passed(x)
        return base.broke(x, "not-declared", cause=f"not-declared/{params.value}", value=params.value)


KIND = base.RuleKind("declares/1", Params, Watch)
