"""Finds in replies what the inferred resource says lies there: the elements of a list, the name of what was created."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading, links
from harness.reading.addressed import prefix_of
from harness.resources.model import Resource


def elements_of(resource: Resource, x: Reading) -> list[Any] | None:
    """Return the elements of a list's reply; None where no list lies where the description says."""
    if resource.items is None or isinstance(x.reply_json, NotJson):
        return None
    found = follow(x.reply_json, parse_pointer(resource.items))
    return found if isinstance(found, list) else None


def name_at(value: Any, pointer: str) -> str | None:
    """Return the text of a name that stands at a pointer; None for what can be no name."""
    found = follow(value, parse_pointer(pointer))
    if found is MISSING or isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        return None
    return str(found)


def created_name(resource: Resource, x: Reading) -> str | None:
    """Return what names the item that a reply to `create` tells of, in its content or else its Location."""
    if resource.created_id is not None and not isinstance(x.reply_json, NotJson):
        name = name_at(x.reply_json, resource.created_id)
        if name is not None:
            return name
    return located(resource, x)


def located(resource: Resource, x: Reading) -> str | None:
    """Return the name in the reply's Location, where that leads to an item (RFC 9110 section 10.2.2), or None."""
    location = x.reply_headers.get("location", "").strip()
    if not location or not resource.item_path:
        return None
    try:
        target = urlsplit(urljoin(x.exchange.request.target, location)).path
    except ValueError:
        return None
    for operation in x.contract.paths_matching(target, prefix_of(x.base)).values():
        match = x.contract.match(operation.method, target, prefix_of(x.base))
        if match is not None and operation.path == resource.item_path:
            return match.path_params.get(resource.parameter)
    return None


def item_of(resource: Resource, x: Reading) -> Any:
    """Return the properties in a reply that shows one item; MISSING where they are not there."""
    if isinstance(x.reply_json, NotJson):
        return MISSING
    return follow(x.reply_json, parse_pointer(resource.envelope))


def next_link(resource: Resource, x: Reading) -> str | None:
    """Return the reference to the page after, as the reply has it in its content or its Link field, or None."""
    paging = resource.paging
    if paging is not None and paging.next is not None and paging.is_url and not isinstance(x.reply_json, NotJson):
        found = links.in_content(follow(x.reply_json, parse_pointer(paging.next)))
        if found is not None:
            return found
    return links.linked(x, "next")
