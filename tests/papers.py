"""Reads what a PDF says to assistive technology: its text, its tags in order, and what ISO 14289-1 asks of a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf


class Paper:
    """A PDF as a reader of structure sees it."""

    def __init__(self, data: bytes) -> None:
        self.reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def text(self) -> str:
        """Return all text, a space between words."""
        joined = " ".join(page.extract_text().replace("\u200b", "") for page in self.reader.pages)
        return " ".join(joined.split())

    def tags(self) -> list[tuple[str, Any]]:
        """Return every structure element with its type, in reading order."""
        return list(self._below(self.root["/StructTreeRoot"]))

    def _below(self, node: Any) -> Iterator[tuple[str, Any]]:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            found = kid.get_object()
            if isinstance(found, dict) and "/S" in found:
                yield str(found["/S"]), found
                yield from self._below(found)

    def complaints(self) -> list[str]:
        """Return what PDF/UA-1 asks and this file has not, of what can be told without its authors' own checker."""
        info = self.root["/Metadata"].get_object().get_data().decode()
        kinds = [kind for kind, _ in self.tags()]
        levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
        figures = [node for kind, node in self.tags() if kind == "/Figure"]
        checks = {
            "7.1 marked": bool(self.root["/MarkInfo"]["/Marked"]),
            "5 identified": "<pdfuaid:part>1</pdfuaid:part>" in info,
            "7.2 language": str(self.root.get("/Lang", "")).startswith("en"),
            "7.1 title": "<dc:title>" in info and bool(self.root["/ViewerPreferences"]["/DisplayDocTitle"]),
            "7.4 headings": levels[:1] == [1] and all(b - a <= 1 for a, b in pairwise(levels)),
            "7.5 tables": "/Table" not in kinds or "/TH" in kinds,
            "7.3 figures": all(str(node.get("/Alt", "")) for node in figures),
            "7.18 order of tabs": all(page.get("/Tabs", "/S") == "/S" for page in self.reader.pages),
            "7.21 fonts": all(self._embedded(page) for page in self.reader.pages),
        }
        return [clause for clause, held in checks.items() if not held]

    def _embedded(self, page: Any) -> bool:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()
            below = inner["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inner else inner
            described = below["/FontDescriptor"].get_object()
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                return False
        return True
