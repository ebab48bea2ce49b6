"""Names the national identifier formats that rules and schemas may call, each as pure functions, and their makers."""

from __future__ import annotations

from collections.abc import Callable

from harness.formats.asn import ASN
from harness.formats.codes import ETHNICITY_16_1, ETHNICITY_18_1, ETHNICITY_SEEN, ISO_5218
from harness.formats.cro import CRO
from harness.formats.forces import FORCE, ORGANISATION_UNIT
from harness.formats.making import Draw, Format
from harness.formats.nhs import NHS_NUMBER
from harness.formats.places import GRID_REFERENCE, THREE_WORDS
from harness.formats.pnc import PNC
from harness.formats.references import COURT_CASE, DRIVER_NUMBER, PTI_URN
from harness.formats.uprn import UPRN, USRN

__all__ = ["FORMATS", "IDENTIFIERS", "Draw", "Format"]

IDENTIFIERS: dict[str, Format] = {
    "uprn": UPRN,
    "usrn": USRN,
    "pnc": PNC,
    "cro": CRO,
    "asn": ASN,
    "pti-urn": PTI_URN,
    "force-code": FORCE,
    "organisation-unit": ORGANISATION_UNIT,
    "ethnicity-18-1": ETHNICITY_18_1,
    "ethnicity-16-1": ETHNICITY_16_1,
    "ethnicity-observed": ETHNICITY_SEEN,
    "sex-iso-5218": ISO_5218,
    "court-case-reference": COURT_CASE,
    "driver-number": DRIVER_NUMBER,
    "nhs-number": NHS_NUMBER,
    "what3words": THREE_WORDS,
    "osgb-grid-reference": GRID_REFERENCE,
}
"""By the name that a schema's `format` and a rule's parameters use."""

FORMATS: dict[str, Callable[[str], bool]] = {name: one.holds for name, one in IDENTIFIERS.items()}
"""What tells each from other text."""
