"""Renders a judgement, one format a file: what was judged goes in, bytes come out; nothing here judges."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Final

from harness.render.report import Report

Renderer = Callable[[Report], bytes]
Further = Callable[[Report], Iterator[tuple[str, bytes]]]
"""Gives name and content of files that belong into a folder beside the first one."""


def _of(module: str) -> Renderer:
    """Return the `render` of a module here, which is imported when it is first used: templates cost time."""

    def render(report: Report) -> bytes:
        written: bytes = importlib.import_module(f"harness.render.{module}").render(report)
        return written

    return render


def _further_of(module: str) -> Further:
    """Return the `render_further` of a module here, imported as above."""

    def render(report: Report) -> Iterator[tuple[str, bytes]]:
        yield from importlib.import_module(f"harness.render.{module}").render_further(report)

    return render


RENDERERS: Final[dict[str, Renderer]] = {
    "text": _of("text"),
    "json": _of("json"),
    "junit": _of("junit"),
    "html": _of("html"),
    "sarif": _of("sarif"),
    "ctrf": _of("ctrf"),
    "tap": _of("tap"),
    "markdown": _of("markdown"),
    "github": _of("github"),
    "gitlab": _of("gitlab"),
    "pytest": _of("pytest"),
    "pdf": _of("pdf"),
    "earl": _of("earl"),
    "openacr": _of("openacr"),
}
"""Each format by its name on the command line; docs/formats.md says what each one loses."""

FURTHER: Final[dict[str, Further]] = {"html": _further_of("html")}
"""The formats that spread a large report over several files, where `report.paged` says where these are."""
