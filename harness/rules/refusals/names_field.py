"""`names-field/1`: the refusal of content with one mistake names the member that is wrong (SEGAS-00016)."""

from __future__ import annotations

import re
from typing import Any, Final

from harness.reading import Reading
from harness.resources.names import plain
from harness.rules import base

REFUSALS = (400, 422)
PROBLEM: Final = frozenset({"type", "title", "status", "detail", "instance"})
"""Members of a problem, which name nothing that was sent."""
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|[^\W\d_]+|[0-9]+")
"""A word within a name or a sentence, however its beginning is shown."""


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
        if names(member, _said(x)):
            return base.passed(x)
        return base.broke(x, "field-not-named", cause="field-not-named", member=member)


def names(member: str, said: str) -> bool:
    """Tell whether a text names a member as a word, or several, of its own: `id` does not stand in "invalid"."""
    wanted = plain(member)
    if not wanted:
        return member in said
    words = [word.lower() for word in _WORD.findall(said)]
    for at in range(len(words)):
        joined = ""
        for word in words[at:]:
            joined += word
            if joined in (wanted, f"{wanted}s"):
                return True
            if len(joined) > len(wanted):
                break
    return False


def _said(x: Reading) -> str:
    """Return what a refusal says, without the names of the members that every problem has (RFC 9457 section 3.1)."""
    value = x.reply_json
    if not isinstance(value, dict):
        return x.reply_bytes.decode("utf-8", "replace")
    texts: list[str] = []
    waiting: list[Any] = [text for name, text in value.items() if name in PROBLEM]
    waiting.append({name: text for name, text in value.items() if name not in PROBLEM})
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            texts.append(node)
        elif isinstance(node, dict):
            texts += node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return "\n".join(texts)


KIND = base.RuleKind("names-field/1", Params, Watch)
