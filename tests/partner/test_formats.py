"""The published schemas are those of the types, and accept what is shipped."""

from __future__ import annotations

import jsonschema_rs
import pytest

from harness import content, yamlfile
from harness.partner.formats import FORMATS, schema, text

FILES = {
    "formats/mock.schema.json": ("mock.yaml", "mock.yaml"),
    "formats/mock-defects.schema.json": ("mock.yaml", "defects.yaml"),
    "formats/mock-faults.schema.json": ("mock.yaml", "faults.yaml"),
    "formats/mock-variants.schema.json": ("mock.yaml", "variants.yaml"),
    "formats/sender.schema.json": ("sender.yaml", "sender.yaml"),
    "formats/sender-defects.schema.json": ("sender.yaml", "defects.yaml"),
}
"""What a folder must hold besides, and the file that the schema is of."""


@pytest.mark.parametrize("file", FORMATS)
def test_the_schema_on_file_is_up_to_date(file: str) -> None:
    held = (content.root("reports") / file).read_text(encoding="utf-8")
    assert held == text(file), f"write harness.partner.formats.text({file!r}) to reports/{file}"


@pytest.mark.parametrize("file", FORMATS)
def test_what_is_shipped_keeps_the_schema_and_nonsense_does_not(file: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(schema(file))
    beside, name = FILES[file]
    found = [path for path in sorted(content.root("mocks").glob(f"*/{name}")) if path.with_name(beside).is_file()]
    assert found
    for path in found:
        assert [error.message for error in validator.iter_errors(yamlfile.load(path).value)] == []
    assert not validator.is_valid({"nonsense": 1})
