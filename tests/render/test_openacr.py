"""The document has a chapter for each class and a criterion for each requirement, and begins with the verdict."""

from __future__ import annotations

import msgspec
import pytest
import yaml
from sample_hostile import TEXTS, hostile, not_green
from sample_report import findings, report

from harness.render.openacr import LEVELS, data, render
from harness.render.support import Support


def test_each_requirement_is_a_criterion_of_its_class_with_level_and_note() -> None:
    told = yaml.safe_load(render(report()))
    found = {c["num"]: c for chapter in told["chapters"].values() for c in chapter["criteria"]}
    assert set(found) == {f.requirement for f in findings()}
    assert list(told["chapters"]) == ["notes", "links"]
    (component,) = found["N-002"]["components"]
    assert component["adherence"]["level"] == "does-not-support"
    assert "201 where 409 or 422" in component["adherence"]["notes"]
    assert set(LEVELS) == set(Support)


def test_the_verdict_comes_before_any_list() -> None:
    for name, told in not_green().items():
        said = yaml.safe_load(render(told))["notes"]
        assert said[0] != "Conforms" or "fault of its own" in said[1], name
    assert yaml.safe_load(render(report()))["notes"][0] == "Does not conform"


def test_two_profiles_keep_their_chapters_apart() -> None:
    one = report()
    part = one.parts[0]
    other = msgspec.structs.replace(part, verdict=msgspec.structs.replace(part.verdict, role="writer"))
    told = msgspec.structs.replace(one, parts=(part, other))
    assert list(data(told)["chapters"]) == [
        *("notes@1.0/keeper/notes", "notes@1.0/keeper/links"),
        *("notes@1.0/writer/notes", "notes@1.0/writer/links"),
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_is_read_as_yaml(text: str) -> None:
    assert yaml.safe_load(render(hostile(text))) == data(hostile(text))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(report()) == render(report())
    assert "report_date" not in data(report(started=2**62))
