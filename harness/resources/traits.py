"""Tells by names and forms what a member or header field is for: correlation, addresses to call, personal data."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from harness.contract import Contract, Operation, Schema
from harness.contract.media import is_json
from harness.expression import follow, parse_pointer
from harness.jsonbytes import escape
from harness.resources.fields import Field
from harness.resources.names import plain

CALLBACKS: Final = ("callback", "webhook", "notif", "endpoint", "targeturl", "targeturi", "deliverto", "sink")
"""Parts of the names of members that hold an address to be called."""
DEEPEST: Final = 6
HOSTS: Final = ("localhost", "metadata.google.internal")
PERSONAL = frozenset(
    ("dateofbirth", "dob", "birthdate", "surname", "lastname", "familyname", "forename", "firstname", "givenname",
     "middlename", "fullname", "phonenumber", "telephone", "mobilenumber", "emailaddress", "homeaddress", "nhsnumber",
     "nationalinsurancenumber", "nino", "pncid", "crn", "nomsnumber", "prisonernumber", "ethnicity", "religion")
)  # fmt: skip
"""Names of members that hold personal data wherever they stand, by letters and digits alone."""
CORRELATION = ("correlation", "request-id", "requestid", "trace-id", "traceid")
"""Parts of the names of header fields that carry such an identifier."""


def correlation_fields(contract: Contract) -> tuple[str, ...]:
    """Return the header fields that the description has for correlation, in lower case."""
    names = (p.name.lower() for o in contract.operations for p in o.parameters if p.location == "header")
    return tuple(dict.fromkeys(name for name in names if any(word in name for word in CORRELATION)))


def callback_members(contract: Contract) -> dict[str, frozenset[str]]:
    """Return for each operation that takes an address to call the names of the members that hold it, bare."""
    found: dict[str, frozenset[str]] = {}
    for o in contract.operations:
        for name, media in o.request_bodies.items():
            if is_json(name) and isinstance(media.schema, Schema):
                fields = Field.of(media.schema).below(DEEPEST)
                named = frozenset(plain(f.pointer.rpartition("/")[2]) for f in fields if is_callback(f))
                if named:
                    found[o.id] = named
    return found


def callback_pointers(schema: Schema, body: Any) -> tuple[str, ...]:
    """Return the pointers at which a body holds, or could hold, an address to call."""
    fields = (field for field in Field.of(schema).below(DEEPEST) if is_callback(field))
    parents = ((field.pointer, parse_pointer(field.pointer)[:-1]) for field in fields)
    return tuple(dict.fromkeys(pointer for pointer, above in parents if isinstance(follow(body, above), dict)))


def is_callback(field: Field) -> bool:
    """Tell whether a member holds an address that will be called, by its name and form."""
    name = plain(field.pointer.rpartition("/")[2])
    if field.kind not in ("string", "") or not any(word in name for word in CALLBACKS):
        return False
    return (
        field.format in ("uri", "url", "iri")
        or name.endswith(("url", "uri", "address"))
        or "http" in str(field.value("pattern"))
    )


def addresses(value: Any, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield (pointer, text) of each text that is a web address."""
    if depth > DEEPEST:
        return
    if isinstance(value, str) and value.strip().lower().startswith(("http:", "https:")):
        yield pointer, value.strip()
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from addresses(member, f"{pointer}/{escape(name)}", depth + 1)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from addresses(member, f"{pointer}/{index}", depth + 1)


def leads_inward(text: str) -> bool:
    """Tell whether an address lies in a network that only the product itself can reach (RFC 6890)."""
    try:
        host = (urlsplit(text).hostname or "").rstrip(".")
        if host in HOSTS or host.endswith((".localhost", ".internal")):
            return True
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global


def personal_operations(contract: Contract) -> tuple[str, ...]:
    """Return the operations that read personal data, by marks (`x-personal`) and names in their description."""
    return tuple(
        o.id
        for o in contract.operations
        if o.method == "GET"
        and any(
            is_json(name) and isinstance(media.schema, Schema) and _is_personal(media.schema)
            for status, reply in o.replies.items()
            if status.startswith("2")
            for name, media in reply.media.items()
        )
    )


def _is_personal(schema: Schema) -> bool:
    return any(_names_a_person(node) for node in schema.definitions.values())


def _names_a_person(node: object) -> bool:
    if isinstance(node, dict):
        named = node.get("properties")
        if node.get("x-personal") is True or (isinstance(named, dict) and any(plain(n) in PERSONAL for n in named)):
            return True
        return any(_names_a_person(member) for member in node.values())
    return isinstance(node, list) and any(_names_a_person(member) for member in node)


def json_members(operation: Operation) -> frozenset[str]:
    """Return the members at the top of the JSON that an operation takes."""
    return frozenset(
        name
        for media_type, media in operation.request_bodies.items()
        if is_json(media_type) and isinstance(media.schema, Schema)
        for name in Field.of(media.schema).properties
    )
