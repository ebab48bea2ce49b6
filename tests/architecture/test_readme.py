"""What README.md and other pages tell people to type is what the pipeline runs and what the program understands."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from harness.cli.main import hallmark

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    *("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "mocks/README.md"),
    "reports/templates/hallmark.yaml",
    *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))),
    *(f"docs/decisions/{page.name}" for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))),
)
DEPENDENCIES = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")


def commands() -> dict[str, str]:
    """Return the commands that README.md marks with a name."""
    return dict(re.findall(r"^<!-- command: (\w+) -->\n```sh\n(.+)\n```$", README, re.MULTILINE))


def typed(text: str) -> list[str]:
    """Return the lines of a page's code blocks that call `hallmark`, without the comments after them."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    calls = re.findall(r"(?:^ *|/)hallmark ([a-z].*)$", "\n".join(blocks), re.MULTILINE)
    return [call.partition(" # ")[0].strip() for call in calls]


def named(text: str) -> list[str]:
    """Return what a page names in passing, as in `hallmark judge PATH`."""
    return re.findall(r"`hallmark ([a-z][^`]*)`", text)


def misread(call: str, *, whole: bool) -> str:
    """Return why the program would not understand a call, or an empty text; a `whole` one has all that it needs."""
    verb, *arguments = shlex.split(call)
    context = click.Context(hallmark)
    command = hallmark.get_command(context, verb)
    while isinstance(command, click.Group) and arguments:
        verb = f"{verb} {arguments[0]}"
        command = command.get_command(context, arguments.pop(0))
    if command is None:
        return f"there is no verb {verb}"
    try:
        given, left, _ = _parsed(command, arguments)
        nothing, _, _ = _parsed(command, [])
        for one in command.params:
            if isinstance(one.type, click.Choice) and isinstance(given.get(one.name or ""), str):
                one.type.convert(given[one.name or ""], one, None)
    except click.UsageError as error:
        return error.format_message()
    same = [one.name for one in command.params if given.get(one.name or "") == nothing.get(one.name or "")]
    lacking = [one.name for one in command.params if whole and one.required and one.name in same]
    return f"too much: {left}" if left else f"lacking: {lacking}" if lacking else ""


def _parsed(command: click.Command, arguments: list[str]) -> tuple[dict[str, Any], list[str], list[click.Parameter]]:
    """Return what a command would be given, without looking for the files that are named."""
    return command.make_parser(click.Context(command)).parse_args(arguments)


def test_one_line_for_the_demonstration_and_one_for_the_tests() -> None:
    assert set(commands()) == {"demo", "tests"}
    assert commands()["demo"].endswith("&& .venv/bin/hallmark demo")
    assert commands()["tests"].endswith("&& .venv/bin/tox")
    assert all(command.startswith("python3 -m venv .venv && .venv/bin/pip install ") for command in commands().values())


@pytest.mark.skipif(sys.platform == "win32", reason="the pipeline's script is for a POSIX shell")
@pytest.mark.parametrize("name", ["demo", "tests"])
def test_the_pipeline_reads_its_command_from_the_readme(name: str) -> None:
    done = subprocess.run([ROOT / ".ci" / "readme-command", name], capture_output=True, text=True, check=True)
    assert done.stdout == commands()[name] + "\n"
    assert "command=$(.ci/readme-command tests)" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_plain_tox_runs_all_that_the_readme_promises() -> None:
    tox = configparser.ConfigParser()
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    assert re.split(r",\s*", tox["tox"]["env_list"]) == ["lint", "types", "py", "wheel", "resolve"]
    assert "pytest" in tox["testenv"]["commands"]


@pytest.mark.parametrize("page", PAGES)
def test_every_call_on_every_page_is_understood(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    wrong = {call: misread(call, whole=True) for call in typed(text)}
    wrong |= {call: misread(call, whole=False) for call in named(text)}
    assert {call: why for call, why in wrong.items() if why} == {}


def test_the_readme_shows_every_step_of_a_test() -> None:
    shown = {call.split()[0] for call in typed(README)}
    assert shown >= {"demo", "init", "preflight", "run", "report", "cleanup"}
    assert {call.split()[0] for call in named(README)} >= {"profiles", "explain", "judge", "mock"}


@pytest.mark.parametrize(
    "call, told",
    [
        ("report --format html", "lacking"),
        ("report out/RUN --format docx", "docx"),
        ("run --sed 1", "--sed"),
        ("runn", "no verb"),
        ("contract dif old.yaml new.yaml", "no verb contract dif"),
        ("contract diff old.yaml", "lacking"),
        ("explain IT-001 IT-002", "too much"),
    ],
)
def test_a_call_that_is_not_understood_is_found(call: str, told: str) -> None:
    assert told in misread(call, whole=True)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_project_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_dependency_has_its_row_with_reason_and_licence() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = (*project["dependencies"], *project["optional-dependencies"]["pkcs11"])
    names = {re.split(r"[<>=;~! ]", requirement)[0]: requirement for requirement in wanted}
    rows = re.findall(r"^\| ([\w-]+) \| (\S+ [\w.]+)[^|]* \| [^|]{20,} \| [^|]+ \|$", DEPENDENCIES, re.MULTILINE)
    assert {name: bound.replace("≥", ">=").replace(" ", "") for name, bound in rows} == {
        name: re.split(r";", requirement)[0].strip().removeprefix(name) for name, requirement in names.items()
    }
