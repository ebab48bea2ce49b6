"""`created/1`: a 201 tells where what was created is, in Location or by its name in the content (RFC 9110 15.3.2)."""

from __future__ import annotations

from harness.reading import Reading
from harness.resources.answers import created_name
from harness.rules import base
from harness.rules.things import Things


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing is asked: every creation is looked at."""


class Watch(base.Single):
    """Looks at each 201 to an operation that creates."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._things = Things(world.contract)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only 201."""
        return status == 201

    def look(self, x: Reading) -> base.Sign | None:
        """Give a creation after which nobody knows what was created."""
        about = self._things.of(x)
        if x.status != 201 or x.from_product or about is None or about.role != "create":
            return None
        if x.reply_headers.get("location", "").strip() or created_name(about.resource, x) is not None:
            return base.passed(x)
        if x.header_redacted("location") or x.reply_redacted.touches(about.resource.created_id or ""):
            return base.aside(base.unsure(x, "redacted"))
        return base.broke(x, "created-nowhere", cause="created-nowhere")


KIND = base.RuleKind("created/1", Params, Watch)
