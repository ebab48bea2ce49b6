"""Begins and ends the run in which a partner that is served by itself keeps what it was sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from harness import __version__
from harness.errors import MockError
from harness.evidence import Product, RunContext, Subject

if TYPE_CHECKING:
    from harness.loading import Bundle
    from harness.partner.host import Running
    from harness.partner.register import Register


class Registering(NamedTuple):
    """A run that begins when the partner listens."""

    register: Register
    bundle: Bundle
    role: str
    """Of the product that calls the partner."""

    def begin(self, running: Running) -> None:
        """Write the header: the partner listens, and nothing has come yet. Raises EvidenceError."""
        begun = context(running, self.bundle, self.role, time.time())
        self.register.open(begun, running.script.name, running.secret, running.crashes)


@contextmanager
def registering(folder: Path | None, partner: str) -> Iterator[Registering | None]:
    """Prepare the run, and seal it at the end; None where none is asked for. Raises MockError and ProfileError."""
    if folder is None:
        yield None
        return
    from harness.loading import find, load_bundle
    from harness.partner.register import Register
    from harness.partner.script import read

    data = read(partner).data
    if not data.get("profile"):
        hint = "Keep the calls of a partner that plays a role of a profile."
        raise MockError(f"{partner} plays no role of a profile, so no call of its own could be judged", hint=hint)
    bundle = load_bundle(find(data["profile"]))
    register = Register(folder)
    try:
        yield Registering(register, bundle, opposite(bundle, data["role"]))
    finally:
        sealed = register.close(time.time())
        if sealed is not None:
            click.echo(f"what it was sent is in {sealed}; now: hallmark judge {folder}", err=True)


def opposite(bundle: Bundle, role: str) -> str:
    """Return the role of those who call a partner that takes `role`. Raises MockError where the profile has none."""
    others = [other.id for other in bundle.profile.roles if other.id != role]
    if not others:
        raise MockError(
            f"{bundle.profile.name} has no other role than {role!r}: nobody who calls the partner can be judged by it",
            where="--record",
        )
    return others[0]


def context(running: Running, bundle: Bundle, role: str, now: float) -> RunContext:
    """Return the context of a run in which a product in `role` calls the partner."""
    subject = Subject(
        profile=bundle.profile.name,
        profile_digest=bundle.profile.digest,
        contract_digest=bundle.contract.digest,
        role=role,
        target=running.url,
        classes=bundle.profile.testable_classes(role),
    )
    return RunContext(
        run="recorded",
        subjects=(subject,),
        product=Product(name="unnamed product", version="unknown", supplier="unknown"),
        seed=0,
        harness=__version__,
        started=round(now * 1_000_000),
        fixtures=running.script.fixtures,
    )
