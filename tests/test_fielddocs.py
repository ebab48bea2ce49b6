"""What stands under a field is read from the source, by the field's name in files."""

from __future__ import annotations

import msgspec

from harness.auth import ApiKey
from harness.evidence import ExchangeId
from harness.fielddocs import field_docs


class Sample(msgspec.Struct):
    """A struct of this test."""

    one: int
    """The first,
    in two lines."""
    two: int = msgspec.field(default=0, name="zwei")
    """Under another name in files."""
    three: int = 0

    def method(self) -> None:
        """Not a field's."""


def test_texts_are_on_one_line_under_the_name_in_files() -> None:
    assert field_docs(Sample) == {"one": "The first, in two lines.", "zwei": "Under another name in files."}


def test_types_of_the_project() -> None:
    assert field_docs(ExchangeId)["ordinal"] == "Counts up from 0 within the partition."
    assert "in" in field_docs(ApiKey)
