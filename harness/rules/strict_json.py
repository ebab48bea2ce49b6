"""`strict-json/1`: what is called JSON is JSON (RFC 8259): UTF-8, well-formed, and no name twice in an object (section 4)."""

from __future__ import annotations

from harness.reading import NotJson, Reading
from harness.rules import base


class Params(base.Params):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at whole replies whose media type says JSON."""

    def look(self, x: Reading) -> base.Sign | None:
        """Give why the content is no strict JSON."""
        if x.from_product or x.status is None or not x.has_body or not x.says_json:
            return None
        value = x.reply_json
        if not isinstance(value, NotJson):
            return base.passed(x)
        if value.why == "bomb":
            return base.unsure(x, "content-too-large")
        return base.broke(x, "not-strict-json", why=value.why, pointer=value.pointer)


class StrictJson:
    """The kind."""

    name = "strict-json/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params.operations)
