"""The document on the official suite of OGC is that of its data and of the sample report, and whole."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from harness.loading import find, load_bundle


def program() -> ModuleType:
    """Return the program that writes it, which lies beside the tests and is no part of the package."""
    place = Path(__file__).parents[2] / "benchmarks" / "agreement.py"
    spec = importlib.util.spec_from_file_location("agreement", place)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


AGREEMENT = program()
DATA_READ = yaml.load(AGREEMENT.DATA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
REQUIREMENTS = [r.id for r in load_bundle(find("geospatial-ogc@1.0.1")).profile.requirements]
NAMED = [name for group in DATA_READ["groups"] for method in group["methods"] for name in method["requirements"]]
WITHOUT_METHOD = {
    *("geojson/definition", "geojson/content", "oas30/oas-definition-1", "oas30/oas-impl", "oas30/completeness"),
    *("oas30/exceptions-codes", "oas30/security", "crs/fc-md-crs-list-global", "core/fc-bbox-definition/antimeridian"),
}
"""Requirements of the standards of which the official suite, as read, has no method."""


def test_it_is_fresh() -> None:
    assert AGREEMENT.WRITTEN.read_text(encoding="utf-8") == AGREEMENT.current(), "run `python -m benchmarks.agreement`"


def test_every_requirement_of_the_standards_is_there_or_has_no_method() -> None:
    ours = {name for name in REQUIREMENTS if not name.startswith("overlay/")}
    assert set(NAMED) | WITHOUT_METHOD == ours
    assert not set(NAMED) & WITHOUT_METHOD


def test_the_sample_report_is_of_this_profile() -> None:
    report = (AGREEMENT.FINDINGS / DATA_READ["sample"]).read_text(encoding="utf-8")
    assert sorted(AGREEMENT.outcomes(report)) == sorted(REQUIREMENTS)


def test_outcomes_are_read_from_a_report() -> None:
    report = "  core/a  MUST    class  VIOLATES    Because.\n  b/c  SHOULD  class  not applicable  So.\nother\n"
    report += "\n  not applicable to this product (1):\n    d/e: So it is.\n"
    assert AGREEMENT.outcomes(report) == {"core/a": "violates", "b/c": "not applicable", "d/e": "not applicable"}


def test_what_differs_is_said_of_each() -> None:
    methods = [{"method": "m", "count": 2, "requirements": ["a/a", "b/b"], "says": "same"}]
    data = {"before": "B", "after": "A", "groups": [{"title": "T", "methods": methods}]}
    text = AGREEMENT.written(data, {"a/a": "violates", "b/b": "conforms"})
    assert "| `m` (2) | a/a, b/b | same | a/a **violates**, b/b conforms |" in text
    assert "## T: 2 methods" in text
    with pytest.raises(KeyError):
        AGREEMENT.written(data, {"a/a": "conforms"})
