"""`unknown-member/1`: content with a member that nobody described is taken or refused, and breaks nothing (GDS API)."""

from __future__ import annotations

from harness.contract import Schema
from harness.contract.media import is_json
from harness.reading import Reading
from harness.resources.fields import Field
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all that take JSON."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at requests whose only oddity is a member at the top that the description does not have."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._known: dict[str, frozenset[str] | None] = {}

    def look(self, x: Reading) -> base.Sign | None:
        """A failure of the product is a case against it; a success or a refusal is in order."""
        if x.operation is None or x.from_product or not isinstance(x.request_json, dict):
            return None
        known = self._described(x)
        if known is None or not x.request_json.keys() - known:
            return None
        if any(p.part != "body" or p.code not in EXTRA for p in x.request_problems) or not base.soundly_ours(x):
            return None
        if x.status is None:
            return base.no_answer(x)
        if base.busy(x) or x.status in (401, 403, 404, 405):
            return base.hidden(x)
        if x.status < 500:
            return base.passed(x)
        names = sorted(x.request_json.keys() - known)
        return base.broke(x, "unknown-member", cause="unknown-member", member=names[0], status=x.status)

    def _described(self, x: Reading) -> frozenset[str] | None:
        """Return the members that the description has, or None where it names none."""
        if x.operation_id not in self._known:
            self._known[x.operation_id] = None
            for name, media in x.operation.request_bodies.items() if x.operation is not None else ():
                if is_json(name) and isinstance(media.schema, Schema):
                    self._known[x.operation_id] = frozenset(Field.of(media.schema).properties) or None
        return self._known[x.operation_id]


EXTRA = frozenset(("additionalProperties", "unevaluatedProperties", "maxProperties"))
"""Problems that an additional member may make of itself."""

KIND = base.RuleKind("unknown-member/1", Params, Watch)
