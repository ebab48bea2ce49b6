"""Lays an exchange out in lines for a reader: heads as they went over the wire, JSON indented, what decides marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from harness.evidence import PRODUCT, RELAY, Exchange, Partial, Response, Silence
from harness.jsonbytes import NotJson
from harness.jsonspans import NotReadable, spans
from harness.reading.coding import decoded
from harness.render.curl import fields
from harness.render.deciding import NOTHING, Deciding
from harness.render.inert import one_line
from harness.render.jsonlines import NotLaidOut, Placed, laid_out
from harness.render.prose import WHY

MOST_LINES: Final = 64
"""Lines of one message that are shown; the evidence holds the rest."""
FIRST_LINES: Final = 20
"""Lines at the start that are shown of a longer message; then come those around what is marked."""
AROUND: Final = 6
WIDEST: Final = 300
MOST_MARKED: Final = 12
"""Lines beyond which only the first line of what decides is marked."""
MOST_TEXT: Final = 256 * 1024
"""Octets of content that are looked at."""
UNPACKED: Final = 4 * 1024 * 1024
"""Octets that coded content may unpack to."""
_TAKEN_OUT: Final = re.compile(r"\*{9,}")


class Line(msgspec.Struct, frozen=True):
    """One line; `marked` where the judgement rests on it."""

    text: str
    marked: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange ready to print."""

    name: str
    ours: bool
    """Whether Hallmark sent the request, itself or as the product's partner, and the product answered."""
    identity: str
    """Whose credential was sent; `none` for nobody's."""
    request: tuple[Line, ...]
    reply: tuple[Line, ...]
    outcome: str
    """One phrase: the status line, or why there is none."""
    notes: tuple[str, ...] = ()
    """What was done to the content before it was shown."""

    def size(self) -> int:
        """Return the number of characters."""
        return sum(len(line.text) + 1 for line in (*self.request, *self.reply))


def lay_out(exchange: Exchange, marks: Deciding = NOTHING) -> Shown:
    """Return the lines; without `marks` none is marked."""
    request, reply = exchange.request, exchange.reply
    asked = [
        *_head(request.head, marks.request_headers, marks.request_line),
        *_body(request.head, request.body, marks.request_pointers),
    ]
    answered: list[Line] = []
    if not isinstance(reply, Silence):
        answered = [
            *_head(reply.head, marks.headers, marks.status),
            *_body(reply.head, reply.body, marks.pointers, marks.offset),
        ]
    return Shown(
        name=str(exchange.id),
        ours=exchange.from_party != PRODUCT and exchange.to_party != RELAY,
        identity=exchange.identity,
        request=_cut(asked),
        reply=_cut(answered),
        outcome=outcome(exchange),
        notes=tuple(_notes(exchange)),
    )


def outcome(exchange: Exchange) -> str:
    """Return one phrase on what came back."""
    reply = exchange.reply
    if isinstance(reply, Silence):
        return f"no answer: {WHY.get(reply.why, reply.why)}"
    if isinstance(reply, Partial):
        return f"a broken answer: {WHY.get(reply.why, reply.why)}"
    return _status(reply)


def _status(reply: Response) -> str:
    start = reply.head.split(b"\r\n", 1)[0].decode("latin-1")
    return one_line(start.partition(" ")[2].strip() or str(reply.status), 80)


def _notes(exchange: Exchange) -> Iterable[str]:
    if exchange.redactions:
        yield "Asterisks stand for secrets and personal values that were taken out before the evidence was kept."
    coding = "" if isinstance(exchange.reply, Silence) else one_line(_coding(exchange.reply.head), 40)
    if coding:
        yield f"The content of the reply came coded ({coding}) and is shown unpacked."


def _head(head: bytes, marked: frozenset[str], first: bool) -> list[Line]:
    texts = [text for text in head.decode("utf-8", "backslashreplace").split("\r\n") if text]
    names = [text.partition(":")[0].strip().lower() for text in texts]
    return [Line(t, first if i == 0 else names[i] in marked) for i, t in enumerate(texts)]


def _body(head: bytes, body: bytes, pointers: tuple[str, ...], offset: int = -1) -> list[Line]:
    if not body:
        return []
    content = decoded(body, _coding(head), UNPACKED)
    if isinstance(content, NotJson):
        return [Line(""), Line(f"({len(body)} octets that cannot be unpacked, or that unpack to very much)")]
    if len(content) <= MOST_TEXT:
        try:
            placed = laid_out(content.decode())
        except (NotLaidOut, UnicodeDecodeError):
            pass
        else:
            wanted = (*pointers, *_pointer_at(content, offset))
            return [Line(""), *_marked(placed, wanted)]
    return [Line(""), *_text(content, offset)]


def _coding(head: bytes) -> str:
    return ",".join(v.decode("latin-1") for n, v in fields(head) if n.lower() == "content-encoding")


def _pointer_at(content: bytes, offset: int) -> tuple[str, ...]:
    """Return the place of the leaf that the octet at `offset` belongs to."""
    if offset < 0:
        return ()
    try:
        return tuple(pointer for pointer, start, end in spans(content) if start <= offset < end)[:1]
    except NotReadable:
        return ()


def _marked(placed: tuple[Placed, ...], pointers: tuple[str, ...]) -> list[Line]:
    """Mark the lines of what stands at each pointer; where nothing stands, the line that opens what should hold it."""
    chosen: set[int] = set()
    for pointer in pointers:
        own = [i for i, line in enumerate(placed) if line.pointer == pointer or line.pointer.startswith(f"{pointer}/")]
        above = pointer
        while not own and above:
            above = above.rpartition("/")[0]
            own = [i for i, line in enumerate(placed) if line.pointer == above][:1]
        chosen.update(own if len(own) <= MOST_MARKED else own[:1])
    return [Line(line.text, i in chosen) for i, line in enumerate(placed)]


def _text(content: bytes, offset: int) -> list[Line]:
    """Return lines of what is not JSON; the one that holds `offset` is marked and shown around it."""
    lines, start = [], 0
    for raw in content[:MOST_TEXT].splitlines(keepends=True):
        here = start <= offset < start + len(raw)
        near = max(0, offset - start - 80) if here and len(raw) > WIDEST else 0
        text = raw[near:].decode("utf-8", "backslashreplace").rstrip("\r\n")
        lines.append(Line(f"… {text}" if near else text, here))
        start += len(raw)
    return lines


def _cut(lines: list[Line]) -> tuple[Line, ...]:
    """Make every line harmless and short, and leave out the lines that decide nothing where there are too many."""
    return tuple(Line(one_line(_shorter(line.text), WIDEST), line.marked) for line in _few(lines))


def _shorter(text: str) -> str:
    """Return the text with tabs as spaces, and what was taken out as eight asterisks, however long it was."""
    return _TAKEN_OUT.sub("********", text.expandtabs(4))


def _few(lines: list[Line]) -> list[Line]:
    if len(lines) <= MOST_LINES:
        return lines
    keep = set(range(FIRST_LINES))
    for index, line in enumerate(lines):
        around = set(range(max(0, index - AROUND), min(len(lines), index + AROUND + 1)))
        if line.marked and len(keep | around) <= MOST_LINES:
            keep |= around
    # What room is left goes to the start.
    keep |= set([index for index in range(len(lines)) if index not in keep][: MOST_LINES - len(keep)])
    found, last = [], -1
    for index in sorted(keep):
        found += _gap(index - last - 1)
        found.append(lines[index])
        last = index
    return [*found, *_gap(len(lines) - last - 1)]


def _gap(count: int) -> list[Line]:
    return [Line(f"… {count} lines are left out here; the evidence has them …")] if count else []
