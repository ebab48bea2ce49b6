"""Reads the ways in which a partner may decide otherwise and keep its description: variants.yaml beside its script."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.errors import MockError
from harness.fit import suggest
from harness.partner import script
from harness.partner.acts.base import Name
from harness.partner.patches import Patch, patched
from harness.partner.script import Mock, Script

FILE: Final = "variants.yaml"


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way: a partner that turns down what it is asked, or takes its time, is no bad partner."""

    name: Name
    says: str
    patch: tuple[Patch, ...]


class VariantsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole variants.yaml."""

    variants: tuple[Variant, ...]


def list_variants(mock: Mock) -> dict[str, Variant]:
    """Return the variants of a mock by name; none where it has no file. Raises MockError."""
    path = mock.folder / FILE
    if not path.is_file():
        return {}
    return {one.name: one for one in msgspec.convert(script.of_type(path, VariantsFile).value, VariantsFile).variants}


def varied(name: str, variant: str) -> tuple[Script, Mock]:
    """Return the script of a mock that decides as the variant says, and the mock. Raises MockError."""
    mock = script.read(name)
    known = list_variants(mock)
    if variant not in known:
        raise MockError(f"{mock.data['name']} has no variant {variant!r}", hint=suggest(variant, list(known)))
    mock = patched(mock, known[variant].patch, f"{mock.folder / FILE}: variant {variant}")
    return script.script(mock), mock
