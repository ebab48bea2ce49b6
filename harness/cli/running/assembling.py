"""Puts together what a run needs from the run file and the command line."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from harness import archive, yamlfile
from harness.canonical import digest
from harness.cli.terminal.caching import cache_folder
from harness.cli.terminal.obtaining import is_packed, place
from harness.contract.cache import Cache
from harness.declaration import PROFILE_NAME, Declaration, Target
from harness.description import described
from harness.errors import DeclarationError, ProfileError
from harness.evidence import Observation, Product
from harness.fit import misfits, pointer
from harness.gather.descriptions.describe import Described, describe
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim, Plan
from harness.gather.running.planning import plan
from harness.judgement import check
from harness.loading import Bundle, find, load_bundle
from harness.oracle import steering, together
from harness.runfile import RUN_FILE, load
from harness.secrets import resolve_secrets


class Declared(NamedTuple):
    """What is declared, and where."""

    declaration: Declaration
    folder: Path
    """Of the run file; hooks are run in it."""
    profiles: tuple[Path, ...] = ()
    """Folders given on the command line, which win over the profiles' names."""


class Assembled(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration, its profiles, and the plan that follows from them."""

    declaration: Declaration
    """Its secrets looked up."""
    bundles: tuple[Bundle, ...]
    plan: Plan
    hooks_in: Path
    description: tuple[Observation, ...] = ()
    """What evidence keeps of the product's own API description, where a profile asks for it."""
    challenge: str | None = None
    """Digest of the challenge that the run answers."""


def declaration_of(
    config: Path | None, profile: str, role: str, url: str, env: Mapping[str, str], openapi: str = ""
) -> Declared:
    """Return the declaration and the folder it stands in; the command line overrides the file.

    Without a run file, `profile` and `url` are enough to test a product that asks for no credential. `profile` is a
    name or a folder; `openapi` a path or a URL. Raises DeclarationError and ProfileError.
    """
    if config is None and (not url or Path(RUN_FILE).is_file()):
        config = Path(RUN_FILE)
    if config is None:
        if not profile:
            raise DeclarationError("which profile?", hint="Give --profile, or a run file: `hallmark init` writes one.")
        (name,), folders = _given(profile)
        product = Product(name="unnamed product", version="unknown", supplier="unknown")
        target = _target(None, url, openapi)
        return Declared(Declaration(product=product, profile=name, role=role, target=target), Path.cwd(), folders)
    found = load(config, env)
    changes: dict[str, object] = {}
    # What the command line names lies where one stands, what the file names lies beside it.
    names, folders = _given(profile) if profile else _written(found.profiles, config.resolve().parent)
    if names != found.profiles:
        changes["profile"] = names if len(names) > 1 else names[0]
    if role:
        changes["role"] = role
    if url or openapi:
        changes["target"] = _target(found.target, url, openapi)
    return Declared(msgspec.structs.replace(found, **changes) if changes else found, config.resolve().parent, folders)


def assemble(
    declared: Declared,
    seed: int,
    only: tuple[str, ...],
    env: Mapping[str, str],
    *,
    secrets: bool = True,
    begun: Path | None = None,
    bundles: tuple[Bundle, ...] = (),
) -> Assembled:
    """Load the profiles, look up the secrets, get the product's description where one is asked for, and plan.

    `begun` is the folder of a run that goes on: its description is the one that it began with. `bundles` are the
    profiles where they have been loaded already. Raises DeclarationError, ProfileError and TargetError.
    """
    declaration, folder = declared.declaration, declared.folder
    bundles = bundles or bundles_of(declared)
    if secrets:
        declaration = resolve_secrets(declaration, env)
    described = _described(bundles, declaration, begun, env)
    bundles = tuple(bundle.completed(described.description) if described else bundle for bundle in bundles)
    for bundle in bundles:
        check(bundle)
    aims = tuple(aim_of(bundle, declaration) for bundle in bundles)
    return Assembled(
        declaration=declaration,
        bundles=bundles,
        plan=plan(aims, declaration, seed, only),
        hooks_in=folder,
        description=described.observations if described else (),
    )


def bundles_of(declared: Declared) -> tuple[Bundle, ...]:
    """Load the profiles that are declared. Raises ProfileError."""
    return tuple(load_bundle(each) for each in declared.profiles or map(find, declared.declaration.profiles))


def orders(
    assembled: Assembled,
    folder: Path,
    run: str,
    progress: Callable[[Event], None],
    *,
    resume: bool = False,
    workers: int | None = 1,
    ask: Callable[[str, float], str] | None = None,
) -> Orders:
    """Return the orders for a run in `folder`; so many worker processes fuzz, or as many as are worth it (None).

    `ask` shows a person a text and returns what was answered; None: nobody is there.
    """
    known: dict[str, Any] = {
        "target": assembled.declaration.target.base,
        "product": assembled.declaration.product,
        "seed": assembled.plan.seed,
        "only": assembled.plan.only,
        "fixtures": assembled.declaration.fixtures,
    }
    return Orders(
        plan=assembled.plan,
        declaration=assembled.declaration,
        folder=folder,
        run=run,
        profiles=tuple(bundle.folder for bundle in assembled.bundles),
        description=assembled.description,
        oracle=partial(steering, **known),
        jury=partial(together, **known),
        workers=workers or usual_workers(),
        sparing=workers is None,
        cache=cache_folder(environment()),
        progress=progress,
        resume=resume,
        hooks_in=assembled.hooks_in,
        challenge=assembled.challenge,
        answers=answers_of(assembled.declaration),
        ask=ask,
        platform=platform_name(),
    )


def somebody_acts(assembled: Assembled, ask: Callable[[str, float], str] | None) -> None:
    """Raises DeclarationError where a product has to call its partner, and nobody and nothing would have it do so."""
    acts = any(partition.kind == "stimulus" for partition in assembled.plan.partitions)
    if acts and ask is None and not assembled.declaration.stimuli:
        raise DeclarationError(
            "nobody can make the product act: no stimuli are declared, and there is no terminal to ask a person at",
            where="stimuli",
            hint="Write `stimuli: {'*': {command: [...]}}` into the run file, or run Hallmark in a terminal;"
            " `hallmark run --dry-run` lists what the product will be made to do.",
        )


def answers_of(declaration: Declaration) -> Mapping[str, str]:
    """Return the answers that were recorded, by question. Raises DeclarationError for a file that holds none."""
    if not declaration.answers:
        return {}
    loaded = yamlfile.load(Path(declaration.answers), DeclarationError)
    wrong = misfits(loaded.value, dict[str, str])
    if wrong:
        hint = "Write `question: 'yes'` or `question: 'no'`, in quotation marks."
        raise DeclarationError(wrong[0].message, where=loaded.at(pointer(wrong[0].place)), hint=hint)
    return {str(name): str(text) for name, text in loaded.value.items()}


def usual_workers() -> int:
    """Return how many processes fuzz at once where nobody says: one a core, not more than four."""
    return min(os.cpu_count() or 1, 4)


def environment() -> Mapping[str, str]:
    """Return the environment variables."""
    return os.environ


def platform_name() -> str:
    """Return what gathers: Python's version, the system, and a word for the machine."""
    return f"Python {platform.python_version()} on {platform.system()}, machine {_machine()}"


def _machine() -> str:
    """Return a word for this machine that says no more than whether two runs were made on the same one."""
    facts = (platform.node(), platform.machine(), platform.processor(), str(os.cpu_count()))
    return digest("\n".join(facts).encode()).removeprefix("sha256:")[:8]


def _given(profile: str) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Return the name of a profile of the command line and, where it is not one that is carried, its folder."""
    folder = place(profile)
    if folder != Path(profile) and not is_packed(profile):
        return (profile,), ()
    return (load_bundle(folder).profile.name,), (folder.resolve(),)


def _written(profiles: tuple[str, ...], base: Path) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Return the names of the profiles of a run file in `base` and, where one is another publisher's, all folders."""
    if all(map(PROFILE_NAME.fullmatch, profiles)):
        return profiles, ()
    folders = tuple(place(name, base).resolve() for name in profiles)
    return tuple(load_bundle(folder).profile.name for folder in folders), folders


def _target(target: Target | None, url: str, openapi: str) -> Target:
    changes = {name: text for name, text in (("base_url", url), ("openapi", openapi)) if text}
    try:
        if target is None:
            return Target(base_url=url, openapi=openapi)
        return msgspec.structs.replace(target, **changes)
    except ValueError as error:
        raise DeclarationError(str(error), where="--url" if url else "--openapi") from None


def _described(
    bundles: tuple[Bundle, ...], declaration: Declaration, begun: Path | None, env: Mapping[str, str]
) -> Described | None:
    if not any(bundle.of_subject for bundle in bundles):
        if declaration.target.openapi:
            raise DeclarationError(
                f"{' and '.join(declaration.profiles)} brings its own API description",
                where="target.openapi",
                hint="Leave target.openapi and --openapi out.",
            )
        return None
    kept = described(archive.replay(begun).observations) if begun is not None else None
    if kept is not None:
        return Described(kept, ())
    folder = cache_folder(env)
    return describe(declaration, cache=Cache(folder / "contracts") if folder is not None else None)


def aim_of(bundle: Bundle, declaration: Declaration) -> Aim:
    """Return what is gathered for one profile: the role that is declared, and the classes claimed."""
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
