"""`description/1`: the product's own API description keeps a rule of form or style; no exchange is looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from harness.contract import Contract, Operation, Schema, Unresolved
from harness.description import Description
from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.rules import base
from harness.verdict import Because

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
DEEPEST: Final = 3
"""Levels of sub-resources that a path may have (GDS API standards)."""
_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?")
_VERSION = re.compile(r"v[0-9]+([.-][0-9]+)*")
STYLES: Final = (
    ("camelCase", re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+")),
    ("PascalCase", re.compile(r"(?:[A-Z][a-z0-9]+){2,}")),
    ("snake_case", re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")),
    ("kebab-case", re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")),
)
_VERBS: Final = frozenset({"get", "fetch", "create", "add", "update", "edit", "delete", "remove", "list", "set", "do"})


class Params(base.Params, frozen=True, kw_only=True):
    """What is held."""

    checks: tuple[str, ...]
    """Names of CHECKS."""


class Gap(NamedTuple):
    """One place where the description does not keep a check."""

    because: Because
    operation: str = ""
    root: str = ""
    """What is one root cause wherever it shows; empty for what the parameters say."""
    open: bool = False
    """Whether it only cannot be told."""

    def sign(self, at: tuple[ExchangeId, ...]) -> base.Sign:
        """Return what is said of it; `at` is the description's place in the evidence."""
        if self.open:
            return base.Unsure(because=self.because, cites=at)
        own = self.root or "/".join(map(str, self.because.params.values())) or self.operation
        cause = f"{self.because.code}/{own}"
        return base.Broke(because=self.because, cites=at, operation=self.operation, cause=cause)


class Watch(base.OfDescription):
    """Runs the checks over the description; where the evidence brings none, nothing can be told."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        unknown = sorted(set(params.checks) - set(CHECKS))
        if unknown or not params.checks:
            names = ", ".join(unknown) or "(none)"
            raise ProfileError(f"description/1: unknown check {names}", hint=f"There are: {', '.join(CHECKS)}.")
        self._checks = tuple(CHECKS[name] for name in params.checks)
        self._description = world.description
        self._targets = tuple(subject.target for subject in world.context.subjects)

    def opening(self) -> tuple[base.Sign, ...]:
        """Give each gap, and one sign for each check that finds none."""
        description = self._description
        if description is None:
            return ()
        at = (description.source.id,)
        source = Source(description, self._targets)
        signs: list[base.Sign] = []
        for check in self._checks:
            gaps = tuple(check(source))
            if not gaps and check in OF_OPERATIONS and not source.contract.operations:
                gaps = (Gap(Because(code="description-empty"), open=True),)
            signs += [gap.sign(at) for gap in gaps]
            signs += [] if gaps else [base.Passed(at)]
        return tuple(signs)


class Source:
    """The description as its author wrote it, and as it was compiled."""

    def __init__(self, description: Description, targets: tuple[str, ...] = ()) -> None:
        value = description.value()
        self.root: dict[str, Any] = value if isinstance(value, dict) else {}
        self.contract: Contract = description.contract
        self.targets = targets

    @property
    def info(self) -> dict[str, Any]:
        """The `info` object."""
        info = self.root.get("info")
        return info if isinstance(info, dict) else {}

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield path, method and object of each operation of the main file."""
        paths = self.root.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            for method in METHODS:
                if isinstance(item, dict) and isinstance(item.get(method), dict):
                    yield path, method, item[method]


def _openapi3(source: Source) -> Iterator[Gap]:
    version = str(source.root.get("openapi", source.root.get("swagger", "")))
    if not version.startswith("3."):
        yield Gap(Because(code="description-version", params={"version": version}))


def _resolves(source: Source) -> Iterator[Gap]:
    """Every part can be compiled; that an operationId is taken is a matter of its own.

    What is not there is one root cause, wherever it is referred to; whether it is on another host is not known.
    """
    if not source.contract.operations:
        yield Gap(Because(code="description-empty"))
    by_reason: dict[str, list[Unresolved]] = {}
    for gap in source.contract.gaps:
        if not gap.where.endswith("/operationId"):
            by_reason.setdefault(gap.reason, []).append(gap)
    for reason, gaps in by_reason.items():
        first = gaps[0]
        params = {"place": first.where, "reason": reason, "places": len(gaps)}
        code = "description-elsewhere" if first.elsewhere else "description-unresolved"
        yield Gap(Because(code=code, params=params), root=reason, open=first.elsewhere)


def _operation_ids(source: Source) -> Iterator[Gap]:
    ids = Counter(str(o["operationId"]) for _, _, o in source.operations() if "operationId" in o)
    yield from (Gap(Because(code="operation-id-twice", params={"id": id})) for id, count in ids.items() if count > 1)


def _semver(source: Source) -> Iterator[Gap]:
    version = str(source.info.get("version", ""))
    if not _SEMVER.fullmatch(version):
        yield Gap(Because(code="version-not-semantic", params={"version": version}))


def _paths(source: Source) -> Iterator[Gap]:
    """Lower-case words joined by hyphens, no verbs, and not too deep."""
    for path in dict.fromkeys(o.path for o in source.contract.operations):
        segments = [one for one in path.strip("/").split("/") if one]
        fixed = [one for one in segments if "{" not in one and not _VERSION.fullmatch(one)]
        for one in fixed:
            if not _KEBAB.fullmatch(one):
                yield Gap(Because(code="path-not-kebab", params={"path": path, "segment": one}))
            elif one.partition("-")[0] in _VERBS:
                yield Gap(Because(code="path-with-verb", params={"path": path, "segment": one}))
        if sum("{" in one for one in segments[:-1]) > DEEPEST:
            yield Gap(Because(code="path-too-deep", params={"path": path}))


def _about(source: Source) -> Iterator[Gap]:
    for name in ("description", "contact", "license"):
        if not source.info.get(name):
            yield Gap(Because(code="info-missing", params={"member": name}))


def _negotiated(source: Source) -> Iterator[Gap]:
    for o in source.contract.operations:
        for status in (406, *((415,) if o.request_bodies else ())):
            if o.reply_for(status) is None:
                yield Gap(Because(code="refusal-not-declared", params={"status": status}), o.id)


def _no_x_headers(source: Source) -> Iterator[Gap]:
    names = (name for o in source.contract.operations for name in _fields(o))
    for name in dict.fromkeys(name for name in names if name.lower().startswith("x-")):
        yield Gap(Because(code="x-header", params={"header": name}))


def _fields(operation: Operation) -> Iterator[str]:
    yield from (p.name for p in operation.parameters if p.location == "header")
    yield from (header.name for reply in operation.replies.values() for header in reply.headers.values())


def _key_case(source: Source) -> Iterator[Gap]:
    """Names of more than one word are all written alike; errors keep to the standard of problem details."""
    first: dict[str, str] = {}
    for o in source.contract.operations:
        for schema in _schemas(o):
            for name in _names(schema):
                if style := style_of(name):
                    first.setdefault(style, name)
    if len(first) > 1:
        (style, one), (otherwise, other), *_ = first.items()
        params = {"one": one, "style": style, "other": other, "otherwise": otherwise}
        yield Gap(Because(code="two-key-cases", params=params), root="key-case")


def _schemas(operation: Operation) -> Iterator[Schema]:
    replies = (reply for status, reply in operation.replies.items() if status.startswith("2"))
    for media in (*operation.request_bodies.values(), *(m for reply in replies for m in reply.media.values())):
        if isinstance(media.schema, Schema):
            yield media.schema


def _names(schema: Schema) -> Iterator[str]:
    for node in schema.definitions.values():
        yield from _members(node)


def _members(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        named = node.get("properties")
        yield from named if isinstance(named, dict) else ()
        for member in node.values():
            yield from _members(member)
    elif isinstance(node, list):
        for member in node:
            yield from _members(member)


def style_of(name: str) -> str:
    """Return the way in which a name of several words is written, or '': one word is at home in all of them."""
    return next((style for style, form in STYLES if form.fullmatch(name)), "")


def _version_visible(source: Source) -> Iterator[Gap]:
    """In the address, a path, a media type or a header field."""
    contract = source.contract
    addresses = (*contract.servers, *source.targets, *(o.path for o in contract.operations))
    media = (name for o in contract.operations for reply in o.replies.values() for name in reply.media)
    fields = (p.name for o in contract.operations for p in o.parameters if p.location in ("header", "query"))
    if not (
        any(_VERSION.fullmatch(part) for text in addresses for part in text.split("/"))
        or any(re.search(r"[.;+-]v(ersion=)?[0-9]", name) for name in media)
        or any("version" in name.lower() for name in fields)
    ):
        yield Gap(Because(code="version-not-visible"))


CHECKS: Final[dict[str, Callable[[Source], Iterator[Gap]]]] = {
    "openapi-3": _openapi3,
    "resolves": _resolves,
    "operation-ids": _operation_ids,
    "semantic-version": _semver,
    "paths": _paths,
    "about": _about,
    "negotiated": _negotiated,
    "no-x-headers": _no_x_headers,
    "key-case": _key_case,
    "version-visible": _version_visible,
}
"""Each yields the places where the description does not keep it."""

OF_OPERATIONS: Final = frozenset({_operation_ids, _paths, _negotiated, _no_x_headers, _key_case})
"""Checks that a description without a single operation could not but keep."""

KIND = base.RuleKind("description/1", Params, Watch)
