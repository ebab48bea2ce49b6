"""The sample supplier is told of two broken promises by its own tox environment, and passes when they are mended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import harness

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "supplier-flask"
HERE = (str(Path(pytest.__file__).parents[1]), str(Path(harness.__file__).parents[1]))
"""Where what the sample needs is installed: it is not installed again for a test."""


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample."""
    folder = tmp_path_factory.mktemp("supplier") / "flask"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("out", ".tox", "__pycache__", ".pytest_cache"))
    return folder


def certify(folder: Path, *options: str) -> tuple[int, dict[str, str], str]:
    """Run `tox -e certify`, by make where there are no options; return the outcome of each item, and what was said."""
    paths = os.pathsep.join((str(folder), *HERE))
    tox = [sys.executable, "-m", "tox", "-x", "testenv:certify.deps="]
    tox += ["-x", f"testenv:certify.set_env=PYTHONPATH={paths}"]
    by_make = ["make", f"TOX={' '.join(tox)}", "certify"]
    done = subprocess.run(
        [*tox, "-e", "certify", "--", *options, "hallmark.yaml"] if options else by_make,
        cwd=folder,
        env={name: text for name, text in os.environ.items() if not name.startswith(("TOX", "PYTEST", "COV"))},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout + done.stderr
    (report,) = folder.glob(".tox/certify/tmp/junit.xml")
    found = {}
    for case in ET.parse(report).iter("testcase"):
        tags = [child.tag for child in case if child.tag != "properties"]
        found[case.get("name", "")] = tags[0] if tags else "passed"
    return done.returncode, found, said


def test_it_fails_with_two_findings_then_passes(supplier: Path) -> None:
    code, alone, said = certify(supplier)
    assert code == 2, f"what make says of a recipe that failed: {said}"
    assert "certify: FAIL code 1" in said
    failed = [name for name, outcome in alone.items() if outcome != "passed"]
    assert failed == ["uk-api-base/contract/B02", "uk-api-base/contract/B03"], said
    assert {alone[name] for name in failed} == {"failure"}
    assert len(alone) >= 9
    assert "/items/0/foundAt is 1793557200.0" in said

    code, spread, said = certify(supplier, "-n", "2")
    assert (code, spread) == (1, alone), said

    subprocess.run(["git", "apply", "fixed.patch"], cwd=supplier, check=True)
    code, mended, said = certify(supplier)
    assert code == 0, said
    assert set(mended) == set(alone)
    assert set(mended.values()) == {"passed"}
    assert "uk-api-base@1.0, role provider: conforms" in said


def test_its_own_tests_notice_nothing(supplier: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "tests"]
    done = subprocess.run(command, cwd=supplier, capture_output=True, encoding="utf-8", check=False)
    assert "2 passed" in done.stdout, done.stdout
