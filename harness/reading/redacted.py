"""Says which values of a message a redaction touches, so that nobody is blamed for them (house law 6)."""

from __future__ import annotations

from collections.abc import Iterable

from harness.contract import Problem
from harness.contract.codes import OF_WHOLE
from harness.evidence import Redaction
from harness.jsonspans import NotReadable, spans


class Redacted:
    """The redactions of one body, by the JSON pointer of what they overwrote; '' where that is not known."""

    __slots__ = ("pointers",)

    def __init__(self, redactions: Iterable[Redaction], part: str, body: bytes) -> None:
        """Take an exchange's redactions, a part such as `reply.body`, and that part's bytes as they are kept."""
        here = [each for each in redactions if each.part == part]
        if not here:
            self.pointers: tuple[str, ...] = ()
            return
        bare = sorted(each.offset for each in here if not each.pointer)
        named = (each.pointer for each in here if each.pointer)
        self.pointers = tuple(dict.fromkeys((*named, *(_pointers_at(body, bare) if bare else ()))))

    def __bool__(self) -> bool:
        return bool(self.pointers)

    def touches(self, pointer: str) -> bool:
        """Tell whether the value at `pointer` was overwritten, or lies in or around one that was."""
        return any(_within(pointer, each) or _within(each, pointer) for each in self.pointers)

    def explains(self, problem: Problem, conditional: bool) -> bool:
        """Tell whether a problem may be there only because of what was overwritten.

        `conditional`: the problem arose under `then` or `else`, and the `if` may have looked at anything.
        """
        if conditional and self.pointers:
            return True
        if any(_within(problem.pointer, each) for each in self.pointers):
            return True
        return problem.code in OF_WHOLE and any(_within(each, problem.pointer) for each in self.pointers)


def _within(pointer: str, outer: str) -> bool:
    return pointer == outer or pointer.startswith(f"{outer}/")


def _pointers_at(body: bytes, offsets: list[int]) -> list[str]:
    """Return the pointer of the leaf at each offset; '' where there is none or the body cannot be read."""
    found, rest = [], iter(spans(body))
    try:
        leaf = next(rest, None)
        for offset in offsets:
            while leaf is not None and leaf[2] <= offset:
                leaf = next(rest, None)
            found.append(leaf[0] if leaf is not None and leaf[1] <= offset else "")
    except NotReadable:
        return [""]
    return found


def restored(body: bytes, redactions: Iterable[Redaction], part: str) -> bytes:
    """Return `body` with a number and spaces where asterisks stand outside of a string, so that it parses again."""
    kept = bytearray(body)
    for each in redactions:
        if each.part == part and 0 < each.length <= len(kept) - each.offset:
            before = each.offset - 1
            while before >= 0 and kept[before] in b" \t\r\n":
                before -= 1
            if before < 0 or kept[before] in b":[,":
                kept[each.offset : each.offset + each.length] = b"1".ljust(each.length)
    return bytes(kept)


def fields_touched(redactions: Iterable[Redaction], part: str, head: bytes) -> frozenset[str]:
    """Return the names, in lower case, of the header fields that a redaction of `part` touches."""
    names = set()
    for each in redactions:
        if each.part == part:
            start = head.rfind(b"\n", 0, each.offset) + 1
            names.add(head[start:].partition(b":")[0].decode("latin-1").lower())
    return frozenset(names)


def target_touched(redactions: Iterable[Redaction], target: str) -> tuple[frozenset[str], bool]:
    """Return the names of the query parameters that a redaction touches, as sent, and whether one touches the path."""
    data, names, path = target.encode("utf-8", "surrogateescape"), set(), False
    for each in redactions:
        if each.part == "request.target":
            query = data.find(b"?")
            if query < 0 or each.offset < query:
                path = True
            else:
                start = max(data.rfind(b"&", 0, each.offset), query) + 1
                names.add(data[start:].partition(b"&")[0].partition(b"=")[0].decode("utf-8", "replace"))
    return frozenset(names), path
