"""Reads the faults that a partner knows by name: faults.yaml beside its script."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from harness.errors import MockError
from harness.partner.faults.choosing import Chosen, check, written
from harness.partner.script import Mock, of_type, read

FILE: Final = "faults.yaml"


class FaultsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole faults.yaml."""

    faults: tuple[Chosen, ...]


def list_faults(mock: Mock) -> dict[str, Chosen]:
    """Return the faults of a mock by name, in the order of its file; none where it has no file.

    Raises MockError with file and line for what cannot be played.
    """
    path: Path = mock.folder / FILE
    if not path.is_file():
        return {}
    loaded = of_type(path, FaultsFile)
    found: dict[str, Chosen] = {}
    for index, chosen in enumerate(msgspec.convert(loaded.value, FaultsFile).faults):
        where = loaded.at(f"/faults/{index}")
        if chosen.name in found:
            raise MockError(f"the fault {chosen.name!r} is given twice", where=where)
        check((chosen,), mock.data["operations"], where)
        found[chosen.name] = chosen
    return found


def chosen_of(mock: str, texts: Iterable[str]) -> tuple[Chosen, ...]:
    """Return the faults that are asked for: of the mock's own file, which is read anyway, or of the table.

    Each text is `NAME`, `NAME:OPERATION` or `NAME:OPERATION:CALLS`. Raises MockError.
    """
    known = list_faults(read(mock))
    return tuple(written(text, known) for text in texts)
