"""Takes in the content of a request: its media type, its JSON, and whether it keeps the contract."""

from __future__ import annotations

from typing import Annotated, Any, Final

import jsonschema_rs
import msgspec

from harness import jsonbytes
from harness.contract.model import Media as MediaOf
from harness.contract.schema import Schema
from harness.partner.acts.base import Act, Status
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step
from harness.partner.problem import Wrong, problem
from harness.reading.shape import shape_of

MOST_ERRORS = 20


class Media(Act, frozen=True, kw_only=True, tag="media"):
    """Refuses content of another media type, charset or coding than the operation takes; 415."""

    def ready(self, bench: Bench) -> Step:
        taken = frozenset(_bodies(bench))
        refusal = problem(415, f"Only {', '.join(sorted(taken))} in UTF-8 is taken.")
        # RFC 9110 section 12.5.3: the field tells a coding that is refused from a media type that is.
        plainly = (("Accept-Encoding", "identity"),)
        packed = problem(415, "No content coding is taken: send the content as it is.", headers=plainly)

        def step(call: Call) -> Reply | None:
            media, _, parameters = call.headers.get("content-type", "").partition(";")
            coding = call.headers.get("content-encoding", "identity").strip().lower()
            if coding != "identity":
                return packed
            return None if media.strip().lower() in taken and _utf8(parameters) else refusal

        return step


def _utf8(parameters: str) -> bool:
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in ("utf-8", "utf8")
    return True


def _bodies(bench: Bench) -> dict[str, MediaOf]:
    if bench.operation is None or not bench.operation.request_bodies:
        raise ValueError("the operation takes no content by its contract")
    return bench.operation.request_bodies


_UNREADABLE: Final = {
    "empty": "There is no content.",
    "bom": "It begins with a byte order mark.",
    "encoding": "It is not UTF-8 at octet {}, counted from 0.",
    "syntax": "It is not JSON at octet {}, counted from 0.",
    "number": "It has a number that is none, or too large, at octet {}, counted from 0.",
    "surrogate": "It has half of a surrogate pair at octet {}, counted from 0.",
    "depth": "It is nested too deeply.",
    "duplicate_key": "This name stands twice in its object.",
}
"""What is wrong, by the reasons of `jsonbytes.NotJson`."""


class Parse(Act, frozen=True, kw_only=True, tag="parse"):
    """Reads the content as strict JSON, so that `$request.body` is known from here on; 400 otherwise."""

    status: Status = 400
    detail: str = "The content is not JSON in UTF-8 with each name once in an object."
    stumble: tuple[str, ...] = ()
    """What it fails on instead of refusing it, of the reasons of `jsonbytes.NotJson`: `depth`, `number` ..."""

    def ready(self, bench: Bench) -> Step:
        failure = problem(500, "Something went wrong.")

        def step(call: Call) -> Reply | None:
            value = jsonbytes.parse(call.body)
            if isinstance(value, jsonbytes.NotJson):
                wrong = Wrong(_UNREADABLE[value.why].format(value.offset), value.pointer)
                return failure if value.why in self.stumble else problem(self.status, self.detail, errors=(wrong,))
            call.scope["request"]["body"] = value
            return None

        return step


Overlooked = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]+ (/.*)?$")]


class Described(Act, frozen=True, kw_only=True, tag="described"):
    """Refuses content that breaks the description of the operation; 422 or as said, each place named."""

    status: Status = 422
    overlook: tuple[Overlooked, ...] = ()
    """Keyword and JSON pointer of errors that are let pass, `*` standing for any array index: `minimum /list/*/number`.
    A missing property is `required` at the place where it should stand."""
    stumble: bool = False
    """Whether it fails on a member that the description does not have."""

    def ready(self, bench: Bench) -> Step:
        schema = _schema(bench)
        known = frozenset(shape_of(schema).properties) if self.stumble else None
        failure = problem(500, "Something went wrong.")
        overlooked = [tuple(entry.split(" ")) for entry in self.overlook]

        def step(call: Call) -> Reply | None:
            value = call.scope["request"]["body"]
            if known is not None and isinstance(value, dict) and not known >= value.keys():
                return failure
            if schema.is_valid(value):
                return None
            found = [_place(error) for error in schema.errors(value)]
            kept = [place for place in found if not any(_covers(entry, place) for entry in overlooked)]
            if found and not kept:
                return None
            errors = [Wrong(_SAID.get(keyword, f"breaks {keyword}"), at) for keyword, at in kept[:MOST_ERRORS]]
            return problem(self.status, "The content breaks the description of the operation.", errors=errors)

        return step


def _schema(bench: Bench) -> Schema:
    for media in _bodies(bench).values():
        if isinstance(media.schema, Schema):
            return media.schema
    raise ValueError("the contract gives the operation's content no usable schema")


_SAID = {"required": "is required", "type": "has another type", "format": "has another format"}


def _place(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Keyword and pointer of an error; of a property that is missing, the pointer where it should stand."""
    path: list[Any] = list(error.instance_path)
    name = str(error.kind.name)
    if name == "required":
        path.append(error.kind.property)  # type: ignore[attr-defined]
    return name, "".join("/" + jsonbytes.escape(str(part)) for part in path)[:500]


def _covers(entry: tuple[str, ...], place: tuple[str, str]) -> bool:
    keyword, pattern = entry
    wanted, found = pattern.split("/"), place[1].split("/")
    if keyword != place[0] or len(wanted) != len(found):
        return False
    return all(one == other or (one == "*" and other.isdecimal()) for one, other in zip(wanted, found, strict=True))
