"""Begins and ends the run in which partners that are served by themselves keep what they were sent."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click
from msgspec import UNSET

from harness import __version__
from harness.errors import MockError
from harness.evidence import Product, RunContext, Subject
from harness.profile import RuleCall

if TYPE_CHECKING:
    from harness.loading import Bundle
    from harness.partner.host import Running
    from harness.partner.register import Desk, Register

BY_SILENCE: Final[Mapping[str, tuple[str, ...]]] = {"redirects/1": (), "messages/1": ("stops", "once", "final")}
"""Rules that hold what does not come, and where they hold several things, what of them."""


class Part(NamedTuple):
    """A partner whose callers can be judged."""

    bundle: Bundle
    role: str
    """Of the product that calls the partner."""


class Registering(NamedTuple):
    """A run that begins when all partners listen."""

    register: Register
    parts: Mapping[str, Part]
    """By the partner's name; of a partner that is not here every call is kept, and nobody is judged by it."""

    def desk(self, partner: str) -> Desk:
        """Return where the calls of a partner are written down."""
        return self.register.desk(partner)

    def begin(self, partners: Sequence[Running]) -> None:
        """Write the header: the partners listen, and nothing has come yet. Raises EvidenceError and MockError."""
        secrets = {running.script.name: running.secret for running in partners if running.secret}
        begun = context(partners, self.parts, time.time())
        crashes = tuple(running.crashes for running in partners)
        self.register.open(begun, secrets, crashes, by_silence=by_silence(self.parts.values()))


@contextmanager
def registering(folder: Path | None, partners: Sequence[str]) -> Iterator[Registering | None]:
    """Prepare the run, and seal it at the end; None where none is asked for. Raises MockError and ProfileError.

    Of several partners one at least has to play a role that is called by another role of its profile.
    """
    if folder is None:
        yield None
        return
    from harness.partner.register import Register

    if any(folder.glob("*.jsonl")) or any(folder.glob(".key")):
        hint = "Give --record another folder: what partners have kept is not gone on with."
        raise MockError("a run has begun here already", where=str(folder), hint=hint)
    register = Register(folder)
    parts = dict(_parts(partners))
    try:
        yield Registering(register, parts)
    finally:
        now = time.time()
        sealed = register.close(now)
        if sealed is not None and register.hung_up(now):
            click.echo("what does not come is shown by waiting: listen for a minute after the last call", err=True)
        if sealed is not None:
            click.echo(f"what came is in {sealed}; now: hallmark judge {folder}", err=True)


def by_silence(parts: Iterable[Part]) -> tuple[str, ...]:
    """Return the requirements on those who call the partners that are shown by what does not come."""
    return tuple(
        requirement.id
        for bundle, role in parts
        for requirement in bundle.profile.requirements
        if requirement.role == role
        and isinstance(rule := requirement.rule, RuleCall)
        and rule.rule in BY_SILENCE
        and (not BY_SILENCE[rule.rule] or rule.with_.get("shows") in BY_SILENCE[rule.rule])
    )


def _parts(partners: Sequence[str]) -> Iterator[tuple[str, Part]]:
    """Yield the partners whose callers can be judged. Raises MockError where there is none, with the first reason."""
    refused: list[MockError] = []
    for partner in partners:
        try:
            yield part_of(partner)
        except MockError as error:
            refused.append(error)
    if len(refused) == len(partners):
        raise refused[0]


def part_of(partner: str) -> tuple[str, Part]:
    """Return a partner's name, and who is judged that calls it. Raises MockError where nobody can be."""
    from harness.loading import find, load_bundle
    from harness.partner.script import read

    data = read(partner).data
    if not data.get("profile"):
        hint = "Keep the calls of a partner that plays a role of a profile."
        raise MockError(f"{partner} plays no role of a profile, so no call of its own could be judged", hint=hint)
    bundle = load_bundle(find(data["profile"]))
    return str(data["name"]), Part(bundle, opposite(bundle, data["role"]))


def opposite(bundle: Bundle, role: str) -> str:
    """Return the role of those who call a partner that takes `role`. Raises MockError where the profile has none."""
    others = [other.id for other in bundle.profile.roles if other.id != role]
    if not others:
        raise MockError(
            f"{bundle.profile.name} has no other role than {role!r}: nobody who calls the partner can be judged by it",
            where="--record",
        )
    return others[0]


def context(partners: Sequence[Running], parts: Mapping[str, Part], now: float) -> RunContext:
    """Return the context of a run in which one product calls these partners. Raises MockError."""
    judged = [(running, parts[running.script.name]) for running in partners if running.script.name in parts]
    return RunContext(
        run="recorded",
        subjects=tuple(_subject(running, part, several=len(partners) > 1) for running, part in judged),
        product=Product(name="unnamed product", version="unknown", supplier="unknown"),
        seed=0,
        harness=__version__,
        started=round(now * 1_000_000),
        fixtures=_fixtures([running for running, _ in judged]),
    )


def _subject(running: Running, part: Part, *, several: bool) -> Subject:
    profile = part.bundle.profile
    return Subject(
        profile=profile.name,
        profile_digest=profile.digest,
        contract_digest=part.bundle.contract.digest,
        role=part.role,
        target=running.url,
        classes=profile.testable_classes(part.role),
        calls=running.script.name if several else UNSET,
    )


def _fixtures(partners: Sequence[Running]) -> dict[str, Any]:
    """Return what is known over there. Raises MockError where two partners know different things by one name."""
    found: dict[str, Any] = {}
    for running in partners:
        for name, value in running.script.fixtures.items():
            if found.setdefault(name, value) != value:
                said = f"{running.script.name} has another {name} among its fixtures than a partner before it"
                raise MockError(said, where="--record", hint="Keep the calls of each in a folder of its own.")
    return found
