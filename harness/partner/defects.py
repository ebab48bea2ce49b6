"""Plants named defects in a partner, each of which breaks one promise and as little else as possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import msgspec

from harness.errors import MockError
from harness.fit import suggest
from harness.partner import script
from harness.partner.acts.base import Name
from harness.partner.patches import Patch, patched
from harness.partner.script import Mock, Script
from harness.partner.wires import DEFECTS

__all__ = ["DEFECTS", "Defect", "DefectsFile", "defective", "list_defects"]

FILE = "defects.yaml"


class Defect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One vice of a partner."""

    name: Name
    says: str
    """The vice in one plain sentence."""
    kills: tuple[str, ...]
    """Requirements that must be found violated."""
    also: tuple[str, ...] = ()
    """Requirements that it cannot help breaking too, where their probes come across it."""
    needs: Literal["", "tls", "mutual", "authority"] = ""
    """How the partner must be served for it to show: with TLS, with certificates of its clients, or trusting another
    authority."""
    patch: tuple[Patch, ...]


class DefectsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole defects.yaml."""

    defects: tuple[Defect, ...]


def list_defects(name: str) -> tuple[Defect, ...]:
    """Return the defects that can be planted in the mock of that name, in the order of its file; raises MockError."""
    return _listed(script.read(name))


def _listed(mock: Mock) -> tuple[Defect, ...]:
    path = mock.folder / FILE
    if not path.is_file():
        return ()
    loaded = script.of_type(path, DefectsFile)
    found = msgspec.convert(loaded.value, DefectsFile).defects
    seen: set[str] = set()
    for index, defect in enumerate(found):
        if defect.name in seen:
            raise MockError(f"the defect {defect.name!r} is given twice", where=loaded.at(f"/defects/{index}"))
        seen.add(defect.name)
    return found


def defective(
    name: str, defects: Iterable[str] = (), served: frozenset[str] = frozenset({"tls", "mutual", "authority"})
) -> tuple[Script, Mock]:
    """Return the script of a mock with these defects planted, and the mock.

    `served` says how it will be served, in the words of `Defect.needs`. Raises MockError for a defect that is unknown,
    or that would not show.
    """
    mock = script.read(name)
    wanted = tuple(defects)
    known = {defect.name: defect for defect in _listed(mock)} if wanted else {}
    for wish in wanted:
        if wish not in known:
            raise MockError(f"{mock.data['name']} has no defect {wish!r}", hint=suggest(wish, list(known)))
        if (needs := known[wish].needs) and needs not in served:
            way = {"tls": "--tls auto", "mutual": "--tls auto --mutual", "authority": "--trust ISSUER"}[needs]
            raise MockError(f"the defect {wish!r} does not show as the mock is served", hint=f"Serve it with {way}.")
        mock = patched(mock, known[wish].patch, f"{mock.folder / FILE}: defect {wish}")
    if wanted:
        mock = replace(mock, data={**mock.data, "validates": False})
    return script.script(mock), mock
