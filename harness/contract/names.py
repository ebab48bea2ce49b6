"""Collects the names that schemas of one file give themselves: `$id`, `$anchor` and `$dynamicAnchor`."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urljoin

from harness.jsonbytes import escape


class Named(NamedTuple):
    """What the schemas of one file call themselves; each map leads to JSON pointers."""

    resources: dict[str, str]
    """`$id`, made absolute as far as the file says, by pointer: where a schema resource of its own begins."""
    by_id: dict[str, str]
    """The same the other way round; of two of one name the first."""
    anchors: dict[tuple[str, str], list[str]]
    """By pointer of the resource and name; more than one place is a name that names nothing."""
    anywhere: dict[str, list[str]]
    """The same by name alone."""
    dynamic: dict[str, dict[str, str]]
    """The dynamic ones, which are anchors too, by pointer of the resource."""

    def resource(self, pointer: str) -> str:
        """Return the pointer of the schema resource that `pointer` lies in; '' for the file itself."""
        while pointer and pointer not in self.resources:
            pointer = pointer.rpartition("/")[0]
        return pointer


def joined(base: str, address: str) -> str:
    """Return `address` as it is read at `base` (RFC 3986 section 5); as it is where it is no address."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def collect(value: Any) -> Named:
    """Return the names in a file; `value` is all of it."""
    found = Named({}, {}, {}, {}, {})
    rest: list[tuple[Any, str, str]] = [(value, "", "")]
    while rest:
        node, pointer, resource = rest.pop()
        if isinstance(node, dict):
            resource = _enter(node, pointer, resource, found)
            members = [(member, f"{pointer}/{escape(name)}", resource) for name, member in node.items()]
            rest += reversed(members)
        elif isinstance(node, list):
            rest += reversed([(member, f"{pointer}/{index}", resource) for index, member in enumerate(node)])
    return found


def _enter(node: dict[str, Any], pointer: str, resource: str, found: Named) -> str:
    """Note the names that `node` gives itself; return the resource that what lies below belongs to."""
    own = node.get("$id")
    if isinstance(own, str):
        found.resources[pointer] = joined(found.resources.get(resource, ""), own)
        found.by_id.setdefault(found.resources[pointer].rstrip("#"), pointer)
        resource = pointer
    for keyword in ("$anchor", "$dynamicAnchor"):
        name = node.get(keyword)
        if isinstance(name, str):
            found.anchors.setdefault((resource, name), []).append(pointer)
            found.anywhere.setdefault(name, []).append(pointer)
            if keyword == "$dynamicAnchor":
                found.dynamic.setdefault(resource, {}).setdefault(name, pointer)
    return resource
