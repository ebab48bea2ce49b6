"""Content is found in a wheel, in a checkout, and nowhere else."""

from __future__ import annotations

import os
import site
import sysconfig
from pathlib import Path

import pytest

import harness
from harness import content
from harness.errors import ContentMissing, OurFault


def make(folder: Path, *names: str) -> None:
    """Create folders, and files where a name has a suffix."""
    for name in names:
        path = folder / name
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        else:
            path.mkdir(parents=True)


@pytest.mark.parametrize("kind", content.KINDS)
def test_this_installation_has_every_kind_of_content(kind: content.Kind) -> None:
    found = content.root(kind)
    assert found.is_absolute()
    assert any(found.iterdir())


@pytest.mark.parametrize("kind", content.KINDS)
def test_a_wheel_s_content_is_preferred_to_the_folder_beside_it(tmp_path: Path, kind: content.Kind) -> None:
    make(tmp_path, f"harness/_content/{kind}", kind, "pyproject.toml", "hatch_build.py")
    assert content.root(kind, package=tmp_path / "harness") == tmp_path / "harness" / "_content" / kind


@pytest.mark.parametrize("kind", content.KINDS)
def test_a_checkout_s_content_lies_beside_the_package(tmp_path: Path, kind: content.Kind) -> None:
    make(tmp_path, "harness", kind, "pyproject.toml", "hatch_build.py")
    assert content.root(kind, package=tmp_path / "harness") == tmp_path / kind


def test_a_stranger_s_folder_in_site_packages_is_not_taken_for_ours(tmp_path: Path) -> None:
    make(tmp_path, "harness", "reports")
    with pytest.raises(ContentMissing, match=r"neither at .* nor beside"):
        content.root("reports", package=tmp_path / "harness")


def test_missing_content_says_where_it_looked_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing) as caught:
        content.root("mocks", package=tmp_path / "harness")
    assert isinstance(caught.value, OurFault)
    assert str(tmp_path / "harness" / "_content" / "mocks") in str(caught.value)
    assert "install hallmark-harness again" in caught.value.hint


@pytest.mark.parametrize("kind", ["tests", "", "..", "profiles/..", "/etc"])
def test_no_other_folder_can_be_asked_for(kind: str) -> None:
    with pytest.raises(ContentMissing, match="there is no content called"):
        content.root(kind)  # type: ignore[arg-type]


def test_the_tests_run_against_what_was_installed() -> None:
    """In tox the package under test is the wheel: a module missing from it must not be found in the checkout."""
    where = Path(harness.__file__).resolve()
    if os.environ.get("HALLMARK_TESTS_INSTALLED") == "wheel":
        installed = [Path(p).resolve() for p in (sysconfig.get_path("purelib"), *site.getsitepackages())]
        assert any(where.is_relative_to(place) for place in installed), where
        assert content.root("profiles").parent.name == "_content"
    else:
        assert where.name == "__init__.py"
