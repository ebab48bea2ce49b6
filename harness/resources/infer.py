"""Infers the resources of a contract from the paths, methods, parameters and schemas of its operations.

Pure: the gatherer and the judge infer the same from the same contract. What is inferred is never more than a reading of
the description; where it cannot tell, a field stays empty, and what needs it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from harness.contract import Contract, Operation, Schema
from harness.contract.media import is_json
from harness.resources import items, lists
from harness.resources.fields import Field
from harness.resources.model import Resource
from harness.resources.names import noun, plain, singular

Methods = dict[str, Operation]


@lru_cache(maxsize=8)
def resources_of(contract: Contract) -> tuple[Resource, ...]:
    """Return the resources, in the order in which their paths are described."""
    paths: dict[str, Methods] = {}
    for operation in contract.operations:
        paths.setdefault(operation.path, {})[operation.method] = operation
    found: dict[str, Resource] = {}
    taken: set[str] = set()
    items_of = {_collection(path): path for path in paths if _collection(path)}
    item_paths = frozenset(items_of.values())
    for path, methods in paths.items():
        item = items_of.get(path) or _by_noun(path, items_of, paths)
        if _collection(path) and path in item_paths and not _lists(methods, path):
            continue  # an item: it comes with its collection, or alone below
        resource = _resource(path, methods, item, paths.get(item, {}))
        if resource is not None:
            found[path] = resource
            taken |= {item} if item else set()
    for path, methods in paths.items():
        if _collection(path) and path not in taken and path not in found:
            resource = _resource("", {}, path, methods)
            if resource is not None:
                found[path] = resource
    order = {path: number for number, path in enumerate(paths)}
    named = sorted(found.values(), key=lambda one: order[one.collection])
    return tuple(_with_parent(one, named) for one in named)


def _collection(path: str) -> str:
    """Return the path without its last segment where that is one placeholder and nothing else, else ''."""
    head, _, last = path.rstrip("/").rpartition("/")
    return head if last.startswith("{") and last.endswith("}") and last.count("{") == 1 and head else ""


def _by_noun(path: str, items_of: Mapping[str, str], paths: Mapping[str, Methods]) -> str:
    """Return the item of a collection that is written otherwise: `/persons` and `/person/{id}`."""
    head, _, last = path.rpartition("/")
    if not last or "{" in last:
        return ""
    for collection, item in items_of.items():
        other_head, _, other = collection.rpartition("/")
        if (
            other_head == head
            and other != last
            and collection not in paths
            and singular(plain(last)) == singular(plain(other))
        ):
            return item
    return ""


def _lists(methods: Methods, path: str) -> bool:
    root = success(methods.get("GET"))
    return root is not None and lists.elements(root, path) is not None and root.kind == "array"


def success(operation: Operation | None) -> Field | None:
    """Return the JSON content of an operation's success, or None."""
    if operation is None:
        return None
    ordered = sorted((status for status in operation.replies if status[0] == "2"), key=lambda s: (s != "200", s))
    for status in ordered:
        for name, media in operation.replies[status].media.items():
            if is_json(name) and isinstance(media.schema, Schema):
                return Field.of(media.schema)
    return None


def sent(operation: Operation | None) -> Field | None:
    """Return the JSON content that an operation takes, or None."""
    for name, media in operation.request_bodies.items() if operation is not None else ():
        if is_json(name) and isinstance(media.schema, Schema):
            return Field.of(media.schema)
    return None


def _resource(path: str, methods: Methods, item: str, on_item: Methods) -> Resource | None:
    given: dict[str, Any] = {"collection": path or item, "item_path": item}
    parameter = item.rpartition("{")[2].rstrip("}/") if item else ""
    given |= {"parameter": parameter} | _named(methods, on_item, item)
    root = success(methods.get("GET"))
    listed = lists.elements(root, path) if root is not None else None
    if listed is None:
        given["list"] = ""
    if not given["list"] and not given["create"] and not (item and len(on_item) > 0):
        return None
    word = noun(path or item)
    element = listed.element if listed is not None else None
    if root is not None and listed is not None and element is not None:
        given |= _of_list(methods["GET"], root, listed, element, parameter, word)
    given |= _of_item(methods, on_item, element, parameter, word)
    return Resource(**given)


def _named(methods: Methods, on_item: Methods, item: str) -> dict[str, str]:
    create = methods.get("POST")
    makes = create is not None and (bool(item) or "201" in create.replies) and sent(create) is not None
    return {
        "list": _id(methods.get("GET")),
        "create": _id(create) if makes else "",
        "read": _id(on_item.get("GET")),
        "replace": _id(on_item.get("PUT")),
        "update": _id(on_item.get("PATCH")),
        "delete": _id(on_item.get("DELETE")),
    }


def _id(operation: Operation | None) -> str:
    return operation.id if operation is not None else ""


def _of_list(
    operation: Operation, root: Field, listed: Field, element: Field, parameter: str, word: str
) -> dict[str, Any]:
    paging = lists.paging(operation, root if root.kind != "array" else Field((), {}))
    inner = items.properties_of(element)
    used = frozenset(filter(None, (paging.limit, paging.parameter) if paging else ()))
    return {
        "items": listed.pointer,
        "element_id": items.identifier(element, parameter or "id", word),
        "element": inner.pointer,
        "paging": paging,
        "limit": lists.limit(operation, inner) if paging is None else "",
        "total": lists.total(root) if root.kind != "array" else None,
        "filters": lists.filters(operation, inner, used),
        "sort": lists.sort(operation, inner),
        "dates": lists.date_ranges(operation, inner),
        "box": lists.box(operation),
        "interval": lists.interval(operation),
    }


def _of_item(methods: Methods, on_item: Methods, element: Field | None, parameter: str, word: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    made, taken, back = success(methods.get("POST")), sent(methods.get("POST")), success(on_item.get("GET"))
    if made is not None:
        inner = items.envelope(made)
        found["created_id"] = items.identifier(inner, parameter or "id", word)
    whole = items.envelope(back) if back is not None else element
    if back is not None and whole is not None:
        found["envelope"] = whole.pointer
        found["item_id"] = items.identifier(whole, parameter or "id", word)
    if whole is not None:
        root = whole.anew()
        found |= {"times": items.times(root), "coordinates": items.coordinates(root)}
        found["coordinates_in"] = items.coordinates_in(root)
        found["read_only"] = items.read_only(taken if taken is not None and items.read_only(taken) else root)
        if taken is not None:
            found |= {"writable": items.writable(taken, root), "states": items.states(taken, root)}
    found["etag"] = _has_etag((*methods.values(), *on_item.values()))
    return found


def _has_etag(operations: Iterable[Operation]) -> bool:
    return any(
        reply.documents_header("etag") for o in operations for status, reply in o.replies.items() if status[0] == "2"
    ) or any(p.location == "header" and p.name.lower() == "if-match" for o in operations for p in o.parameters)


def _with_parent(resource: Resource, others: list[Resource]) -> Resource:
    """Name the resource whose item this one lies under: the nearest."""
    above = [o for o in others if o.item_path and resource.collection.startswith(f"{o.item_path.rstrip('/')}/")]
    if not above:
        return resource
    nearest = max(above, key=lambda one: len(one.item_path))
    return Resource(**{name: getattr(resource, name) for name in Resource.__slots__} | {"parent": nearest.collection})
