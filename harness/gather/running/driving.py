"""Gathers evidence of a product that calls others: plays its partner, makes it act by scenes, keeps what it sends."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Final

from harness.archive import Journal, new_key
from harness.errors import DeclarationError, EvidenceError, HallmarkError
from harness.evidence import RunContext
from harness.gather.calling.asking import Questions
from harness.gather.calling.hosting import ca_of, partner_of, url_of
from harness.gather.calling.person import timely
from harness.gather.calling.reach import NAME, NO_PATH, ON_THE_WAY, how, reach
from harness.gather.calling.several import Several, faults_of
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.checks import Check
from harness.gather.copies import keep_profiles
from harness.gather.course import Course
from harness.gather.delivering.telling import Telling
from harness.gather.orders import CALLED, Event, Gathered, Orders
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Allowance, StopRun
from harness.gather.running.ending import end
from harness.gather.running.header import header
from harness.gather.running.urging import NEVER_CAME, Urging
from harness.gather.undisturbed import undisturbed
from harness.loopback import is_loopback
from harness.partner.answering import Host
from harness.partner.faults.choosing import Chosen
from harness.partner.faults.file import list_faults
from harness.partner.faults.refusals import leads_away
from harness.partner.host import served
from harness.partner.knock import Knock
from harness.partner.running import Running
from harness.partner.script import read
from harness.redact import Redactor

SHARD: Final = "main"
UNSEEN: Final = "other-host"
"""Why a scene was left out in which the partner leads the product to another host of ours: that is found on this
machine alone, and a product elsewhere that follows would not be seen to."""
FOR_WANT_OF_A_PATH: Final = (NEVER_CAME, "command:", "interface:")
"""How reasons begin that a closed path explains: a product that cannot reach us says to its program that it failed."""


def drive(orders: Orders) -> Gathered:
    """Carry the orders out for the one profile and role that they are for; the evidence is sealed whatever happened.

    Raises DeclarationError and MockError for what keeps the partner from being served, before anything starts.
    """
    if len(orders.plan.aims) != 1:
        raise DeclarationError("a role that calls others is tested by itself", where="profile")
    if orders.resume:
        raise DeclarationError("a run in which a product was made to act begins anew", where="--resume")
    partner = orders.plan.aims[0].profile.partner_of(orders.plan.aims[0].role)
    scenes = [(part, _faults(partner, part)) for part in orders.plan.partitions]

    host, port = partner_of(orders, partner)
    several = Several(partner, orders.plan.partitions, orders.declaration.partners.several)
    for text in several.warnings():
        orders.progress(Event(kind="warning", text=text))
    return _Drive(orders, host, several, scenes).go(port)


def _faults(partner: str, part: PartitionPlan) -> tuple[Chosen, ...]:
    """Return what the partner plays in a scene. Raises MockError for what it does not know."""
    named: Any = part.settings.get("faults", ())
    return faults_of(named, list_faults(read(partner)), part.name)


class _Drive:
    """One run under way."""

    def __init__(
        self, orders: Orders, host: Host, several: Several, scenes: list[tuple[PartitionPlan, tuple[Chosen, ...]]]
    ) -> None:
        self.orders = orders
        self.host = host
        self.several = several
        self.scenes = scenes
        self.aim = orders.plan.aims[0]
        self.course = Course(orders.progress)
        self.telling: Telling | None = None
        self.allowance = Allowance(orders.declaration.limits, orders.clock)
        """Only its minutes count: it is the product that sends."""
        self.questions = Questions(
            orders, self.aim, self.course, timely(orders.ask, self.allowance), self.allowance.left
        )

    def go(self, port: int) -> Gathered:
        with ExitStack() as over:
            with ExitStack() as stack:
                stopped = self._stopped(*self._begun(stack, port))
                # An interruption while the partner is shut down would otherwise keep the evidence from being sealed.
                over.enter_context(undisturbed())
            return end(self.orders, self.course, stopped, shown=CALLED)

    def _stopped(self, running: Running, stage: Stage, journal: Journal) -> str:
        """Play one scene after the other, and return why it stopped. Raises EvidenceError."""
        try:
            self._look(running)
            urging = Urging(self.orders, running, stage, self.several, self.telling, self.allowance)
            for part, faults in self.scenes:
                self.allowance.left()
                if self._away() and any(leads_away(one.play) for one in faults):
                    self._left_out(part, UNSEEN)
                elif self._no_path(stage):
                    self._left_out(part, f"{NO_PATH}{url_of(self.orders, running)}")
                else:
                    self._scene(part, faults, urging, stage, journal)
            urging.listen()
            self.course.faults += (*self.host.crashes, *self.several.crashes)
            return f"fault: {self.course.faults[0]}" if self.course.faults else "finished"
        except StopRun as stop:
            return stop.reason
        except KeyboardInterrupt:
            return "interrupted"
        except EvidenceError:
            raise
        except Exception:
            return f"fault: {self.course.fault('the scenes')}"

    def _begun(self, stack: ExitStack, port: int) -> tuple[Running, Stage, Journal]:
        """Serve the partner, and write the header: nothing is answered before."""
        orders = self.orders
        held: list[Journal] = []
        given = orders.declaration.subscription
        secrets = {"partner": self.host.secret.encode()} | ({"signing": str(given.secret).encode()} if given else {})
        redactor = Redactor(secrets)
        partner = self.aim.profile.partner_of(self.aim.role)
        stage = Stage(partner, orders.clock, redactor, lambda one: held[0].got(one), lambda one: held[0].sent(one))
        self.host.keep, self.host.keep_shake = stage.keep, stage.keep_shake
        self.host.keeps_own(stage.begins)
        if self.aim.profile.deliveries is not None:
            self.telling = Telling(orders, self.aim, self.aim.profile.deliveries, stage, self.allowance.left)
        running = stack.enter_context(served(self.host, port))
        self.several.begin(stack, stage, self.host, running.certificates, orders.plan.seed)
        new_key(orders.folder, orders.random)
        keep_profiles(orders)
        Journal.begin(orders.folder, self._context(running))
        held.append(stack.enter_context(Journal(orders.folder, SHARD)))
        return running, stage, held[0]

    def _context(self, running: Running) -> RunContext:
        orders, url = self.orders, url_of(self.orders, running)
        return header(
            orders,
            target=url,
            public_url=url,
            unavailable=orders.plan.unavailable,
            fixtures={**running.script.fixtures, **orders.declaration.fixtures},
        )

    def _scene(
        self, part: PartitionPlan, faults: tuple[Chosen, ...], urging: Urging, stage: Stage, journal: Journal
    ) -> None:
        self.orders.progress(Event(kind="partition", partition=part.name, requirements=part.requirements))
        try:
            self.host.decides(str(part.settings.get("variant", "")))
            self.host.plays(faults, self.orders.plan.seed)
            self.several.plays(part, self.orders.plan.seed)
            strand = stage.enter(part.name)
            urging.act(part)
            asked: Any = part.settings.get("ask", ()) if self._has_to_ask(part) else ()
            for question in asked:
                self.questions.put(part, question, strand, journal)
        except NotBroughtAbout as lack:
            self.allowance.left()  # what was cut short for want of time was not waited for
            closed = lack.why.startswith(FOR_WANT_OF_A_PATH) and bool(self._failed())
            self._left_out(part, f"{NO_PATH}{urging.url}" if closed and not stage.reached else lack.why)
        except HallmarkError as error:
            self._left_out(part, error.message)
        finally:
            self.host.plays(())
            self.several.leaves()
            self.host.decides("")
            stage.leave()

    def _away(self) -> bool:
        """Tell whether the product finds us under an address beyond this machine."""
        public = self.orders.declaration.partners.public_url
        return bool(public) and not is_loopback(public)

    def _has_to_ask(self, part: PartitionPlan) -> bool:
        """Tell whether somebody has to say what happened: not where the effects of events were seen."""
        return not part.settings.get("events") or self.telling is None or not self.telling.seen

    def _look(self, running: Running) -> None:
        """Find out whether our public addresses lead here; on this machine there is nothing to find out."""
        ca = ca_of(self.orders, running)
        if public := self.orders.declaration.partners.public_url.rstrip("/"):
            self.host.knock = self._knock()
            self._checked(reach(public + running.script.base, self.host.knock, ca))
            self.host.knock = None
        for check in self.several.looks(ca, self._knock):
            self._checked(check)

    def _knock(self) -> Knock:
        return Knock(self.orders.random(16).hex())

    def _checked(self, check: Check) -> None:
        self.course.checks.append(check)
        if check.ok:
            return
        found = f"calls to {check.params['url']} {how(check)} ({check.params['why']})"
        text = f"{found}: the product may not reach the partner"
        self.orders.progress(Event(kind="warning", text=text))

    def _no_path(self, stage: Stage) -> bool:
        """Tell whether to wait no longer: our own call did not come, nor did the product's when it was made to act.

        Where calls or our answers are altered nothing is waited for: what is made of them on the way is not its doing.
        """
        failed = self._failed()
        altered = any(check.code in ON_THE_WAY for check in failed)
        return altered or (bool(failed) and bool(self.course.skipped) and not stage.reached)

    def _failed(self) -> list[Check]:
        return [check for check in self.course.checks if check.name == NAME and not check.ok]

    def _left_out(self, part: PartitionPlan, why: str) -> None:
        self.course.leave_untried(part.requirements, why)
        self.course.skip(part.name, why)
