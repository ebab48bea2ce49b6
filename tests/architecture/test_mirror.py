"""Every source file has a test file of its own, at the same place under tests/."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


def mirror(source: PurePosixPath) -> PurePosixPath:
    """Return where the tests of a source file lie: harness/a/b.py -> tests/a/test_b.py."""
    inside = source.relative_to("harness")
    return PurePosixPath("tests", inside.parent, f"test_{inside.name}")


def test_every_source_file_has_its_test_file() -> None:
    files = (file.relative_to(ROOT) for file in (ROOT / "harness").rglob("*.py"))
    sources = [PurePosixPath(file.as_posix()) for file in files if "_content" not in file.parts]
    assert sources
    lacking = [mirror(s) for s in sources if s.name != "__init__.py" and not (ROOT / mirror(s)).is_file()]
    assert not lacking, f"write {', '.join(sorted(map(str, lacking)))}"


def test_a_nested_file_mirrors_to_a_nested_file() -> None:
    assert mirror(PurePosixPath("harness/a/b.py")) == PurePosixPath("tests/a/test_b.py")
