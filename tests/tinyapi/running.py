"""Makes orders for whole runs against the tiny product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.archive import read
from harness.declaration import Declaration
from harness.evidence import Exchange
from harness.gather.orders import Orders
from harness.gather.plan import Aim
from harness.gather.running.planning import plan
from harness.profile import Profile
from harness.secrets import resolve_secrets
from tinyapi.bench import FOLDER, bundle, declared
from tinyapi.product import Product


def declaration(url: str, token: str = "${OWN}", **changes: Any) -> Declaration:
    """Return a declaration with its secrets looked up."""
    target = {
        "base_url": url,
        "auth": {"kind": "bearer", "token": token},
        "identities": {"other-agency": {"kind": "bearer", "token": "${OTHER}"}},
    }
    return resolve_secrets(declared(**({"target": target} | changes)), {"OWN": "good", "OTHER": "other", "BAD": "bad"})


def aim(profile: Profile | None = None, classes: tuple[str, ...] = ("core", "calls")) -> Aim:
    """Return what is tested by the tiny profile, or a changed one."""
    made = bundle()
    return Aim(
        profile=profile or made.profile,
        role="keeper",
        classes=classes,
        contract=made.contract,
        workflows=made.workflows,
    )


def orders(
    product: Product | str, folder: Path, *only: str, declare: Declaration | None = None, **changes: Any
) -> Orders:
    """Return orders for a run against the product, or the URL where there is none."""
    url = product if isinstance(product, str) else product.url
    declared_now = declare or declaration(url)
    values = {"profiles": (FOLDER,), "run": "r1"} | changes
    return Orders(plan=plan([aim()], declared_now, 7, only), declaration=declared_now, folder=folder, **values)


def exchanges(folder: Path, partition: str = "") -> list[Exchange]:
    """Return what the run in `folder` kept, of one partition or of all."""
    kept = [one for one in read(folder).observations if isinstance(one, Exchange)]
    return [one for one in kept if not partition or one.id.partition == partition]
