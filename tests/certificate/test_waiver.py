"""A waiver is read as it was signed; what is none is said."""

from __future__ import annotations

import pytest
from bundled import KEY
from verify.test_waivers import WAIVER

from harness.certificate import envelope
from harness.certificate.waiver import Waiver, given, signed
from harness.errors import EvidenceError


def test_a_waiver_is_read_as_it_was_signed() -> None:
    found = given(signed(WAIVER, KEY), "x.json")
    assert (found.said, found.name, len(found.signatures)) == (WAIVER, "x.json", 1)


@pytest.mark.parametrize(
    "data", [b"", b"{}", envelope.seal({"_type": "x"}, KEY), signed(WAIVER, KEY).replace(b'"sig"', b'"gis"')]
)
def test_what_is_none_is_said(data: bytes) -> None:
    with pytest.raises(EvidenceError, match="no waiver"):
        given(data, "x.json")


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": " "},
        {"owner": ""},
        {"expires": "soon"},
        {"expires": "20270331"},
        {"expires": "2027-W13-3"},
        {"requirement": ""},
        {"product_version": " "},
    ],
)
def test_nobody_waives_without_name_reason_and_day(changes: dict[str, str]) -> None:
    values = {name: getattr(WAIVER, name) for name in WAIVER.__struct_fields__}
    with pytest.raises(ValueError):  # noqa: PT011
        Waiver(**(values | changes))
