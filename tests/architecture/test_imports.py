"""Imports point down, hold no circle, and keep network, clock and chance out of the judge."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the ground up: a room may import from its own and from those before it.
ROOMS = (
    "errors",
    "canonical",
    "loopback",
    "days",
    "jsonbytes",
    "jsonspans",
    "jsonplaces",
    "content",
    "program",
    "yamlfile",
    "fit",
    "expression",
    "formats",
    "contract",
    "arazzo",
    "profile",
    "evidence",
    "description",
    "reading",
    "served",
    "resources",
    "verdict",
    "walks",
    "unclosed",
    "sealed",
    "auth",
    "declaration",
    "plainsecrets",
    "secretforms",
    "redact",
    "secrets",
    "runfile",
    "fielddocs",
    "runfile_schema",
    "profilefile",
    "consistency",
    "loading",
    "translations",
    "procurement",
    "touching",
    "profile_schema",
    "rules",
    "variety",
    "repeats",
    "grouping",
    "breaches",
    "tally",
    "duty",
    "summary",
    "adjudicate",
    "oracle",
    "differing",
    "handshakeform",
    "examples",
    "coverage",
    "archive",
    "leaks",
    "leading",
    "called",
    "judgement",
    "gate",
    "proposal",
    "certificate",
    "verify",
    "compare",
    "partner",
    "signing",
    "gather",
    "authoring",
    "render",
    "cli",
    "pytest_plugin",
    "__main__",
)

# What judges and what it stands on: no network, no clock, no chance, directly or through others.
PURE = (
    *(
        "canonical",
        "jsonbytes",
        "jsonspans",
        "jsonplaces",
        "expression",
        "formats",
        "contract",
        "arazzo",
        "profile",
        "evidence",
    ),
    *(
        "loopback",
        "days",
        "description",
        "reading",
        "served",
        "resources",
        "verdict",
        "walks",
        "profilefile",
        "consistency",
        "loading",
        "touching",
        "rules",
        "variety",
        "repeats",
        "grouping",
        "breaches",
        "tally",
        "duty",
        "summary",
        "adjudicate",
        "oracle",
        "differing",
        "examples",
        "coverage",
        "leading",
        "called",
        "judgement",
    ),
    *("gate", "proposal", "verify", "compare", "render"),
)
IMPURE = (
    *("harness.gather", "harness.partner", "requests", "schemathesis", "hypothesis", "aiohttp", "urllib3", "http"),
    *("urllib.request", "socket", "ssl", "asyncio", "subprocess", "time", "random", "secrets", "tempfile"),
)
# The same through what needs no import of its own.
CLOCK_CHANCE_ENVIRONMENT = (
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.environ", "os.getenv", "os.urandom"),
    *("uuid.uuid1", "uuid.uuid4"),
)

# What has rooms of its own: these hold no circle either, and neither do they with what lies beside them.
ROOMY = ("rules", "cli", "gather")

# The prober does not know what would be judged; it is handed an oracle.
NOT_FOR_GATHERING = ("harness.rules", "harness.duty", "harness.adjudicate", "harness.verify", "harness.render")

HEAVY = ("schemathesis", "hypothesis", "aiohttp", "rich", "jinja2", "jsonschema_rs", "requests", "pytest")


def imports(source: str, module: str, *, package: bool = False) -> set[str]:
    """Return every module or member that a source imports, by its full name, wherever the statement stands."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: None if package and node.level == 1 else -(node.level - package)]
                base = ".".join([*parents, *([base] if base else [])])
            found |= {base if alias.name == "*" else f"{base}.{alias.name}" for alias in node.names}
    return found


@functools.cache
def modules() -> dict[str, Path]:
    """Return the modules of the package in this checkout, by their full name."""
    files = (file for file in (ROOT / "harness").rglob("*.py") if "_content" not in file.parts)
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


@functools.cache
def graph() -> dict[str, set[str]]:
    """Return what each module of the package imports."""
    return {
        module: imports(file.read_text(encoding="utf-8"), module, package=file.name == "__init__.py")
        for module, file in modules().items()
    }


def room(module: str) -> str:
    """Return the room that a module of the package lies in; an empty string for the package itself."""
    return ".".join(module.split(".")[1:2])


def touches(imported: str, name: str) -> bool:
    """Say whether an import is of a module or of something inside it."""
    return imported == name or imported.startswith(f"{name}.")


def target(imported: str, links: Mapping[str, set[str]]) -> str:
    """Return the module of the package that an import names, or names something in; an empty string for others."""
    while imported and imported not in links:
        imported = imported.rpartition(".")[0]
    return imported


def reached(start: str, links: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield (module, import) for all that importing a module loads, the packages that it lies in included."""
    seen, todo, followed = {start}, [start], {""}
    while todo:
        module = todo.pop()
        for imported in sorted(links[module]):
            yield module, imported
            inside = target(imported, links)
            if inside in followed:
                continue
            followed.add(inside)
            above = [inside.rsplit(".", depth)[0] for depth in range(inside.count(".") + 1)]
            new = {name for name in above if name in links} - seen
            todo += sorted(new)
            seen |= new


def impurities(links: Mapping[str, set[str]]) -> list[str]:
    """Return each way from a pure room to what is not pure."""
    every = {imported for all_imported in links.values() for imported in all_imported}
    impure = {imported for imported in every if any(touches(imported, name) for name in IMPURE)}
    return sorted(
        {
            f"{start}: {module} imports {imported}"
            for start in links
            if room(start) in PURE
            for module, imported in reached(start, links)
            if imported in impure
        }
    )


def upward(links: Mapping[str, set[str]]) -> list[str]:
    """Return each import of a room above."""
    return [
        f"{module} imports {imported}, a room above it"
        for module, all_imported in sorted(links.items())
        for imported in sorted(all_imported)
        if imported.startswith("harness.") and {room(module), room(imported)} <= set(ROOMS)
        if ROOMS.index(room(imported)) > ROOMS.index(room(module))
    ]


def circles(links: Mapping[str, set[str]]) -> list[str]:
    """Return the modules that lead back to themselves; that a package holds a module is no link between the two."""
    direct = {module: {target(imported, links) for imported in links[module]} - {""} for module in links}
    return sorted(start for start in links if start in closure(start, direct))


def closure(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    """Return what can be reached from a module in one step or more."""
    seen: set[str] = set()
    todo = set(direct[start])
    while todo:
        seen |= todo
        todo = {name for module in todo for name in direct[module]} - seen
    return seen


def inner(top: str, links: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return what each room inside of a room imports of the others; a file beside them is as a room."""
    found: dict[str, set[str]] = {}
    for module in (name for name in links if name.startswith(f"harness.{top}.")):
        inside = {target(imported, links) for imported in links[module]}
        here = ".".join(module.split(".")[:3])
        there = {".".join(name.split(".")[:3]) for name in inside if name.startswith(f"harness.{top}.")}
        found.setdefault(here, set()).update(there - {here})
    return found


def uses(source: str, forbidden: tuple[str, ...]) -> list[str]:
    """Return `line: name` for each use of a dotted name, such as `datetime.now`."""
    last = {name.rpartition(".")[2] for name in forbidden}
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in last)
    dotted = ((node.lineno, ".".join(ast.unparse(node).split(".")[-2:])) for node in nodes)
    return [f"{line}: {name}" for line, name in dotted if name in forbidden]


def test_every_room_is_in_the_order() -> None:
    assert {room(module) for module in modules()} - {""} <= set(ROOMS)
    assert len(set(ROOMS)) == len(ROOMS)
    assert set(PURE) <= set(ROOMS)


def test_the_judge_reaches_no_network_no_clock_and_no_chance() -> None:
    assert impurities(graph()) == []


def test_the_judge_asks_no_clock_chance_or_environment_by_other_ways() -> None:
    files = {module: file for module, file in modules().items() if room(module) in PURE}
    found = {m: uses(f.read_text(encoding="utf-8"), CLOCK_CHANCE_ENVIRONMENT) for m, f in files.items()}
    assert {module: lines for module, lines in found.items() if lines} == {}


def test_imports_point_down_only() -> None:
    assert upward(graph()) == []


def test_no_module_imports_itself_by_a_circle() -> None:
    assert circles(graph()) == []


@pytest.mark.parametrize("top", ROOMY)
def test_rooms_inside_a_room_hold_no_circle(top: str) -> None:
    direct = inner(top, graph())
    assert sorted(name for name in direct if name in closure(name, direct)) == []


def test_gathering_knows_no_rules() -> None:
    links = graph()
    assert [
        f"{module} imports {imported}"
        for start in links
        if room(start) in ("gather", "partner")
        for module, imported in reached(start, links)
        if any(touches(imported, name) for name in NOT_FOR_GATHERING)
    ] == []


def test_one_file_alone_imports_schemathesis() -> None:
    importers = {m for m, all_imported in graph().items() if any(touches(i, "schemathesis") for i in all_imported)}
    assert importers <= {"harness.gather.fuzzing.fuzz"}


def test_the_command_line_loads_nothing_heavy_before_it_must() -> None:
    code = f"import sys, harness.cli.main; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "source, module, package, expected",
    [
        ("import socket", "harness.a", False, "socket"),
        ("def f():\n    import urllib.request", "harness.a", False, "urllib.request"),
        ("if TYPE_CHECKING:\n    from harness.cli import main", "harness.a", False, "harness.cli.main"),
        ("from harness import cli", "harness.a", False, "harness.cli"),
        ("from . import b", "harness.a.c", False, "harness.a.b"),
        ("from .b import c", "harness.a", True, "harness.a.b.c"),
        ("from ..b import c", "harness.a.d", False, "harness.b.c"),
        ("from ..b import c", "harness.a", True, "harness.b.c"),
    ],
)
def test_the_walker_sees_every_form_of_import(source: str, module: str, package: bool, expected: str) -> None:
    assert expected in imports(source, module, package=package)


def test_each_check_finds_what_it_forbids() -> None:
    links = {"harness.rules.x": {"harness.archive"}, "harness.archive": {"socket", "harness.rules.x"}}
    assert impurities(links) == ["harness.rules.x: harness.archive imports socket"]
    assert upward(links) == ["harness.rules.x imports harness.archive, a room above it"]
    assert circles(links) == ["harness.archive", "harness.rules.x"]
    assert circles({"harness.a": {"harness.a.b.f"}, "harness.a.b": {"json"}}) == []
    assert circles({"harness.a": {"harness.a.b.f"}, "harness.a.b": {"harness.a.g"}}) == ["harness.a", "harness.a.b"]
    two = {"harness.a.b.f": {"harness.a.c.g"}, "harness.a.c.g": set[str](), "harness.a.c.h": {"harness.a.b.f"}}
    assert inner("a", two) == {"harness.a.b": {"harness.a.c"}, "harness.a.c": {"harness.a.b"}}
    assert uses("import datetime as d\nd.datetime.now()", CLOCK_CHANCE_ENVIRONMENT) == ["2: datetime.now"]
