"""Says one thing that is wrong with a profile, on one line, with the file and line that it stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from harness.arazzo import ArazzoError
from harness.errors import ProfileError
from harness.yamlfile import load

_SCENE: Final = re.compile(r"(?P<path>.*\.arazzo\.yaml), workflow (?P<workflow>[^,]+)(?:, step (?P<step>[^,]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a profile."""

    message: str
    where: str
    """`file:line`."""
    hint: str = ""

    def __str__(self) -> str:
        end = "" if not self.hint or self.message.endswith((".", "?", "!")) else "."
        return f"{self.where}: {self.message}{end} {self.hint}".rstrip()


def flaw_of(error: ProfileError) -> Flaw:
    """Return the flaw that an error tells of."""
    where = _arazzo_line(error.where) if isinstance(error, ArazzoError) else error.where
    return Flaw(message=error.message, where=where, hint=error.hint)


def _arazzo_line(where: str) -> str:
    """Return `file:line` before what was named, for a place that is given as file, workflow and step."""
    found = _SCENE.match(where)
    if found is None:
        return where
    file = load(found["path"], ProfileError)
    pointer = "/workflows/" + _index(file.value["workflows"], "workflowId", found["workflow"])
    if found["step"]:
        workflow = file.value["workflows"][int(pointer.rpartition("/")[2] or 0)]
        pointer += "/steps/" + _index(workflow.get("steps", []), "stepId", found["step"])
    return f"{file.at(pointer)}: {where[found.end('path') + 2 :]}"


def _index(values: list[Any], key: str, name: str) -> str:
    """Return the index of the entry that has that name, or that number where it has none."""
    named = [str(index) for index, value in enumerate(values) if value.get(key) == name]
    return named[0] if named else name if name.isdecimal() and int(name) < len(values) else ""
