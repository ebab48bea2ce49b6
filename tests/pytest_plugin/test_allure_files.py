"""The files that belong to a whole Allure report are in the forms that Allure 2 and 3 read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness.pytest_plugin.allure_files import CATEGORIES, write_files
from harness.pytest_plugin.outcome import NotGathered, NotMet, NotTold


def test_surroundings_are_a_properties_file(tmp_path: Path) -> None:
    write_files(
        tmp_path / "results",
        {"Target": "http://x:1/a=b", "Product": "Ystafell reoli Pŵer", "Two words": "a\nb\x01😀\\"},
    )
    text = (tmp_path / "results" / "environment.properties").read_bytes()
    assert text.decode("ascii").splitlines() == [
        "Target=http\\://x\\:1/a\\=b",
        "Product=Ystafell reoli P\\u0175er",
        "Two\\ words=a\\u000ab\\u0001\\ud83d\\ude00\\\\",
    ]


def test_both_allures_are_told_the_same_categories(tmp_path: Path) -> None:
    write_files(tmp_path, {})
    kept = json.loads((tmp_path / "categories.json").read_bytes())
    assert json.loads((tmp_path / "allurerc.json").read_bytes()) == {"categories": kept}
    assert kept == list(CATEGORIES)


@pytest.mark.parametrize(
    "status, message, name",
    [
        ("failed", f"{NotMet.__module__}.{NotMet.__name__}: N-1 not met: it\n did not", "Not met by the product"),
        ("broken", f"{NotTold.__module__}.{NotTold.__name__}: N-1 could not be told: x", "Could not be told"),
        ("broken", f"{NotTold.__module__}.{NotTold.__name__}: N-1 is a fault of ours: x", "A fault of Hallmark"),
        ("broken", f"{NotGathered.__module__}.{NotGathered.__name__}: nothing\nwas", "Nothing was gathered"),
        ("skipped", "XFAIL known deviation\n\nwhat", "Known deviation"),
        ("skipped", "Skipped: not tested: x", "Not tested, or not applicable"),
    ],
)
def test_each_kind_of_result_has_its_category(status: str, message: str, name: str) -> None:
    fitting = (
        category["name"]
        for category in CATEGORIES
        if status in category["matchedStatuses"]
        and re.fullmatch(str(category.get("messageRegex", r"[\s\S]*")), message)
    )
    assert next(fitting) == name
