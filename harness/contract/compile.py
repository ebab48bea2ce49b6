"""Compiles an API description, once, into operations whose schemas are JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.contract import openapi20, openapi30, openapi31
from harness.contract.contract import Contract
from harness.contract.description import Reader
from harness.contract.dialect import Dialect
from harness.contract.fingerprint import fingerprint
from harness.contract.formats import FORMATS
from harness.contract.model import OUTBOUND, WEBHOOK
from harness.contract.normal import Normaliser
from harness.contract.parts2 import Parts2
from harness.contract.parts3 import Parts3
from harness.contract.places import Place, Places
from harness.contract.pooling import Pooling
from harness.contract.schema import Pool
from harness.contract.source import Source
from harness.errors import ContractError
from harness.yamlfile import Loaded, load

DIALECTS: Mapping[str, Dialect] = {
    each.version: each for each in (openapi20.DIALECT, openapi30.DIALECT, openapi31.DIALECT, openapi31.DIALECT_32)
}
"""Versions of OpenAPI that are read; each is one file."""
DESCRIBING: Final = ("paths", "webhooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A contract together with the files that it came from."""

    contract: Contract
    version: str
    """Of OpenAPI: `2.0` to `3.2`."""
    places: Places
    """The files that were read, so that places have lines."""
    ignored: tuple[tuple[str, Place], ...]
    """Keywords that say nothing in this version of OpenAPI, and where they stand."""


def compile_contract(source: Path | str | Loaded, formats: Mapping[str, Callable[[str], bool]] = FORMATS) -> Contract:
    """Compile the description in a YAML or JSON file; other files are read only from its folder and those below it.

    A part that cannot be compiled becomes an `Unresolved` in its place and an entry of `Contract.gaps`.
    Raises ContractError, with file and line, for a document that is no API description.
    """
    return compile_description(source, formats).contract


def compile_description(
    source: Path | str | Loaded, formats: Mapping[str, Callable[[str], bool]] = FORMATS
) -> Compiled:
    """Compile a description and keep what it came from; raises ContractError as `compile_contract` does."""
    loaded = source if isinstance(source, Loaded) else load(source, ContractError)
    root = _object(loaded, loaded.value, "")
    dialect = _dialect(loaded, root)
    given = [member for member in DESCRIBING if member in root]
    if not given:
        raise ContractError("neither paths nor webhooks are described", where=loaded.at(), hint="Add `paths`.")
    if not any(isinstance(root[member], dict) for member in given):
        _object(loaded, root[given[0]], f"/{given[0]}")
    return _compile(loaded, dialect, formats)


def _compile(loaded: Loaded, dialect: Dialect, formats: Mapping[str, Callable[[str], bool]]) -> Compiled:
    places = Places(loaded)
    normaliser = Normaliser(places, dialect)
    source = Source(places, Pooling(Pool(formats), normaliser))
    info = _info(source)
    reader = Reader(source, Parts2(source) if dialect.version == "2.0" else Parts3(source))
    found = (*reader.operations("paths", OUTBOUND), *reader.operations("webhooks", WEBHOOK))
    schemes = _schemes(source, dialect)
    title, version = (str(info.get(name) or "") for name in ("title", "version"))
    contract = Contract(
        title=title,
        version=version,
        digest=fingerprint(title, version, found, schemes),
        operations=tuple(each for each in found if each.direction == OUTBOUND),
        webhooks=tuple(each for each in found if each.direction == WEBHOOK),
        gaps=tuple(source.gaps),
        security_schemes=schemes,
        servers=dialect.servers(loaded.value),
    )
    return Compiled(contract=contract, version=dialect.version, places=places, ignored=tuple(normaliser.ignored))


def _dialect(loaded: Loaded, root: dict[str, Any]) -> Dialect:
    version = root.get("openapi", root.get("swagger"))
    if version is None:
        raise ContractError(
            "not an OpenAPI description", where=loaded.at(), hint="It must begin with `openapi: 3.1.0`."
        )
    name = ".".join(str(version).split(".")[:2])
    if name not in DIALECTS:
        known = ", ".join(sorted(DIALECTS))
        place = "/openapi" if "openapi" in root else "/swagger"
        raise ContractError(f"OpenAPI {version} cannot be read", where=loaded.at(place), hint=f"Use one of {known}.")
    return DIALECTS[name]


def _object(loaded: Loaded, value: Any, pointer: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        name = pointer[1:] or "the description"
        raise ContractError(
            f"{name} must be an object", where=loaded.at(pointer), hint="See the OpenAPI Specification."
        )
    return value


def _info(source: Source) -> dict[str, Any]:
    """Return what the description says of itself; that it says nothing is a gap, as nothing else hangs on it."""
    root = source.root()
    for member in DESCRIBING:
        if not isinstance(root.get(member, {}), dict):
            source.gap(f"{member} must be an object", Place("", f"/{member}"))
    info = root.get("info")
    if isinstance(info, dict):
        return info
    source.gap("info must be an object with title and version", Place("", "/info" if "info" in root else ""))
    return {}


def _schemes(source: Source, dialect: Dialect) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, each in source.members(Place("", dialect.schemes)):
        _, value = source.object(each, "a security scheme")
        if isinstance(value, dict):
            found[name] = dialect.scheme({key: part for key, part in value.items() if key != "description"})
    return found
