"""What the documents that people work by name is there: rooms in their order, files, laws, report formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from architecture.test_imports import ROOMS, ROOMY, modules

from harness.arazzo.raw import RawStep, RawWorkflow
from harness.fit import misfits
from harness.partner.acts.table import ACTS
from harness.profilefile import RequirementEntry
from harness.render import RENDERERS
from harness.yamlfile import load, loads

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "mocks/README.md"),
    *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))),
    *(f"docs/decisions/{page.name}" for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))),
)
OURS = ("benchmarks", "docs", "examples", "harness", "mocks", "profiles", "reports", "tests", *ROOMY)
"""Where a path begins that is one of this project; the last ones lie in `harness`."""
TOPS = (ROOT, ROOT / "tests")
"""Where Python is started."""
MADE = ("profiles/duty-roster/", "harness/_content/")
"""What a reader makes by a page, or a build."""


def paths(text: str) -> Iterator[str]:
    """Yield each path of a file or folder of this project that a page names, without what stands for any name."""
    begins = "|".join(OURS)
    for found in re.findall(rf"(?<![\w/.-])(?:{begins})/[\w./-]*[\w/](?![\w*<{{])", text):
        if not found.startswith(MADE):
            yield found


def missing(text: str, folder: Path = ROOT) -> list[str]:
    """Return the paths that lead nowhere, for a page in `folder`; a file of Python may be named without its ending."""
    places = [(top, end) for top in (ROOT, ROOT / "harness", folder) for end in ("", ".py")]
    return sorted({path for path in paths(text) if not any((top / f"{path}{end}").exists() for top, end in places)})


def modules_called(text: str) -> set[str]:
    """Return what a page has Python run of this project, as in `python -m benchmarks.growth`."""
    return {
        name
        for name in re.findall(r"python3? -m ([\w.]+)", text)
        if name.split(".")[0] in ("architecture", "benchmarks", "content")
    }


def examples_of(page: str, begins: str) -> list[Any]:
    """Return what a block of YAML on a page says, of the one that begins so."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = [dedent(block) for block in re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)]
    (block,) = (one for one in blocks if one.startswith(begins))
    found: list[Any] = loads(block.encode(), page).value
    return found


def rooms() -> list[str]:
    """Return the rooms that ARCHITECTURE.md has in its table, from the ground up."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return [
        name for row in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    ]


def test_the_table_has_every_room_in_its_order() -> None:
    assert [name for name in rooms() if "/" not in name] == [name for name in ROOMS if name != "__main__"]


@pytest.mark.parametrize("top", ROOMY)
def test_the_table_has_the_rooms_inside_of_a_room(top: str) -> None:
    inside = {f"{top}/{m.split('.')[2]}" for m in modules() if m.startswith(f"harness.{top}.") and m.count(".") > 2}
    assert {name for name in rooms() if name.startswith(f"{top}/")} == inside


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    assert missing((ROOT / page).read_text(encoding="utf-8"), (ROOT / page).parent) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_has_python_run_is_there(page: str) -> None:
    names = modules_called((ROOT / page).read_text(encoding="utf-8"))
    files = {name: name.replace(".", "/") for name in names}
    ends = (".py", "/__main__.py")
    assert [n for n, f in files.items() if not any((top / f"{f}{e}").is_file() for top in TOPS for e in ends)] == []


def test_each_law_that_the_code_cites_is_written_down() -> None:
    listed = re.findall(r"^(\d+)\. ", (ROOT / "docs" / "laws.md").read_text(encoding="utf-8"), re.MULTILINE)
    cited = {n for file in modules().values() for n in re.findall(r"\blaw (\d+)", file.read_text(encoding="utf-8"))}
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert "4" in cited <= set(listed)


def test_each_field_of_ours_in_a_scenario_is_written_down() -> None:
    shapes = (RawWorkflow, RawStep)
    ours = {name for shape in shapes for name in shape.__struct_encode_fields__ if name.startswith("x-hallmark-")}
    text = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert set(re.findall(r"x-hallmark-\w+", text)) == ours


def test_the_defect_that_is_shown_is_the_one_that_is_planted() -> None:
    shown = examples_of("CONTRIBUTING.md", "- name: closes-twice")
    planted = load(ROOT / "mocks" / "receiving-control-room" / "defects.yaml").value["defects"]
    assert shown == [one for one in planted if one["name"] == "closes-twice"]


def test_the_requirement_that_is_shown_could_be_one() -> None:
    (shown,) = examples_of("CONTRIBUTING.md", "- id: IT-080")
    assert misfits(shown, RequirementEntry) == ()


def test_each_act_of_a_partner_has_its_row() -> None:
    rows = re.findall(
        r"^\| ((?:`[a-z-]+`(?:, )?)+) \|", (ROOT / "mocks" / "README.md").read_text("utf-8"), re.MULTILINE
    )
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert set(ACTS) <= named


def test_each_report_format_has_its_row() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(RENDERERS)


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("`gather/wire` and harness/gather/wire.py, in tests/gather", []),
        ("`harness/gather/credentials.py`", ["harness/gather/credentials.py"]),
        ("`gather/makers`", ["gather/makers"]),
        ("`mocks/<partner>/defects.yaml`, `profiles/*/1.0`, profiles/duty-roster/0.1/profile.yaml", []),
    ],
)
def test_a_path_that_leads_nowhere_is_found(text: str, wrong: list[str]) -> None:
    assert missing(text) == wrong
