"""Tells what a root cause is about: the product, or its own API description."""

from __future__ import annotations

from typing import Final

from harness.profile import SUBJECT_DESCRIPTION, Profile
from harness.verdict import Cause

PRODUCT: Final = "product"
DESCRIPTION: Final = "description"
OF_DESCRIPTION: Final = frozenset(
    {"undocumented-status", "undocumented-media-type", "description-version", "description-empty",
     "description-unresolved", "operation-id-twice", "version-not-semantic", "path-not-kebab", "path-with-verb",
     "path-too-deep", "info-missing", "refusal-not-declared", "x-header"}
)  # fmt: skip
"""Codes of what is a gap of the description: the product may do nothing wrong, and its description does not say so."""
OF_PRODUCT: Final = ("server-error", "html-instead-of-api")
"""What causes begin with that no description excuses, even where a status besides is not documented."""


def about(cause: Cause, profile: Profile) -> str:
    """Return PRODUCT or DESCRIPTION; where the profile brings the description, every departure is the product's."""
    if cause.id.partition("/")[0] in OF_PRODUCT:
        return PRODUCT
    own = profile.description == SUBJECT_DESCRIPTION
    return DESCRIPTION if own and cause.because.code in OF_DESCRIPTION else PRODUCT
