"""`created/1`: a 201 tells where what was created is, in Location or by its name in the content (RFC 9110 15.3.2)."""

from __future__ import annotations

from typing import Any, Final

from harness.reading import Reading
from harness.resources.answers import created_name
from harness.resources.names import plain
from harness.rules import base
from harness.rules.things import things_of

NAMES: Final = frozenset({"id", "uuid", "guid", "uid", "identifier", "key", "ref", "reference", "slug", "href", "self"})
"""Members that name a thing by themselves, in letters and digits; a `name` may be an echo of what was sent."""


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing is asked: every creation is looked at."""


class Watch(base.Single):
    """Looks at each 201 to an operation that creates."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._things = things_of(world.contract)

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
        if about.resource.created_id is None and named_somewhere(x.reply_json):
            return base.passed(x)
        return base.broke(x, "created-nowhere", cause="created-nowhere")


def named_somewhere(content: Any, deep: bool = True) -> bool:
    """Tell whether an object, or one within it, names itself, where the description says of no member that it does."""
    if not isinstance(content, dict):
        return False
    for name, value in content.items():
        if plain(name) in NAMES and isinstance(value, str | int) and value not in ("", True, False):
            return True
    return deep and any(named_somewhere(value, deep=False) for value in content.values())


KIND = base.RuleKind("created/1", Params, Watch)
