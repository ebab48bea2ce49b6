"""The schema of tender.yaml is the one that lies among the report forms, and takes what the program takes."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import pytest
from compare.test_tender import TEXT, held

from harness.compare.tender_schema import FILE, schema, text
from harness.content import root


def test_the_published_schema_is_what_the_types_say() -> None:
    told = (root("reports") / FILE).read_text(encoding="utf-8")
    assert told == text(), "write harness.compare.tender_schema.text() to reports/formats/tender.schema.json"


def test_a_tender_that_is_read_fits_and_one_with_a_stray_member_does_not(tmp_path: Path) -> None:
    validator = jsonschema_rs.Draft202012Validator(schema())
    value = held(TEXT, tmp_path).file.value
    validator.validate(value)
    with pytest.raises(jsonschema_rs.ValidationError):
        validator.validate(value | {"mandatry": []})


def test_every_member_says_what_it_is() -> None:
    assert all("description" in member for member in schema()["properties"].values())
