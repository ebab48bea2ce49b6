"""Makes a product act in one scene after another, and waits for what that causes."""

from __future__ import annotations

from typing import Any, Final

from harness.gather.calling.awaiting import Awaited, everybody_has
from harness.gather.calling.hosting import ca_of, url_of
from harness.gather.calling.person import introduce, timely
from harness.gather.calling.several import Several, partners_of
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import Brief, NotBroughtAbout, bring_about, by_person
from harness.gather.delivering.telling import Telling
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim, PartitionPlan, Plan
from harness.gather.restraint.limits import Allowance
from harness.partner.running import Running
from harness.profile import RuleCall, Stimulus

OWN: Final = "own-agency"
"""The client that the product signs in as at our partner."""
QUIET: Final = 1.0
"""Seconds without a call after which a scene is over, where it does not say."""
LONGEST: Final = 60.0
"""Seconds that a scene is given to become quiet."""
MARGIN: Final = 0.25
"""Seconds by which is listened for longer: what was answered, and when the run ended, is read from other clocks."""
NEVER_CAME: Final = "stimulus:"
"""Before the name of a stimulus, why requirements were not tried."""


class Urging:
    """What brings stimuli about in one run."""

    def __init__(
        self, orders: Orders, running: Running, stage: Stage, several: Several, telling: Telling | None, time: Allowance
    ) -> None:
        """`time` is what is left of the run; `telling` delivers events, where the product takes them."""
        self.orders = orders
        self.aim = orders.plan.aims[0]
        self.running = running
        self.stage = stage
        self.several = several
        self.telling = telling
        self.allowance = time
        self.ask = timely(orders.ask, time)
        self.url, self.ca = url_of(orders, running), ca_of(orders, running)
        self.set_up = False
        """Whether a person was told how the partner is reached."""

    def act(self, part: PartitionPlan) -> None:
        """Bring each stimulus about and wait for what it causes. Raises NotBroughtAbout."""
        settings: Any = part.settings
        begun = self.stage.count
        for name in self._wanted(settings["stimuli"]):
            stimulus = self.aim.profile.stimuli[name]
            awaited = Awaited(self.stage, stimulus, settings.get("until", stimulus.until))
            self._tell(name, stimulus, part)
            within = min(stimulus.within, self.orders.declaration.limits.stimulus_seconds)
            if not awaited.came(within, self._ticks(name), self.allowance.left):
                raise NotBroughtAbout(f"{NEVER_CAME}{name}")
        self._everybody(part, begun)
        for operation in settings.get("also", ()):
            self._further(operation, begun)
        if settings.get("events") and self.telling is not None:
            self.telling.tell(part, self._ticks("an effect of the last event"))
        for name in settings.get("then", ()):
            self._tell(name, self.aim.profile.stimuli[name], part)
        self.stage.settle(float(settings.get("settle", QUIET)), min(LONGEST, self.allowance.left()))
        self.allowance.left()
        if settings.get("events") and self.telling is not None:
            self.telling.look()

    def listen(self) -> None:
        """Wait at the end until nothing has come for so long that what does not come shows, where that is asked about.

        It is as long as an act of the product's is waited for, a minute at most, and never less than the profile says.
        What was quiet at the end of the last scene counts.
        """
        needed = quiet_for(self.aim, self.orders.plan)
        if not needed or not self.stage.count:
            return
        declared = min(LONGEST, self.orders.declaration.limits.stimulus_seconds)
        self.orders.progress(Event(kind="waiting", text="listening for what must not come"))
        already = self.stage.quiet - MARGIN
        self.stage.settle(max(needed, declared), min(LONGEST + needed, self.allowance.left()), already)
        self.allowance.left()

    def _everybody(self, part: PartitionPlan, since: int) -> None:
        """Wait until each of several partners has what the scene is about; who has it not shows in the evidence."""
        wanted: Any = part.settings["stimuli"]
        stimuli = [self.aim.profile.stimuli[name] for name in wanted]
        operations = frozenset(name for one in stimuli for name in (one.awaits, *one.instead))
        told = everybody_has(partners_of(part), operations, sum(one.times for one in stimuli))
        within = min(self.orders.declaration.limits.stimulus_seconds, self.allowance.left())
        self.stage.wait_enough(since, within, told, self._ticks("every partner"))

    def _further(self, operation: str, since: int) -> None:
        """Wait for a call that follows by itself, in the product's own time; that none came shows in the evidence."""
        within = min(self.orders.declaration.limits.stimulus_seconds, self.allowance.left())
        self.stage.wait(since, within, lambda taken: taken.operation == operation, self._ticks(operation))

    def _wanted(self, stimuli: Any) -> list[str]:
        """Return the stimuli without the one that makes a product subscribe, where it has a subscription."""
        given, terms = self.orders.declaration.subscription, self.aim.profile.deliveries
        subscribed = given is not None and terms is not None
        made = self.aim.profile.stimuli
        return [one for one in stimuli if not (subscribed and terms and made[one].awaits == terms.subscribe)]

    def _tell(self, name: str, stimulus: Stimulus, part: PartitionPlan) -> None:
        away = bool(self.orders.declaration.partners.public_url)
        brief = Brief(
            stimulus=name,
            instruction=stimulus.instruction,
            partner_url=self.url,
            token_url=self.url.removesuffix(self.running.script.base) + self.running.script.authority.token_path,
            client_id=OWN,
            client_secret=self.running.secret,
            ca=self.ca,
            fixtures={**self.running.script.fixtures, **self.orders.declaration.fixtures},
            partners=self.several.callees(part, OWN, self.ca, away),
        )
        ways, ask = self.orders.declaration.stimuli, self.ask
        if ask is not None and by_person(name, ways) and not self.set_up:
            known = self.orders.declaration.partners.client_secret is not None
            introduce(brief, ask, None if known else self.orders.folder)
            self.set_up = True
        bring_about(brief, ways, ask, self.orders.hooks_in, self.allowance.left())

    def _ticks(self, name: str) -> Any:
        def tick(left: float) -> None:
            self.orders.progress(Event(kind="waiting", text=f"{name}: {left:.0f} s left"))

        return tick


def quiet_for(aim: Aim, plan: Plan) -> float:
    """Return for how many seconds must be listened, by the requirements that are tried; 0: none of them asks for it."""
    tried = {id for part in plan.partitions for id in part.requirements}
    rules = (one.rule for one in aim.profile.requirements if one.id in tried)
    return max((float(rule.with_.get("quiet", 0)) for rule in rules if isinstance(rule, RuleCall)), default=0.0)
