"""Writes what a run says of itself before anything else: whom it tested, with what, by which profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.evidence import Environment, RunContext, Subject
from harness.gather.checks import Surroundings
from harness.gather.orders import Orders


def header(
    orders: Orders,
    *,
    target: str,
    public_url: str,
    unavailable: Mapping[str, str],
    fixtures: Mapping[str, Any],
    surroundings: Surroundings = Surroundings(),  # noqa: B008 - it cannot be changed
) -> RunContext:
    """Return the context of a run.

    `target` is where the product is called, or where it calls; `public_url` where it finds us; `unavailable` what could
    not be brought about, by need; `fixtures` what exists over there, by name; `surroundings` what preflight measured.
    """
    declaration, plan = orders.declaration, orders.plan
    return RunContext(
        run=orders.run,
        subjects=tuple(
            Subject(
                profile=aim.profile.name,
                profile_digest=aim.profile.digest,
                contract_digest=aim.contract.digest,
                role=aim.role,
                target=target,
                classes=aim.classes,
                only=plan.only,
            )
            for aim in plan.aims
        ),
        product=declaration.product,
        seed=plan.seed,
        harness=orders.harness,
        started=orders.clock.wall(),
        fixtures=dict(fixtures),
        environment=Environment(
            name=declaration.target.environment,
            round_trip=surroundings.round_trip,
            skew=surroundings.skew,
            public_url=public_url,
            platform=orders.platform,
        ),
        deviations=declaration.known_deviations,
        unavailable=dict(sorted(unavailable.items())),
        witness=orders.witness,
        challenge=orders.challenge,
    )
