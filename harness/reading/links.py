"""Finds where a page says that the next one is: a Link field (RFC 8288), or a URL in its content."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from harness.reading.addressed import prefix_of
from harness.reading.reading import Reading

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def linked(x: Reading, relation: str) -> str | None:
    """Return the target of a Link field with that relation, as it is written, or None."""
    for target, parameters in _LINK.findall(x.reply_headers.get("link", "")):
        rel = _REL.search(parameters)
        if rel is not None and relation in (rel[1] or rel[2] or "").lower().split():
            return str(target)
    return None


def in_content(value: Any) -> str | None:
    """Return a URL that stands in content: a text, an object with `href`, or the `next` of a list of links."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, dict) and isinstance(value.get("href"), str):
        return str(value["href"])
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict) and one.get("rel") == "next" and isinstance(one.get("href"), str):
                return str(one["href"])
    return None


def below(x: Reading, reference: str) -> str | None:
    """Return a reference as a target below the base URL, or None where it leads to another host or elsewhere.

    It is resolved against the request that it came for (RFC 3986 section 5).
    """
    base = urlsplit(x.base)
    try:
        parts = urlsplit(urljoin(f"{base.scheme}://{base.netloc}{x.exchange.request.target}", reference))
    except ValueError:
        return None
    prefix = prefix_of(x.base)
    if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not f"{parts.path}/".startswith(f"{prefix}/"):
        return None
    return parts.path.removeprefix(prefix) + (f"?{parts.query}" if parts.query else "")
