"""Makes a product that is called act on its own as well, by a stimulus of its profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harness.gather.bench import endless
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim
from harness.gather.restraint.limits import Allowance


def prompt(
    orders: Orders, aim: Aim, name: str, *, url: str, ca: str, tell: Callable[[Event], None], time: Allowance | None
) -> None:
    """Bring a stimulus about, within the time that a run may last. Raises NotBroughtAbout and StopRun.

    `url` is where the product finds us, `ca` who vouches for us; without `time` nobody can be asked.
    """
    # Programs and persons take their time to be imported, and most runs make nobody act.
    from harness.gather.calling.person import timely
    from harness.gather.calling.stimuli import Brief, bring_about

    brief = Brief(
        stimulus=name,
        instruction=aim.profile.stimuli[name].instruction,
        partner_url=url,
        token_url="",
        client_id="",
        client_secret="",
        ca=ca,
        fixtures=orders.declaration.fixtures,
    )
    tell(Event(kind="waiting", text=f"{name}{_schedules(aim, orders.declaration.fixtures)}"))
    ask = timely(orders.ask, time) if time is not None else None
    bring_about(brief, orders.declaration.stimuli, ask, orders.hooks_in, time.left() if time is not None else endless())


def _schedules(aim: Aim, fixtures: Mapping[str, Any]) -> str:
    """Return by which declared schedules the product is waited for, in words."""
    steps = (step for workflow in aim.workflows.values() for step in workflow.steps)
    names = dict.fromkeys(s.schedule for step in steps if (s := step.stimulus) is not None and s.schedule)
    return "".join(f"; declared {name}: {fixtures[name]}" for name in names if name in fixtures)
