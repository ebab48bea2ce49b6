"""Reads an HTML page as a browser would, for tests of what it holds."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr"}
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "div", "span"),
    *("a", "p", "h1", "h2", "h3", "h4", "dl", "dt", "dd", "ul", "li", "details", "summary", "pre", "mark", "code"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "bdi", "br"),
    *("svg", "text", "line", "path", "ol"),
}
"""Elements that a report may have."""


class Page(HTMLParser):
    """Reads a page as a browser would, and holds it to being well nested."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(data.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
