"""Says what a partner says, as data: reads mock.yaml and gives each operation its flat list of acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import msgspec
import orjson

from harness import content, yamlfile
from harness.errors import MockError
from harness.fit import Misfit, misfits, pointer, suggest
from harness.partner.acts.base import Name
from harness.partner.acts.table import AnyAct
from harness.partner.authority import Terms
from harness.partner.dispatch.terms import Policy
from harness.partner.secure import TlsTerms
from harness.partner.wires import AnyWire

FILE = "mock.yaml"


class Use(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act", tag="use"):
    """Puts the acts of a sequence here."""

    sequence: Name
    without: tuple[Name, ...] = ()
    """Acts of it that are left out."""


Line: TypeAlias = Use | AnyAct


class Stock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies on a shelf from the beginning."""

    key: Name
    """The member that names a record."""
    of: str = ""
    """The member that says whose shelf it lies on; empty: there is one shelf."""
    records: tuple[dict[str, Any], ...] = ()
    file: str = ""
    """A YAML or JSON file with a list of further records, relative to mock.yaml."""


class _Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    title: str
    says: str
    """Who the partner is, in a sentence."""
    profile: Annotated[str, msgspec.Meta(pattern="^([a-z0-9-]+@[0-9][0-9A-Za-z.-]*)?$")] = ""
    """The profile that it is played from; empty: none, as of an authority that only issues tokens."""
    role: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]*$")] = ""
    """The role of the profile that the partner takes."""
    description: str = ""
    """OpenAPI description that it is played from, relative to mock.yaml; empty: that of the profile."""
    base: Annotated[str, msgspec.Meta(pattern="^(/[^/]+)*$")] = ""
    """Path under which the operations lie."""
    server: str = "partner"
    """The Server field of every answer; it names no version."""
    headers: dict[str, str] = {}
    """Fields of every answer that does not set them itself."""
    echo: str = ""
    """A field of the request that comes back in every answer, made up where it is not sent or cannot come back."""
    max_body: Annotated[int, msgspec.Meta(ge=0)] = 1024 * 1024
    """Most bytes of content that are taken; 413 for more."""
    head: bool = True
    """Whether HEAD is answered wherever GET is."""
    validates: bool = True
    """Whether what breaks the contract is refused although no act asks; with a planted defect it never is."""
    facts: dict[str, Any] = {}
    """What expressions find under `$facts`."""
    fixtures: dict[str, Any] = {}
    """What a run against this partner may rely on."""
    authority: Terms = Terms(issuer="nobody", audience="everybody", clients={})
    """Who signs in, and as what; absent: nobody does, and a run file says so."""
    tls: TlsTerms = TlsTerms()
    """How TLS is spoken, where it is."""
    state: dict[Name, Stock] = {}
    deliveries: Policy = Policy()
    """How what is announced is delivered."""


class MockFile(_Common, frozen=True, kw_only=True):
    """A whole mock.yaml as it is written."""

    sequences: dict[Name, tuple[Line, ...]] = {}
    operations: dict[str, tuple[Line, ...]]
    """By operationId, or by `METHOD /path`."""


class Script(_Common, frozen=True, kw_only=True):
    """What a partner says, ready to be played: sequences written out, defects planted."""

    operations: dict[str, tuple[AnyAct, ...]]
    misdescribed: tuple[tuple[str, Any], ...] = ()
    """JSON pointers into the description that is served, and what stands there instead; null: nothing."""
    wires: tuple[AnyWire, ...] = ()


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock as read: plain data that defects can patch, and where each act stands."""

    folder: Path
    data: dict[str, Any]
    """A Script in plain values."""
    sequences: dict[str, list[dict[str, Any]]]
    places: dict[str, str]
    """`file:line` of each act, by `operation/act`."""


def read(name: str) -> Mock:
    """Read the mock of that name, or in that folder; raises MockError."""
    folder = Path(name) if (Path(name) / FILE).is_file() else content.root("mocks") / name
    if not (folder / FILE).is_file():
        known = sorted(path.parent.name for path in content.root("mocks").glob(f"*/{FILE}"))
        raise MockError(f"there is no mock {name!r}", hint=suggest(name, known))
    return _flat(of_type(folder / FILE, MockFile), folder)


def script(mock: Mock) -> Script:
    """Return the script of a mock; raises MockError when a defect has left it unplayable."""
    try:
        return msgspec.convert(mock.data, Script)
    except msgspec.ValidationError as error:
        raise MockError(f"the patched script does not hold together: {error}", where=str(mock.folder / FILE)) from None


def of_type(path: Path, type_: Any) -> yamlfile.Loaded:
    """Return a YAML file that is of its type, read anew only when it has changed; nobody changes what it holds.

    Raises MockError with file and line of everything in which it is not.
    """
    return _of_type(path, type_, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=32)
def _of_type(path: Path, type_: Any, changed: int) -> yamlfile.Loaded:
    loaded = yamlfile.load(path, MockError)
    _fitting(loaded, type_)
    return loaded


def _fitting(loaded: yamlfile.Loaded, type_: Any) -> None:
    """Raise MockError with file and line of everything in which a file is not of its type."""
    found = sorted(misfits(loaded.value, type_), key=lambda misfit: loaded.line_of(pointer(misfit.place)))
    if found:
        first, *others = found
        more = [f"{loaded.at(pointer(misfit.place))}: {_said(misfit)}" for misfit in others[:10]]
        hint = "\n  ".join([*([first.hint] if first.hint else []), *more])
        raise MockError(_said(first, hint=False), where=loaded.at(pointer(first.place)), hint=hint)


def _said(misfit: Misfit, *, hint: bool = True) -> str:
    place = ".".join(map(str, misfit.place)) or "the file"
    return f"{place}: {misfit.message}{' ' + misfit.hint if hint and misfit.hint else ''}"


def _flat(loaded: yamlfile.Loaded, folder: Path) -> Mock:
    data = unshared(loaded.value)
    sequences = data.pop("sequences", {})
    places: dict[str, str] = {}
    for operation, lines in data["operations"].items():
        acts = []
        for place, act in _written_out(loaded, sequences, lines, f"/operations/{_escaped(operation)}"):
            acts.append(act)
            _note(places, operation, act, loaded.at(place))
        data["operations"][operation] = acts
    for name, stock in data.get("state", {}).items():
        data["state"][name] = _stocked(stock, folder, loaded, name)
    return Mock(folder, data, sequences, places)


def _note(places: dict[str, str], operation: str, act: dict[str, Any], where: str) -> None:
    for each in (act, *act.get("do", ())):
        key = f"{operation}/{each['id']}"
        if key in places:
            raise MockError(f"{operation} has two acts {each['id']!r}", where=where, hint="Give one another id.")
        places[key] = where


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def _written_out(
    loaded: yamlfile.Loaded, sequences: dict[str, Any], lines: list[dict[str, Any]], place: str, depth: int = 0
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each act with the place where it is written, sequences written out."""
    for index, line in enumerate(lines):
        here = f"{place}/{index}"
        if line["act"] != "use":
            yield here, unshared(line)
            continue
        name = line["sequence"]
        if name not in sequences or depth > 8:
            why = "is used by itself" if name in sequences else "is not there"
            raise MockError(f"the sequence {name!r} {why}", where=loaded.at(here), hint=suggest(name, list(sequences)))
        inner = list(_written_out(loaded, sequences, sequences[name], f"/sequences/{_escaped(name)}", depth + 1))
        without = set(line.get("without", ()))
        if unknown := sorted(without - {act["id"] for _, act in inner}):
            raise MockError(f"the sequence {name!r} has no act {unknown[0]!r}", where=loaded.at(here))
        yield from ((at, act) for at, act in inner if act["id"] not in without)


def unshared(value: Any) -> Any:
    """Return a copy of a JSON value in which nothing stands in two places, as YAML's aliases make it."""
    return orjson.loads(orjson.dumps(value))


def written_out(mock: Mock, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return acts with the mock's sequences written out, for an operation that a defect adds."""
    nowhere = yamlfile.Loaded({}, str(mock.folder / FILE), None)
    return [act for _, act in _written_out(nowhere, mock.sequences, lines, "")]


def _stocked(stock: dict[str, Any], folder: Path, loaded: yamlfile.Loaded, name: str) -> dict[str, Any]:
    """Return the stock with the records of its file written out."""
    records = list(stock.get("records", ()))
    if stock.get("file"):
        records += of_type(folder / stock["file"], list[dict[str, Any]]).value
    members = [stock["key"], *filter(None, [stock.get("of", "")])]
    for record in records:
        for member in members:
            if not isinstance(record.get(member), str):
                raise MockError(f"a record of {name} has no text under {member!r}", where=loaded.at(f"/state/{name}"))
    return {"key": stock["key"], "of": stock.get("of", ""), "records": records}
