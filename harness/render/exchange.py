"""Lays an exchange out in lines for a reader: heads as they went over the wire, JSON indented, one place marked."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from harness.evidence import Exchange, Partial, Response, Silence

MOST_LINES = 120
"""Lines of one body that are shown; the evidence holds the rest."""
WIDEST = 400


class Line(msgspec.Struct, frozen=True):
    """One line; `marked` where the judgement rests on it."""

    text: str
    marked: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange ready to print."""

    name: str
    request: tuple[Line, ...]
    reply: tuple[Line, ...]
    outcome: str
    """One phrase: the status line, or why there is none."""


def lay_out(exchange: Exchange, pointer: str = "", header: str = "") -> Shown:
    """Return the lines; the value at `pointer` of the reply's JSON, and the field `header`, are marked."""
    reply = exchange.reply
    request = [*_head(exchange.request.head, ""), Line(""), *_body(exchange.request.body, None)]
    if isinstance(reply, Silence):
        return Shown(name=str(exchange.id), request=_cut(request), reply=(), outcome=f"no answer ({reply.why})")
    lines = [*_head(reply.head, header), Line(""), *_body(reply.body, pointer or None)]
    if isinstance(reply, Partial):
        outcome = f"a broken answer ({reply.why})"
    else:
        outcome = _status_line(reply)
    return Shown(name=str(exchange.id), request=_cut(request), reply=_cut(lines), outcome=outcome)


def _status_line(reply: Response) -> str:
    return reply.head.split(b"\r\n", 1)[0].decode("latin-1") or str(reply.status)


def _head(head: bytes, marked: str) -> list[Line]:
    lines = head.decode("latin-1").split("\r\n")
    return [Line(text, bool(marked) and text.lower().startswith(f"{marked.lower()}:")) for text in lines if text]


def _body(body: bytes, pointer: str | None) -> list[Line]:
    if not body:
        return []
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return [Line(text) for text in body.decode("utf-8", "backslashreplace").splitlines()]
    lines: list[Line] = []
    _indent(value, 0, "", pointer, lines, "", "")
    return lines


def _indent(value: Any, depth: int, here: str, pointer: str | None, lines: list[Line], before: str, after: str) -> None:
    """Write `value` as JSON, two spaces a level, marking the lines of what stands at `pointer`."""
    if len(lines) > MOST_LINES + 1:
        return
    pad, marked = "  " * depth, pointer is not None and (here == pointer or here.startswith(pointer + "/"))
    if isinstance(value, dict | list) and value:
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        lines.append(Line(f"{pad}{before}{opening}", marked))
        entries = list(value.items()) if isinstance(value, dict) else [(str(i), v) for i, v in enumerate(value)]
        for index, (key, member) in enumerate(entries):
            label = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(value, dict) else ""
            token = key.replace("~", "~0").replace("/", "~1")
            comma = "," if index < len(entries) - 1 else ""
            _indent(member, depth + 1, f"{here}/{token}", pointer, lines, label, comma)
        lines.append(Line(f"{pad}{closing}{after}", marked))
        return
    lines.append(Line(f"{pad}{before}{json.dumps(value, ensure_ascii=False)}{after}", marked))


def _cut(lines: list[Line]) -> tuple[Line, ...]:
    kept = [Line(line.text if len(line.text) <= WIDEST else line.text[:WIDEST] + " ...", line.marked) for line in lines]
    if len(kept) > MOST_LINES:
        return (*kept[:MOST_LINES], Line(f"... {len(kept) - MOST_LINES} further lines are in the evidence"))
    return tuple(kept)
