"""`names-field/1`: the refusal of content with one mistake names the member that is wrong (SEGAS-00016)."""

from __future__ import annotations

from harness.reading import Reading
from harness.resources.names import plain
from harness.rules import base

REFUSALS = (400, 422)


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all that take JSON."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at refusals of requests in which the judge finds one mistake, in one member of the content."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only refusals of content."""
        return status in REFUSALS

    def look(self, x: Reading) -> base.Sign | None:
        """Give a refusal in which the member's name does not appear, however it is written."""
        if x.operation is None or x.from_product or x.status not in REFUSALS or not x.request_check.sure:
            return None
        # What cannot be read has no members yet, not even where it is a name that occurs twice.
        if any(p.code == "not_json" for p in x.request_problems):
            return None
        named = {p.name or p.pointer.rpartition("/")[2] for p in x.request_problems if p.part == "body"}
        if len(named) != 1 or len(x.request_problems) != len([p for p in x.request_problems if p.part == "body"]):
            return None
        (member,) = named
        if not member or member.isdigit():
            return None
        said = x.reply_bytes.decode("utf-8", "replace")
        if (member.isascii() and member in said) or plain(member) in plain(said):
            return base.passed(x)
        return base.broke(x, "field-not-named", cause="field-not-named", member=member)


KIND = base.RuleKind("names-field/1", Params, Watch)
