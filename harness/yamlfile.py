"""Reads a YAML or JSON file into plain values that know the line they stand on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from harness import jsonbytes
from harness.errors import CannotRun, ProfileError
from harness.jsonplaces import lines_of

MAX_BYTES = 32 * 1024 * 1024
"""Largest file that is read; the largest description in public use that we know of has 13 MB."""
MAX_DEPTH = 100
MAX_NODES = 3_000_000
"""Values in a file after its aliases are written out: nine lines of aliases can stand for a thousand million values."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STR = "tag:yaml.org,2002:str"
_MERGE_HINT = "YAML 1.2 has no merge key; write the entries out."
_LITERALS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,4000}")
_OCTAL = re.compile(r"0o[0-7]{1,4000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class Loaded:
    """A file's plain value (dict, list, str, int, float, bool, None) and where each part of it stands."""

    __slots__ = ("_lines", "_locate", "data", "path", "value", "where")

    def __init__(
        self,
        value: Any,
        where: str,
        path: Path | None,
        lines: dict[int, Any] | None = None,
        locate: Callable[[Iterable[str]], dict[str, int]] | None = None,
        data: bytes = b"",
    ) -> None:
        """Keep `value` and the bytes that it came from; `lines` has the lines of entries by id of their container."""
        self.value = value
        self.data = data
        self.where = where
        self.path = path
        self._lines = lines or {}
        self._locate = locate

    def line_of(self, pointer: str = "") -> int:
        """Return the line (from 1) of the value at a JSON pointer (RFC 6901), or of its nearest parent that exists."""
        return self.lines_of((pointer,))[pointer]

    def lines_of(self, pointers: Iterable[str]) -> dict[str, int]:
        """Return the lines of many values, which in JSON costs one reading of the text."""
        if self._locate is not None:
            return self._locate(pointers)
        return {pointer: self._line(pointer) for pointer in pointers}

    def _line(self, pointer: str) -> int:
        value, line = self.value, self._lines.get(0, 1)
        for token in _tokens(pointer):
            entries = self._lines.get(id(value))
            key: Any = int(token) if isinstance(value, list) and token.isdecimal() else token
            if entries is None or (isinstance(entries, list) and not (isinstance(key, int) and key < len(entries))):
                return int(line)
            if isinstance(entries, dict) and key not in entries:
                return int(line)
            line, value = entries[key], value[key]
        return int(line)

    def at(self, pointer: str = "") -> str:
        """Return `file:line` of the value at `pointer`."""
        return f"{self.where}:{self.line_of(pointer)}"


def load(path: Path | str, error: type[CannotRun] = ProfileError, where: str = "") -> Loaded:
    """Read the YAML or JSON file at `path`; raises `error` with file and line when it cannot be read.

    `where` is what the file is called in messages, if not by its path.
    """
    path = Path(path)
    where = where or str(path)
    return loads(content(path, error, where), where, error, path=path)


def content(path: Path, error: type[CannotRun] = ProfileError, where: str = "") -> bytes:
    """Return what a file holds, of one that is too large the beginning, which `loads` refuses; raises `error`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as problem:
        why = f"cannot read the file: {problem.strerror}"
        raise error(why, where=where or str(path), hint="Check the path.") from problem


def loads(data: bytes, where: str, error: type[CannotRun] = ProfileError, path: Path | None = None) -> Loaded:
    """Read YAML or JSON from bytes; `where` names their origin, and a name that ends in .json asks for strict JSON."""
    if len(data) > MAX_BYTES:
        raise error(f"the file is larger than {MAX_BYTES} bytes", where=where)
    if where.endswith(".json"):
        return _json(data, where, error, path)
    try:
        return _Builder(where, error).build(data, path)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise error(f"not YAML: {problem.problem or problem.context}", where=f"{where}:{line}") from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        line = _line_of(data, problem)
        raise error(
            "not YAML: characters that are not text", where=f"{where}:{line}", hint="Save it as UTF-8."
        ) from problem


def _line_of(data: bytes, problem: Exception) -> int:
    """Return the line (from 1) of the first character that is no text, as far as the parser tells."""
    if isinstance(problem, yaml.reader.ReaderError) and isinstance(problem.position, int):
        return data.decode("utf-8", "replace")[: problem.position].count("\n") + 1
    return data[: problem.start].count(b"\n") + 1 if isinstance(problem, UnicodeDecodeError) else 1


_WHY: Final = {
    "empty": "the file is empty",
    "bom": "it begins with a byte order mark",
    "encoding": "it is not UTF-8",
    "depth": "nested too deeply",
    "number": "a number out of range",
    "surrogate": "half of a character",
}
"""What is said of JSON that cannot be read, by the reason; other reasons are words already."""


def _json(data: bytes, where: str, error: type[CannotRun], path: Path | None) -> Loaded:
    value = jsonbytes.parse(data)
    if not isinstance(value, jsonbytes.NotJson):
        return Loaded(value, where, path, locate=lambda asked: lines_of(data, asked), data=data)
    if value.why == "duplicate_key":
        line = jsonbytes.line_of(data, value.pointer)
        raise error(f"the key {value.pointer} occurs twice", where=f"{where}:{line}")
    line = data.count(b"\n", 0, value.offset) + 1
    raise error(f"not JSON: {_WHY.get(value.why, value.why)}", where=f"{where}:{line}")


def _tokens(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


class _Builder:
    """Builds plain values from the parser's flat events, so that no nesting can exhaust the stack."""

    def __init__(self, where: str, error: type[CannotRun]) -> None:
        self.where = where
        self.error = error
        self.lines: dict[int, Any] = {}
        self.sizes: dict[int, int] = {}
        self.anchors: dict[str, Any] = {}
        self.stack: list[_Open] = []
        self.nodes = 0
        self.root: Any = None

    def build(self, data: bytes, path: Path | None) -> Loaded:
        documents = 0
        for event in yaml.parse(data, Loader=_Loader):
            if isinstance(event, yaml.ScalarEvent):
                self.put(self.scalar(event), event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self.open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.close()
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("a second document begins; only one is read", event)
        return Loaded(self.root, self.where, path, self.lines, data=data)

    def refuse(self, message: str, event: Any, hint: str = "") -> NoReturn:
        raise self.error(message, where=f"{self.where}:{event.start_mark.line + 1}", hint=hint)

    def open(self, event: Any) -> None:
        mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map" if mapping else "tag:yaml.org,2002:seq"):
            self.refuse(f"the tag {event.tag} is not allowed", event)
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(f"nested deeper than {MAX_DEPTH} levels", event)
        if self.stack and self.stack[-1].wants_key:
            self.refuse("a key must be text", event)
        self.stack.append(_Open({} if mapping else [], event, self.nodes))

    def close(self) -> None:
        done = self.stack.pop()
        self.lines[id(done.value)] = done.lines
        self.sizes[id(done.value)] = self.nodes - done.before
        self.put(done.value, done.event)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self.refuse(f"the alias *{event.anchor} stands for nothing, or for a value that contains it", event)
        value = self.anchors[event.anchor]
        self.nodes += self.sizes.get(id(value), 0) if isinstance(value, dict | list) else 0
        if self.stack and self.stack[-1].wants_key and not isinstance(value, str):
            self.refuse("a key must be text", event)
        self.put(value, event)

    def put(self, value: Any, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(f"more than {MAX_NODES} values once aliases are written out", event)
        if not isinstance(event, yaml.AliasEvent) and event.anchor:
            self.anchors[event.anchor] = value
        line = event.start_mark.line + 1
        if not self.stack:
            self.root, self.lines[0] = value, line
            return
        into = self.stack[-1]
        if isinstance(into.value, list):
            into.value.append(value)
            into.lines.append(line)
        elif into.wants_key:
            if value in into.value:
                self.refuse(f"the key {value!r} occurs twice; it stands on line {into.lines[value]} already", event)
            into.key, into.wants_key = value, False
            into.lines[value] = line
            into.value[value] = None
        else:
            into.value[into.key] = value
            into.wants_key = True

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        is_key = bool(self.stack) and self.stack[-1].wants_key
        if is_key and text == "<<" and event.implicit[0]:
            self.refuse("a merge key (<<) is not allowed", event, _MERGE_HINT)
        if event.tag in (_STR, "!") or is_key or not event.implicit[0]:
            if event.tag not in (None, "!", _STR):
                self.refuse(f"the tag {event.tag} is not allowed", event)
            return text
        if event.tag is not None:
            self.refuse(f"the tag {event.tag} is not allowed", event)
        return self.plain(text, event)

    def plain(self, text: str, event: Any) -> Any:
        """Resolve a plain scalar by the core schema of YAML 1.2: dates stay text, only true and false are booleans."""
        if text in _LITERALS:
            return _LITERALS[text]
        first = text[0]
        if not (first.isdecimal() or first in "-+."):
            return text
        if _INTEGER.fullmatch(text):
            return self.whole(int(text), event)
        if _HEX.fullmatch(text) or _OCTAL.fullmatch(text):
            return self.whole(int(text, 0), event)
        if _ENDLESS.fullmatch(text):
            self.refuse(f"{text} is no JSON number", event, "Quote it if it is text.")
        if _FLOAT.fullmatch(text):
            number = float(text)
            if number in (float("inf"), float("-inf")):
                self.refuse(f"{text} is too large for a number", event, "Quote it if it is text.")
            return number
        return text

    def whole(self, number: int, event: Any) -> int | float:
        """Return a whole number as reading JSON gives it: beyond 64 bits a float."""
        if -(2**63) <= number < 2**64:
            return number
        try:
            return float(number)
        except OverflowError:
            return self.refuse("the number is too large", event, "Quote it if it is text.")


class _Open:
    """A mapping or a sequence whose end has not come yet."""

    __slots__ = ("before", "event", "key", "lines", "value", "wants_key")

    def __init__(self, value: Any, event: Any, before: int) -> None:
        self.value = value
        self.event = event
        self.before = before
        self.key = ""
        self.wants_key = isinstance(value, dict)
        self.lines: Any = {} if self.wants_key else []
