"""Says what is looked at: a reference server, its description, its defects and the operations that each one touches."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import yaml

from harness.loading import find, load_bundle
from harness.partner import script
from harness.partner.defects import Defect
from harness.partner.patches import Patch

EVERYWHERE: Final = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What is looked at, and how hard."""

    mock: str
    openapi: Path
    profile: str
    levels: dict[str, str]
    """MUST, SHOULD or MAY by requirement."""
    operations: dict[str, str]
    """`METHOD /path` by operation id."""
    examples: int
    """For each operation, for st; 0 for its own default."""
    seconds: int
    """That st has for a run; 0 for no limit."""


def bench_of(mock: str, examples: int, seconds: int) -> Bench:
    """Return the bench of a mock by name; its description is beside it, or else its profile's own."""
    read = script.read(mock)
    profile = str(read.data["profile"])
    bundle = load_bundle(find(profile))
    beside = read.folder / "openapi.yaml"
    openapi = beside if beside.is_file() else bundle.folder / "openapi.yaml"
    return Bench(
        mock=mock,
        openapi=openapi,
        profile=profile,
        levels={r.id: r.level for r in bundle.profile.requirements},
        operations=_operations(openapi),
        examples=examples,
        seconds=seconds,
    )


def _operations(openapi: Path) -> dict[str, str]:
    paths = yaml.safe_load(openapi.read_text(encoding="utf-8"))["paths"]
    return {
        operation["operationId"]: f"{method.upper()} {path}"
        for path, item in paths.items()
        for method, operation in item.items()
        if isinstance(operation, dict) and "operationId" in operation
    }


def affected(bench: Bench, defect: Defect) -> tuple[str, ...]:
    """Return the operations that a defect's patches touch, as `METHOD /path`; `*` when it touches them all."""
    found: set[str] = set()
    for patch in defect.patch:
        for pattern in _touched(patch):
            names = [name for id_, name in bench.operations.items() if fnmatchcase(id_, pattern) or name == pattern]
            found.update(names or [EVERYWHERE])
    return (EVERYWHERE,) if EVERYWHERE in found else tuple(sorted(found))


def _touched(patch: Patch) -> tuple[str, ...]:
    """Return what a patch touches: operations by id or pattern or as `METHOD /path`, or something else of the mock."""
    if patch.serve:
        return (patch.serve,)
    if patch.wire:
        return tuple(patch.wire.on)
    if patch.describe:
        _, kind, path, method, *_ = [*patch.describe.split("/"), "", "", ""]
        path = path.replace("~1", "/").replace("~0", "~")
        return (f"{method.upper()} {path}",) if kind == "paths" and method else (EVERYWHERE,)
    return ((patch.remove or patch.set or patch.before or patch.after).partition("/")[0],)
