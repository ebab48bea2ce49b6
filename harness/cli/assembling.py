"""Puts together what a run needs from the run file and the command line."""

from __future__ import annotations

import os
import platform
import secrets as chance
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from harness.declaration import Declaration, Target
from harness.errors import DeclarationError, ProfileError
from harness.evidence import Exchange, Product, RunContext, Subject
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim, Plan, plan
from harness.loading import Bundle, find, load_bundle
from harness.oracle import oracle
from harness.runfile import load
from harness.secrets import resolve_secrets

RUN_FILE = "hallmark.yaml"


class Assembled(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration, its profiles, and the plan that follows from them."""

    declaration: Declaration
    """Its secrets looked up."""
    bundles: tuple[Bundle, ...]
    plan: Plan
    hooks_in: Path


def declaration_of(
    config: Path | None, profile: str, role: str, url: str, env: Mapping[str, str]
) -> tuple[Declaration, Path]:
    """Return the declaration and the folder it stands in; the command line overrides the file.

    Without a run file, `profile` and `url` are enough to test a product that asks for no credential.
    """
    if config is None and (not url or Path(RUN_FILE).is_file()):
        config = Path(RUN_FILE)
    if config is None:
        if not profile:
            raise DeclarationError("which profile?", hint="Give --profile, or a run file: `hallmark init` writes one.")
        product = Product(name="unnamed product", version="unknown", supplier="unknown")
        return Declaration(product=product, profile=profile, role=role, target=Target(base_url=url)), Path.cwd()
    found = load(config, env)
    changes: dict[str, object] = {"profile": profile} if profile else {}
    if role:
        changes["role"] = role
    if url:
        changes["target"] = msgspec.structs.replace(found.target, base_url=url)
    return (msgspec.structs.replace(found, **changes) if changes else found), config.resolve().parent


def assemble(
    declared: tuple[Declaration, Path],
    seed: int,
    only: tuple[str, ...],
    env: Mapping[str, str],
    *,
    secrets: bool = True,
) -> Assembled:
    """Load the profiles, look up the secrets, and plan. Raises DeclarationError and ProfileError."""
    declaration, folder = declared
    bundles = tuple(load_bundle(find(name)) for name in declaration.profiles)
    aims = tuple(_aim(bundle, declaration) for bundle in bundles)
    if secrets:
        declaration = resolve_secrets(declaration, env)
    return Assembled(
        declaration=declaration, bundles=bundles, plan=plan(aims, declaration, seed, only), hooks_in=folder
    )


def orders(
    assembled: Assembled, folder: Path, run: str, progress: Callable[[Event], None], *, resume: bool = False
) -> Orders:
    """Return the orders for a run in `folder`."""
    return Orders(
        plan=assembled.plan,
        declaration=assembled.declaration,
        folder=folder,
        run=run,
        profiles=tuple(bundle.folder for bundle in assembled.bundles),
        oracle=_oracle(assembled),
        progress=progress,
        resume=resume,
        hooks_in=assembled.hooks_in,
        platform=f"Python {platform.python_version()} on {platform.system()}",
    )


def new_run() -> str:
    """Return a name for a run: when it began, and three letters that no other run of that minute has."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M}-{chance.token_hex(2)}"


def new_seed() -> int:
    """Draw a seed; it is printed, so that the run can be repeated."""
    return chance.randbelow(1_000_000)


def environment() -> Mapping[str, str]:
    """Return the environment variables."""
    return os.environ


def _aim(bundle: Bundle, declaration: Declaration) -> Aim:
    profile = bundle.profile
    testable = [role.id for role in profile.roles if profile.testable_classes(role.id)]
    role = declaration.role or next(iter(testable), "")
    if role not in testable:
        raise ProfileError(
            f"{profile.name} can test nothing in the role {role!r}",
            hint=f"Roles that can be tested: {', '.join(testable) or 'none'}.",
        )
    return Aim(
        profile=profile,
        role=role,
        classes=declaration.classes or profile.testable_classes(role),
        contract=bundle.contract,
        workflows=bundle.workflows,
    )


def _oracle(assembled: Assembled) -> Callable[[Exchange], bool]:
    """Return the oracle of all aims; made from what is known before the run, it steers and decides nothing."""
    declaration, made = assembled.declaration, []
    for aim in assembled.plan.aims:
        subject = Subject(
            profile=aim.profile.name,
            profile_digest=aim.profile.digest,
            contract_digest=aim.contract.digest,
            role=aim.role,
            target=declaration.target.base,
            classes=aim.classes,
            only=assembled.plan.only,
        )
        context = RunContext(
            run="oracle",
            subjects=(subject,),
            product=declaration.product,
            seed=assembled.plan.seed,
            harness="",
            started=0,
            fixtures=declaration.fixtures,
        )
        made.append(oracle(aim.profile, aim.contract, aim.workflows, subject, context))
    return lambda exchange: all(fine(exchange) for fine in made)
