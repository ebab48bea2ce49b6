"""Puts together what a supplier declares in hallmark.yaml, and holds its parts against each other."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

import msgspec

from harness.auth import OwnAuthority
from harness.days import day
from harness.declaration.acting import Effects, Subscribed, Way
from harness.declaration.hooks import Hooks
from harness.declaration.limits import Limits
from harness.declaration.partners import Partners
from harness.declaration.target import NOWHERE, Target
from harness.evidence import Deviation, Product

PROFILE_NAME: Final = re.compile(r"[a-z0-9-]+(@[0-9][0-9A-Za-z.-]*)?")
"""Of a profile that Hallmark carries."""
_ELSEWHERE: Final = re.compile(r"\.{1,2}/.+|/.+|[^:#]+\.zip(#.+)?|https?://.+", re.ASCII)
"""A folder or a packed file here, or an address."""


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When `hallmark gate` stops a release; it changes no verdict."""

    fail_on: Literal["must", "should", "regressions"] = "must"
    """`must`: every MUST of a claimed class that is not met. `should`: recommendations too. `regressions`: only what
    the baseline did not have, MUST and SHOULD alike."""
    flakes_above: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    """Percentage of the requirements that may fail in the run and pass when it is repeated (`--rerun`)."""
    slower_above: Annotated[float, msgspec.Meta(ge=1)] | None = None
    """Ratio of a class's median answer to the baseline's, beyond which, spread and all, it is too slow; none: only
    said."""
    lost_coverage: Literal["stop", "say"] = "stop"
    """What to do when a class or an operation is no longer exercised."""
    stale_deviations: Literal["stop", "say"] = "stop"
    """What to do when a known deviation is no longer needed."""


class Declaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole run file."""

    product: Product
    """What is tested, as the report names it."""
    profile: str | tuple[str, ...]
    """What it is tested against: `id@version`, or a list; `hallmark profiles` lists them. Another publisher's is a
    folder (`./duty/1.0`), a packed file or an https address with `#sha256=` or `#key=`, relative to this file."""
    target: Target = NOWHERE
    """Where the product is, and how to sign in; left out for a role in which the product only calls others."""
    role: str = ""
    """The role that the product takes; empty: the first role of which the profile can test anything."""
    classes: tuple[str, ...] = ()
    """The conformance classes that the supplier claims; empty: all that can be tested."""
    limits: Limits = Limits()
    """How hard and how long it may be worked."""
    fixtures: dict[str, Any] = {}
    """What exists over there, by the names that the profile asks for."""
    hooks: Hooks = Hooks()
    """Programs run before and after."""
    partners: Partners = Partners()
    """How the product reaches us."""
    stimuli: dict[str, Way] = {}
    """How a product that calls others is made to act, by the profile's stimuli; `*` is for all that are not named. What
    is not given here a person at the terminal is asked for."""
    subscription: Subscribed | None = None
    """For a product that takes events: the subscription that it has. Without it the stimulus `subscribe` makes it ask
    for one, which is the better test."""
    effects: Effects | None = None
    """For a product that takes events: where its effects are seen, unless it fetches what they are about."""
    answers: str = ""
    """A file of answers that were recorded: the profile's questions, each with yes or no."""
    enquiries: dict[str, Way] = {}
    """How what a person at the product would see is found out where nobody sits there, by the profile's questions; `*`
    is for all that are not named. A program prints yes or no, an address answers with it; who says no
    is asked again for half a minute, since a product shows things in its own time. The finding is attested."""
    known_deviations: tuple[Deviation, ...] = ()
    """Requirements that are known not to be met; they are printed, weigh in the gate, and change no outcome."""
    seed: int | None = None
    """Makes a run repeatable; without it the command line draws one and says which."""
    gate: Gate = Gate()
    """When `hallmark gate` stops a release."""

    def __post_init__(self) -> None:
        if not self.profiles or not all(PROFILE_NAME.fullmatch(n) or _ELSEWHERE.fullmatch(n) for n in self.profiles):
            raise ValueError(
                "profile is an id and a version, as in incident-transfer@1.0, or a list of these; a profile of another"
                " publisher is a folder, as in ./duty/1.0, or a packed file, as in duty-1.0.zip#sha256=..."
            )
        declared = (self.target.auth, *self.target.identities.values())
        if self.partners.authority is None and any(isinstance(auth, OwnAuthority) for auth in declared):
            raise ValueError(
                "kind authority needs partners.authority: whom the product takes for its identity provider"
            )
        for deviation in self.known_deviations:
            try:
                day(deviation.expires)
            except ValueError:
                wanted = f"known_deviations: expires of {deviation.requirement} is a date, as in 2027-03-31"
                raise ValueError(wanted) from None

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles, one or many, as a tuple."""
        return (self.profile,) if isinstance(self.profile, str) else self.profile
