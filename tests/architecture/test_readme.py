"""What README.md tells people to type is what the pipeline runs and what the program understands."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")


def commands() -> dict[str, str]:
    """Return the commands that README.md marks with a name."""
    return dict(re.findall(r"^<!-- command: (\w+) -->\n```sh\n(.+)\n```$", README, re.MULTILINE))


def verbs() -> list[str]:
    """Return every verb of `hallmark` that README.md uses."""
    return sorted(set(re.findall(r"(?:^|`|/)hallmark ([a-z]+)", README, re.MULTILINE)))


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


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_in_the_readme_is_understood(verb: str) -> None:
    code = "from harness.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, verb, "--help"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, "\n".join(done.stderr.splitlines()[-3:])
    assert verb in done.stdout


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_link_inside_the_project_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_dependency_has_its_row_with_reason_and_licence() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = {re.split(r"[<>=;~! ]", requirement)[0]: requirement for requirement in wanted}
    rows = re.findall(r"^\| ([\w-]+) \| (\S+ [\w.]+)[^|]* \| [^|]{20,} \| [^|]+ \|$", DEPENDENCIES, re.MULTILINE)
    assert {name: bound.replace("≥", ">=").replace(" ", "") for name, bound in rows} == {
        name: re.split(r";", requirement)[0].strip().removeprefix(name) for name, requirement in names.items()
    }
