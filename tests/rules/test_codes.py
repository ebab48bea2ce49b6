"""Every code that the judge can give has a sentence for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness
from harness.render.prose import SENTENCES

ROOT = Path(harness.__file__).parent
JUDGE = sorted([*(ROOT / "rules").glob("*.py"), *(ROOT / f"{n}.py" for n in ("tally", "summary", "adjudicate"))])
SIGNS = ("base.broke", "base.unsure", "broke", "unsure", "untold")


def codes(source: str) -> Iterator[str]:
    """Yield every text that a call gives as a code."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        given = node.args[1:2] if name in SIGNS else [k.value for k in node.keywords if k.arg == "code"]
        if name in SIGNS or name.endswith("Because"):
            for each in given:
                # The condition of `a if b else c` is no code.
                parts = (each.body, each.orelse) if isinstance(each, ast.IfExp) else (each,)
                yield from (p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))


@pytest.mark.parametrize("path", JUDGE, ids=lambda p: p.stem)
def test_every_code_has_a_sentence(path: Path) -> None:
    assert sorted(set(codes(path.read_text(encoding="utf-8"))) - set(SENTENCES)) == []


def test_the_walker_finds_codes() -> None:
    found = codes('base.broke(x, "a" if y == "no" else "b", cause="no")\nBecause(code="c")\nbase.hidden(x)')
    assert sorted(found) == ["a", "b", "c"]
