"""Renders a schedule as Markdown (CommonMark with tables)."""

from __future__ import annotations

from collections.abc import Iterator

from harness.render.markdown import plain
from harness.render.schedule.told import Schedule


def render(schedule: Schedule) -> bytes:
    """Return the document in UTF-8."""
    return "".join(f"{line}\n" for line in _lines(schedule)).encode()


def _lines(schedule: Schedule) -> Iterator[str]:
    yield f"# {plain(schedule.title)}"
    for paragraph in schedule.intro:
        yield from ("", plain(paragraph))
    yield from ("", f"## {plain(schedule.notice_title)}", "")
    yield from (f"* {plain(notice)}" for notice in schedule.notices)
    for group in schedule.groups:
        yield from ("", f"## {plain(group.title)} ({plain(group.id)})", "", plain(group.explain), "")
        yield f"| {' | '.join(map(plain, schedule.heads))} |"
        yield "|---" * len(schedule.heads) + "|"
        for c in group.clauses:
            yield f"| {' | '.join(map(plain, (c.id, c.level, c.text, c.shown, c.source, c.why)))} |"
