"""Renders a judgement, one format a file: what was judged goes in, bytes come out; nothing here judges."""

from __future__ import annotations

from collections.abc import Callable

from harness.render.report import Report


def _text(report: Report) -> bytes:
    from harness.render.text import render

    return render(report)


def _json(report: Report) -> bytes:
    from harness.render.json import render

    return render(report)


def _junit(report: Report) -> bytes:
    from harness.render.junit import render

    return render(report)


def _html(report: Report) -> bytes:
    from harness.render.html import render

    return render(report)


RENDERERS: dict[str, Callable[[Report], bytes]] = {"text": _text, "json": _json, "junit": _junit, "html": _html}
"""Each imported when it is first used: templates and colours cost time that a plain run does not need."""
