"""Gives the objects of an Arazzo document their shape, as written, before anything in them is understood.

`read` checks one object at a time, so that an error can name workflow and step. Keys that begin with x- are extensions
and pass; any other key that Arazzo 1.0.1 does not know there is a mistake in writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias, TypeVar

import msgspec

from harness.errors import ProfileError

JsonObject: TypeAlias = dict[str, object]
Objects: TypeAlias = tuple[JsonObject, ...]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_\-]+\Z", max_length=200)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-zA-Z0-9._\-]+\Z", max_length=200)]
Word = Annotated[str, msgspec.Meta(pattern=r"^([1-5][0-9]{2}(:([0-9]{1,4}|longer))?|30[0-9]:away|reset)$")]
"""What is said to a call."""
Seconds = Annotated[float, msgspec.Meta(ge=0, le=86_400)]


class ArazzoError(ProfileError):
    """A scenario cannot be walked as written."""


class _Raw(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What all objects of a document have in common."""


class RawDocument(_Raw, frozen=True, kw_only=True):
    arazzo: Annotated[str, msgspec.Meta(pattern=r"^1\.0\.\d+(-.+)?\Z")]
    info: JsonObject
    source_descriptions: Annotated[Objects, msgspec.Meta(min_length=1)]
    workflows: Annotated[Objects, msgspec.Meta(min_length=1)]
    components: JsonObject = {}


class RawInfo(_Raw, frozen=True, kw_only=True):
    title: str
    version: str
    summary: str = ""
    description: str = ""


class RawSource(_Raw, frozen=True, kw_only=True):
    name: Name
    url: str
    type: Literal["openapi", "arazzo"] = "openapi"


class RawComponents(_Raw, frozen=True, kw_only=True):
    inputs: dict[Key, JsonObject] = {}
    parameters: dict[Key, JsonObject] = {}
    success_actions: dict[Key, JsonObject] = {}
    failure_actions: dict[Key, JsonObject] = {}


class RawWorkflow(_Raw, frozen=True, kw_only=True):
    workflow_id: Name
    steps: Annotated[Objects, msgspec.Meta(min_length=1)]
    summary: str = ""
    description: str = ""
    inputs: JsonObject = {}
    depends_on: tuple[str, ...] = ()
    success_actions: Objects = ()
    failure_actions: Objects = ()
    outputs: dict[Key, str] = {}
    parameters: Objects = ()
    listen: JsonObject | None = msgspec.field(default=None, name="x-hallmark-listen")


class RawListen(_Raw, frozen=True, kw_only=True):
    answers: tuple[Word, ...] = ()
    permission: Literal["granted", "refused"] = "granted"
    granted_at: str = ""
    taken_at: str = ""


class RawStimulus(_Raw, frozen=True, kw_only=True):
    name: Name
    calls: Annotated[int, msgspec.Meta(ge=0, le=100)] | Literal["all"] = 1
    quiet: bool = False
    leave: bool = False
    schedule: str = ""


class RawStep(_Raw, frozen=True, kw_only=True):
    step_id: Name
    description: str = ""
    operation_id: str = ""
    operation_path: str = ""
    workflow_id: str = ""
    parameters: Objects = ()
    request_body: JsonObject | None = None
    success_criteria: Objects = ()
    on_success: Objects = ()
    on_failure: Objects = ()
    outputs: dict[Key, str] = {}
    selects: dict[Key, JsonObject] = msgspec.field(default_factory=dict, name="x-hallmark-outputs")
    awaits: JsonObject | None = msgspec.field(default=None, name="x-hallmark-await")
    identity: Name | None = msgspec.field(default=None, name="x-hallmark-identity")
    stimulus: JsonObject | None = msgspec.field(default=None, name="x-hallmark-stimulus")


class RawSelector(_Raw, frozen=True, kw_only=True):
    """As the Selector Object of Arazzo 1.1."""

    context: str
    selector: str
    type: Literal["jsonpath"]


class RawAwait(_Raw, frozen=True, kw_only=True):
    operation: Name
    within: Annotated[float, msgspec.Meta(gt=0, le=3600)]
    criteria: Objects = ()
    outputs: dict[Key, str | tuple[str, ...]] = {}


class RawParameter(_Raw, frozen=True, kw_only=True):
    name: str
    value: object
    location: Literal["path", "query", "header", "cookie"] = msgspec.field(name="in")


class RawBody(_Raw, frozen=True, kw_only=True):
    payload: object = None
    content_type: str = ""
    replacements: Objects = ()


class RawReplacement(_Raw, frozen=True, kw_only=True):
    target: str
    value: object


class RawAction(_Raw, frozen=True, kw_only=True):
    name: str
    type: Literal["end", "goto", "retry"]
    workflow_id: str = ""
    step_id: str = ""
    retry_after: Seconds = 0.0
    retry_limit: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1
    criteria: Objects = ()


class RawCriterion(_Raw, frozen=True, kw_only=True):
    condition: str
    type: str | JsonObject = "simple"
    context: str | None = None


Shape = TypeVar("Shape", bound=_Raw)


def read(shape: type[Shape], document: object, where: str) -> Shape:
    """Check one object against its shape; raises ArazzoError that says which key, what was expected, and where."""
    if not isinstance(document, Mapping):
        raise ArazzoError(f"expected an object, found {type(document).__name__}", where=where)
    known = frozenset(shape.__struct_encode_fields__)
    kept = {key: value for key, value in document.items() if key in known or not str(key).startswith("x-")}
    for key in document:
        if str(key).startswith("x-hallmark-") and key not in known:
            raise ArazzoError(f"{key} means nothing here", where=where)
    try:
        return msgspec.convert(kept, shape)
    except msgspec.ValidationError as error:
        raise ArazzoError(str(error), where=where) from error
