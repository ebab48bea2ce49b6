"""Tells which form of content a request asks for by a parameter of its query (`f=html`), where that is on offer."""

from __future__ import annotations

from typing import Any, Final

from harness.contract import Operation, Schema
from harness.contract.media import is_json
from harness.reading.shape import choices_of

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "csv": ("text/csv",),
    "geojson": ("application/geo+json", "application/vnd.geo+json"),
    "gml": ("application/gml+xml",),
    "htm": ("text/html", "application/xhtml+xml"),
    "html": ("text/html", "application/xhtml+xml"),
    "json": ("application/json",),
    "json-ld": ("application/ld+json",),
    "jsonld": ("application/ld+json",),
    "kml": ("application/vnd.google-earth.kml+xml",),
    "pdf": ("application/pdf",),
    "txt": ("text/plain",),
    "xhtml": ("text/html", "application/xhtml+xml"),
    "xml": ("application/xml", "text/xml"),
    "yaml": ("application/yaml", "text/yaml", "application/x-yaml"),
    "yml": ("application/yaml", "text/yaml", "application/x-yaml"),
}
"""Media types by the short names that query parameters use for them, as OGC API's `f` and many a `format` do."""


def form_asked(operation: Operation, query: dict[str, str]) -> tuple[str, ...]:
    """Return the media types that a request asks for by its query; empty where it asks for none.

    A parameter counts only where every value that the description lists for it names a form of content.
    """
    for parameter in operation.parameters:
        text = query.get(parameter.name) if parameter.location == "query" else None
        if text is None or not isinstance(parameter.schema, Schema):
            continue
        choices = choices_of(parameter.schema)
        if text in choices and all(_media_types(choice) for choice in choices):
            return _media_types(text)
    return ()


def asked_for(media_type: str, form: tuple[str, ...]) -> bool:
    """Tell whether content of a media type is what was asked for by `form`; JSON is, where any JSON was."""
    return media_type in form or (is_json(media_type) and any(map(is_json, form)))


def _media_types(choice: Any) -> tuple[str, ...]:
    if not isinstance(choice, str):
        return ()
    text = choice.lower()
    return (text,) if text.count("/") == 1 else FORMS.get(text, ())
