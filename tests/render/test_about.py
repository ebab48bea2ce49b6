"""A gap of the description is told apart from a fault of the product."""

from __future__ import annotations

import msgspec
import pytest
from building import notes

from harness.evidence import ExchangeId
from harness.profile import SUBJECT_DESCRIPTION
from harness.render.about import DESCRIPTION, OF_DESCRIPTION, PRODUCT, about
from harness.render.prose import SENTENCES
from harness.verdict import Because, Cause

OWN = notes().profile
SUBJECTS = msgspec.structs.replace(OWN, description=SUBJECT_DESCRIPTION)


def cause(code: str) -> Cause:
    return Cause(id=code, because=Because(code=code), requirements=(), operations=(), example=ExchangeId("p", 0))


@pytest.mark.parametrize("code", sorted(OF_DESCRIPTION))
def test_gaps(code: str) -> None:
    assert about(cause(code), SUBJECTS) == DESCRIPTION
    assert about(cause(code), OWN) == PRODUCT
    assert code in SENTENCES


@pytest.mark.parametrize("code", ["schema", "server-error", "media-type", "credential-accepted", "link-broken"])
def test_faults(code: str) -> None:
    assert about(cause(code), SUBJECTS) == PRODUCT


def test_a_page_is_a_fault_although_its_status_is_not_documented_either() -> None:
    page = msgspec.structs.replace(cause("undocumented-status"), id="html-instead-of-api/404")
    assert about(page, SUBJECTS) == PRODUCT
