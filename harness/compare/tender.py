"""Reads tender.yaml: what a buyer fixes before any bundle is opened, with one digest over it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from harness.canonical import digest
from harness.days import day
from harness.errors import CannotRun
from harness.fit import misfits, pointer, suggest
from harness.loading import Bundle
from harness.profile import Level, NotTested, Requirement
from harness.rules import RULEBOOK
from harness.yamlfile import Loaded, load

KEY: Final = r"^[0-9a-f]{64}$"
DIGEST: Final = r"^sha256:[0-9a-f]{64}$"
PROFILE: Final = r"^[a-z0-9-]+@[0-9][0-9A-Za-z.-]*$"
DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Key = Annotated[str, msgspec.Meta(pattern=KEY)]
Weight = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class TenderError(CannotRun):
    """The tender's file cannot be used as written."""


class Supplier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may bid, and by which keys their bundles are known."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    """As the buyer calls them; it is what columns are headed by."""
    keys: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]
    """Fingerprints of the keys that they sign with, as `hallmark keygen` prints them."""


class Watcher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody independent whose signature is taken for having watched."""

    name: str
    """Who it is."""
    role: Literal["force", "laboratory"]
    """What they sign as."""
    keys: Annotated[tuple[Key, ...], msgspec.Meta(min_length=1)]
    """Fingerprints of their keys."""


class Tender(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms of one comparison."""

    title: Annotated[str, msgspec.Meta(min_length=1)]
    """What is bought."""
    buyer: str = ""
    """Who buys it."""
    reference: str = ""
    """The tender's number."""
    deadline: Annotated[str, msgspec.Meta(pattern=DAY)]
    """The last day for bundles; ages are counted to it, and what was issued later does not enter."""
    profile: Annotated[str, msgspec.Meta(pattern=PROFILE)]
    """By what all are judged: `id@version`."""
    profile_digest: Annotated[str, msgspec.Meta(pattern=DIGEST)]
    """Digest of that profile, as `hallmark profiles` prints it."""
    role: str = ""
    """The role that the products take; empty: the first of which the profile can test anything."""
    rulebook: str
    """The rulebook that all evidence is judged by."""
    fresh_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """How old a run may be on the deadline."""
    watched_by: tuple[Literal["supplier", "force", "laboratory"], ...] = ()
    """Who may have watched the gathering; empty: anybody."""
    mandatory: tuple[str, ...] = ()
    """Classes that must be shown; a product without one of them gets no score."""
    knock_outs: tuple[str, ...] = ()
    """Requirements that must be met, or not apply; a product without one of them gets no score."""
    weights: Annotated[dict[str, Weight], msgspec.Meta(min_length=1)]
    """The weight of each class in the score; a class that is not named weighs nothing."""
    should: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    """What a recommendation (SHOULD) weighs beside a MUST of its class."""
    attested: bool = True
    """Whether what is met by a person's word alone counts as met; false: it is not shown, and takes no points."""
    suppliers: Annotated[tuple[Supplier, ...], msgspec.Meta(min_length=1)]
    """Who may bid; a bundle that none of their keys signed does not enter."""
    witnesses: tuple[Watcher, ...] = ()
    """Whose signature is taken for having watched."""

    @property
    def day(self) -> date:
        """Return the deadline as a date."""
        return day(self.deadline)

    def supplier_of(self, key: str) -> Supplier | None:
        """Return whose key it is, if it is one of the suppliers'."""
        return next((s for s in self.suppliers if key in s.keys), None)


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A tender as it was read."""

    tender: Tender
    digest: str
    """Of the file's bytes; it is printed before any bundle is opened."""
    file: Loaded


def read(path: Path) -> Read:
    """Return the tender in a file. Raises TenderError, with file and line, for the first thing that is wrong."""
    file = load(path, TenderError)
    wrong = misfits(file.value, Tender)
    if wrong:
        raise TenderError(wrong[0].message, where=file.at(pointer(wrong[0].place)), hint=wrong[0].hint)
    tender = msgspec.convert(file.value, Tender)
    for place, message, hint in _odd(tender):
        raise TenderError(message, where=file.at(place), hint=hint)
    return Read(tender=tender, digest=digest(file.data), file=file)


def hold(found: Read, pinned: Bundle) -> None:
    """Hold a tender against the profile that it pins. Raises TenderError, with file and line."""
    for place, message, hint in _against(found.tender, pinned):
        raise TenderError(message, where=found.file.at(place), hint=hint)


def _odd(tender: Tender) -> Iterator[tuple[str, str, str]]:
    try:
        day(tender.deadline)
    except ValueError:
        yield "/deadline", f"{tender.deadline} is no day", "Write it as 2027-03-31."
    if not all(map(math.isfinite, (*tender.weights.values(), tender.should))) or not sum(tender.weights.values()):
        yield "/weights", "no class weighs anything", "Give at least one class a weight above 0."
    owners = Counter(key for s in tender.suppliers for key in s.keys)
    owners.update(key for w in tender.witnesses for key in w.keys)
    for index, supplier in enumerate(tender.suppliers):
        twice = [key for key in supplier.keys if owners[key] > 1]
        if twice:
            yield f"/suppliers/{index}/keys", f"the key {twice[0][:16]} is given twice", "A key is one owner's."
    names = Counter(s.name.casefold() for s in tender.suppliers)
    for index, supplier in enumerate(tender.suppliers):
        if names[supplier.name.casefold()] > 1:
            yield f"/suppliers/{index}/name", f"the name {supplier.name!r} is given twice", "Name each supplier once."


def _against(tender: Tender, pinned: Bundle) -> Iterator[tuple[str, str, str]]:
    profile = pinned.profile
    if profile.digest != tender.profile_digest:
        told = f"{profile.name} here is {profile.digest}, and the tender pins another"
        yield "/profile_digest", told, "Get the copy of Hallmark that has it, or pin this one."
    if tender.rulebook != RULEBOOK:
        told = f"this copy judges by {RULEBOOK}, and not by {tender.rulebook}"
        yield "/rulebook", told, "Get the copy of Hallmark that has it, or pin this one."
    roles = [r.id for r in profile.roles]
    if tender.role and tender.role not in roles:
        yield "/role", f"there is no role {tender.role!r}", suggest(tender.role, roles)
    mine = profile.of_role(role_of(tender, pinned))
    classes = list(dict.fromkeys(r.class_ for r in mine))
    yield from _unknown("/weights", tender.weights, classes, "class")
    yield from _unknown("/mandatory", dict(enumerate(tender.mandatory)), classes, "class")
    for name, weight in tender.weights.items():
        if weight and name in classes and not any(_counts(r, tender) for r in mine if r.class_ == name):
            told = f"no product can have points in the class {name!r}: nothing in it counts"
            hint = "Leave the class out, or give recommendations a weight by `should`."
            yield f"/weights{pointer((name,))}", told, hint
    for index, name in enumerate(tender.mandatory):
        closed = [r.id for r in mine if r.class_ == name and r.level is Level.MUST and isinstance(r.rule, NotTested)]
        if closed:
            told = f"no product can show the class {name!r}: {', '.join(closed)} cannot be tested yet"
            yield f"/mandatory/{index}", told, "Name the requirements that matter under knock_outs instead."
    tested = [r.id for r in mine if not isinstance(r.rule, NotTested)]
    yield from _unknown("/knock_outs", dict(enumerate(tender.knock_outs)), tested, "testable requirement")


def _counts(requirement: Requirement, tender: Tender) -> bool:
    if isinstance(requirement.rule, NotTested):
        return False
    return requirement.level is Level.MUST or (requirement.level is Level.SHOULD and tender.should > 0)


def _unknown(place: str, given: dict[Any, Any], known: list[str], what: str) -> Iterator[tuple[str, str, str]]:
    for key, value in given.items():
        name = value if isinstance(value, str) else key
        if name not in known:
            yield f"{place}{pointer((key,))}", f"the profile has no {what} {name!r} in this role", suggest(name, known)


def role_of(tender: Tender, pinned: Bundle) -> str:
    """Return the role that the products take."""
    profile = pinned.profile
    testable = (role.id for role in profile.roles if profile.testable_classes(role.id))
    return tender.role or next(testable, profile.roles[0].id)
