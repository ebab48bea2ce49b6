"""Reads the API definition that a server itself serves: where its landing page says that it lies, and what it has.

Source: OGC API - Features 1.0.1, /req/core/api-definition-op and the class oas30; relations of RFC 8631.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from harness.contract import Contract, Match, Operation, Parameter, Schema, compile_contract
from harness.errors import ContractError
from harness.expression import follow
from harness.reading import NotJson, Reading
from harness.reading.addressed import prefix_of
from harness.reading.links import below
from harness.yamlfile import loads

DESCRIBED_BY: Final = ("service-desc", "service-doc")
"""Relations of a landing page's links to a definition, for machines and for people."""
UNKNOWN: Final = "exercise-no-such-parameter"
"""A parameter of a query that no definition has."""
LARGEST: Final = 16 * 1024 * 1024
"""Octets of a definition that is read."""
ITEMS: Final = re.compile(r"(.*/collections)/([^/]+)/items")
"""The path of a collection's features."""
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")
_STANDARD: Final = re.compile(
    r"/ogcapi-features-1\.yaml#/components/parameters/(bbox|collectionId|datetime|featureId|limit)\Z"
)
"""A reference to a parameter of the standard's own components: none of them is free-form."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A landing page's link to an API definition."""

    relation: str
    target: str
    """Below the base URL; '' where it leads elsewhere."""
    media_type: str
    """As the link names it; ''."""


class Served:
    """An API definition: as its author wrote it, and as it was compiled."""

    def __init__(self, root: dict[str, Any], contract: Contract) -> None:
        self.root = root
        self.contract = contract

    @property
    def version(self) -> str:
        """The version of OpenAPI, as it is written."""
        return str(self.root.get("openapi", self.root.get("swagger", "")))

    def match(self, method: str, target: str, base: str) -> Match | None:
        """Return the operation that a request addresses, below the servers that the definition names, or the base."""
        for prefix in self._prefixes(base):
            found = self.contract.match(method, target, prefix)
            if found is not None:
                return found
        return None

    def target(self, path: str, base: str) -> str | None:
        """Return a path of the definition as a target below the base URL; None where that leads beside it."""
        ours = prefix_of(base)
        for prefix in self._prefixes(base):
            whole = f"{prefix}{path}"
            if f"{whole}/".startswith(f"{ours}/"):
                return whole.removeprefix(ours) or "/"
        return None

    def _prefixes(self, base: str) -> tuple[str, ...]:
        # Where no server is named, paths begin at the root of the host (OpenAPI 3.0.3, OpenAPI Object, `servers`).
        named = (urlsplit(urljoin(f"{base}/", one)).path.rstrip("/") for one in _servers(self.root) or ("/",))
        return tuple(dict.fromkeys((*named, prefix_of(base))))

    def lists(self) -> Iterator[Operation]:
        """Yield the operations that serve the features of a collection."""
        yield from (o for o in self.contract.operations if o.method == "GET" and ITEMS.fullmatch(o.path))

    def collections(self) -> Iterator[str]:
        """Yield the names of collections that the definition itself names: in a path, or among a parameter's values."""
        for operation in self.lists():
            found = ITEMS.fullmatch(operation.path)
            name = found[2] if found is not None else ""
            if not name.startswith("{"):
                yield name
            else:
                parameter = operation.parameter("path", name.strip("{}"))
                yield from (str(one) for one in choices_of(parameter))


def entries(x: Reading) -> tuple[Entry, ...]:
    """Return a landing page's links to API definitions."""
    links = x.reply_json.get("links") if isinstance(x.reply_json, dict) else None
    return tuple(
        Entry(relation=one["rel"], target=below(x, one["href"]) or "", media_type=str(one.get("type") or ""))
        for one in (links if isinstance(links, list) else ())
        if isinstance(one, dict) and one.get("rel") in DESCRIBED_BY and isinstance(one.get("href"), str)
    )


def served(x: Reading) -> Served | None:
    """Return the API definition that a reply brings, or None where it brings none that can be read."""
    body = x.reply_bytes
    if x.status != 200 or not body or len(body) > LARGEST or x.media_type == "text/html":
        return None
    return _read(body)


def _servers(root: dict[str, Any]) -> tuple[str, ...]:
    """Return the addresses of the servers, with the values that their variables have by default."""
    listed = root.get("servers")
    named = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(_filled(one["url"], one.get("variables")) for one in named if isinstance(one.get("url"), str))


def _filled(url: str, variables: Any) -> str:
    given = {name: follow(variables, (name, "default")) for name in _VARIABLE.findall(url)}
    return _VARIABLE.sub(lambda match: str(given[match[1]]) if isinstance(given[match[1]], str) else "", url)


@lru_cache(maxsize=4)
def _read(body: bytes) -> Served | None:
    name = "definition.json" if body.lstrip()[:1] == b"{" else "definition"
    try:
        loaded = loads(body, name, ContractError)
        return Served(loaded.value, compile_contract(loaded))
    except ContractError:
        return None


def choices_of(parameter: Parameter | None) -> tuple[Any, ...]:
    """Return the values that a parameter may have, where they are listed."""
    node = parameter.schema.node if parameter is not None and isinstance(parameter.schema, Schema) else None
    found = node.get("enum") if isinstance(node, dict) else None
    return tuple(found) if isinstance(found, list) else ()


def free_form(parameter: Parameter) -> bool:
    """Tell whether a parameter stands for any others: an object written as `a=1&b=2` (OpenAPI 3.0, style form)."""
    if parameter.location != "query" or parameter.style != "form" or not parameter.explode:
        return False
    if not isinstance(parameter.schema, Schema) or parameter.schema.type != "object":
        return False
    node = parameter.schema.node
    return not isinstance(node, dict) or node.get("additionalProperties", True) is not False


def takes_any(served: Served, operation: Operation) -> bool | None:
    """Tell whether an operation takes parameters that are not named; None where one of its parameters is unknown."""
    if any(free_form(one) for one in operation.parameters):
        return True
    unknown = (gap for gap in operation.incomplete if not _STANDARD.search(_reference(served.root, gap.where)))
    return None if any("/parameters" in gap.where for gap in unknown) else False


def _reference(root: Any, where: str) -> str:
    """Return what is referred to at a place of the main file, or ''."""
    node = root
    for token in where.partition("#")[2].split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        node = node[int(token)] if isinstance(node, list) and token.isdecimal() and int(token) < len(node) else (
            node.get(token) if isinstance(node, dict) else None
        )  # fmt: skip
    return str(node.get("$ref", "")) if isinstance(node, dict) else ""


def readable(x: Reading) -> bool:
    """Tell whether a reply is a JSON value."""
    return not isinstance(x.reply_json, NotJson)
