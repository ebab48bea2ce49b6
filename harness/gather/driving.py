"""Gathers evidence of a product that calls others: plays its partner, makes it act by scenes, keeps what it sends."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from harness.archive import Journal, new_key
from harness.declaration import PartnerTls
from harness.errors import DeclarationError, EvidenceError, HallmarkError
from harness.evidence import Answer, RunContext
from harness.gather.calling.awaiting import Awaited
from harness.gather.calling.enquiry import enquired
from harness.gather.calling.person import UNANSWERED, answered, asked_by, introduce, timely
from harness.gather.calling.reach import reach
from harness.gather.calling.several import Several, faults_of
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import Brief, NotBroughtAbout, bring_about, by_person
from harness.gather.copies import keep_profiles
from harness.gather.course import Course
from harness.gather.delivering.telling import Telling
from harness.gather.ending import end
from harness.gather.header import header
from harness.gather.orders import CALLED, Event, Gathered, Orders
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Allowance, StopRun
from harness.gather.strand import Strand
from harness.gather.undisturbed import undisturbed
from harness.loopback import is_loopback
from harness.partner.answering import Host
from harness.partner.certificates import Certificates, own_certificates
from harness.partner.faults.choosing import Chosen
from harness.partner.faults.file import list_faults
from harness.partner.host import prepared, served
from harness.partner.running import Running
from harness.partner.script import read
from harness.profile import Stimulus
from harness.redact import Redactor

OWN: Final = "own-agency"
"""The client that the product signs in as at our partner."""
SHARD: Final = "main"
QUIET: Final = 1.0
"""Seconds without a call after which a scene is over, where it does not say."""
LONGEST: Final = 60.0
"""Seconds that a scene is given to become quiet."""
NEVER_CAME: Final = "stimulus:"
"""Before the name of a stimulus, why requirements were not tried."""
FOR_WANT_OF_A_PATH: Final = (NEVER_CAME, "command:", "interface:")
"""How reasons begin that a closed path explains: a product that cannot reach us says to its program that it failed."""
NO_PATH: Final = "path:"
"""Before the address at which we should be found, the same."""


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

    def wall() -> float:
        return orders.clock.wall() / 1_000_000

    secret = str(orders.declaration.partners.client_secret or "")
    host = prepared(partner, (), orders.plan.seed, wall, tls=_tls(orders), own=_own(orders, wall()), secret=secret)
    host.address, port = _address(orders)
    host.public = orders.declaration.partners.public_url.rstrip("/")
    host.allows(orders.declaration.partners.allow_callbacks_to)
    several = Several(partner, orders.plan.partitions, orders.declaration.partners.several)
    for text in several.warnings():
        orders.progress(Event(kind="warning", text=text))
    return _Drive(orders, host, several, scenes).go(port)


def _address(orders: Orders) -> tuple[str, int]:
    listen = orders.declaration.partners.listen
    address, _, port = listen.rpartition(":")
    if not is_loopback(f"http://{listen}"):
        text = f"the partner listens on {listen}: whoever reaches this machine can call it while the run lasts"
        orders.progress(Event(kind="warning", text=text))
    if hosts := orders.declaration.partners.allow_callbacks_to:
        orders.progress(Event(kind="warning", text=f"the partner may call back {', '.join(hosts)} beside this machine"))
    return address, int(port)


def _tls(orders: Orders) -> Any:
    return orders.folder / "partner-tls" if orders.declaration.partners.tls == "auto" else None


def _own(orders: Orders, now: float) -> Certificates | None:
    """Return the certificates of the run file's own. Raises MockError, with the file, before anything starts."""
    tls = orders.declaration.partners.tls
    if not isinstance(tls, PartnerTls):
        return None
    ca = Path(tls.ca) if tls.ca else None
    return own_certificates(Path(tls.certificate), Path(tls.key), ca, orders.folder / "partner-tls", now)


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
        self.set_up = False
        self.telling: Telling | None = None
        self.allowance = Allowance(orders.declaration.limits, orders.clock)
        """Only its minutes count: it is the product that sends."""
        self.ask = timely(orders.ask, self.allowance)

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
            for part, faults in self.scenes:
                self.allowance.left()
                if self._no_path(running, stage):
                    self._left_out(part, f"{NO_PATH}{self._url(running)}")
                else:
                    self._scene(part, faults, running, stage, journal)
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
        orders, url = self.orders, self._url(running)
        return header(
            orders,
            target=url,
            public_url=url,
            unavailable=orders.plan.unavailable,
            fixtures={**running.script.fixtures, **orders.declaration.fixtures},
        )

    def _url(self, running: Running) -> str:
        public = self.orders.declaration.partners.public_url.rstrip("/")
        return public + running.script.base if public else running.url

    def _ca(self, running: Running) -> str:
        """Return the path of the authority that the product is told of; empty where it is one that it trusts.

        It is absolute: a program is run in the folder of the run file, and a product where it likes.
        """
        tls = self.orders.declaration.partners.tls
        if isinstance(tls, PartnerTls):
            return str(Path(tls.ca).resolve()) if tls.ca else ""
        return str(running.certificates.ca.resolve()) if running.certificates is not None else ""

    def _scene(
        self, part: PartitionPlan, faults: tuple[Chosen, ...], running: Running, stage: Stage, journal: Journal
    ) -> None:
        self.orders.progress(Event(kind="partition", partition=part.name, requirements=part.requirements))
        try:
            self.host.decides(str(part.settings.get("variant", "")))
            self.host.plays(faults, self.orders.plan.seed)
            self.several.plays(part, self.orders.plan.seed)
            strand = stage.enter(part.name)
            self._acted(part, running, stage)
            asked: Any = part.settings.get("ask", ()) if self._has_to_ask(part) else ()
            for question in asked:
                self._answered(part, question, strand, journal)
        except NotBroughtAbout as lack:
            self.allowance.left()  # what was cut short for want of time was not waited for
            closed = lack.why.startswith(FOR_WANT_OF_A_PATH) and any(not check.ok for check in self.course.checks)
            self._left_out(part, f"{NO_PATH}{self._url(running)}" if closed and not stage.reached else lack.why)
        except HallmarkError as error:
            self._left_out(part, error.message)
        finally:
            self.host.plays(())
            self.several.leaves()
            self.host.decides("")
            stage.leave()

    def _has_to_ask(self, part: PartitionPlan) -> bool:
        """Tell whether somebody has to say what happened: not where the effects of events were seen."""
        return not part.settings.get("events") or self.telling is None or not self.telling.seen

    def _look(self, running: Running) -> None:
        """Find out whether our public address leads here; on this machine there is nothing to find out."""
        public = self.orders.declaration.partners.public_url.rstrip("/")
        if not public:
            return
        self.host.nonce = self.orders.random(16).hex()
        check = reach(public + running.script.base, self.host.nonce, self.host.reached, self._ca(running))
        self.host.nonce = ""
        self.course.checks.append(check)
        if not check.ok:
            text = f"{public} does not lead here ({check.params['why']}): the product may not reach the partner"
            self.orders.progress(Event(kind="warning", text=text))

    def _no_path(self, running: Running, stage: Stage) -> bool:
        """Tell whether to wait no longer: our own call did not come, nor did the product's when it was made to act."""
        return any(not check.ok for check in self.course.checks) and bool(self.course.skipped) and not stage.reached

    def _left_out(self, part: PartitionPlan, why: str) -> None:
        self.course.leave_untried(part.requirements, why)
        self.course.skip(part.name, why)

    def _acted(self, part: PartitionPlan, running: Running, stage: Stage) -> None:
        """Bring each stimulus about and wait for what it causes. Raises NotBroughtAbout."""
        settings: Any = part.settings
        begun = stage.count
        for name in self._wanted(settings["stimuli"]):
            stimulus = self.aim.profile.stimuli[name]
            awaited = Awaited(stage, stimulus, settings.get("until", stimulus.until))
            self._tell(name, stimulus, running, part)
            within = min(stimulus.within, self.orders.declaration.limits.stimulus_seconds)
            if not awaited.came(within, self._ticks(name), self.allowance.left):
                raise NotBroughtAbout(f"{NEVER_CAME}{name}")
        for operation in settings.get("also", ()):
            self._further(operation, stage, begun)
        if settings.get("events") and self.telling is not None:
            self.telling.tell(part, self._ticks("an effect of the last event"))
        for name in settings.get("then", ()):
            self._tell(name, self.aim.profile.stimuli[name], running, part)
        stage.settle(float(settings.get("settle", QUIET)), min(LONGEST, self.allowance.left()))
        self.allowance.left()
        if settings.get("events") and self.telling is not None:
            self.telling.look()

    def _further(self, operation: str, stage: Stage, since: int) -> None:
        """Wait for a call that follows by itself, in the product's own time; that none came shows in the evidence."""
        within = min(self.orders.declaration.limits.stimulus_seconds, self.allowance.left())
        stage.wait(since, within, lambda taken: taken.operation == operation, self._ticks(operation))

    def _wanted(self, stimuli: Any) -> list[str]:
        """Return the stimuli without the one that makes a product subscribe, where it has a subscription."""
        given, terms = self.orders.declaration.subscription, self.aim.profile.deliveries
        subscribed = given is not None and terms is not None
        made = self.aim.profile.stimuli
        return [one for one in stimuli if not (subscribed and terms and made[one].awaits == terms.subscribe)]

    def _tell(self, name: str, stimulus: Stimulus, running: Running, part: PartitionPlan) -> None:
        away = bool(self.orders.declaration.partners.public_url)
        brief = Brief(
            stimulus=name,
            instruction=stimulus.instruction,
            partner_url=self._url(running),
            token_url=self._url(running).removesuffix(running.script.base) + running.script.authority.token_path,
            client_id=OWN,
            client_secret=running.secret,
            ca=self._ca(running),
            fixtures={**running.script.fixtures, **self.orders.declaration.fixtures},
            partners=self.several.callees(part, OWN, self._ca(running), away),
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

    def _answered(self, part: PartitionPlan, question: str, strand: Strand, journal: Journal) -> None:
        """Keep what a person says; what nobody says leaves the requirements open that rest on it."""
        found = self._answer(question)
        if found is not None:
            by, text = found
            at = self.orders.clock.wall()
            journal.got(Answer(id=strand.inbound_id(), by=by, question=question, text=text, at=at))
            return
        for name in part.requirements:
            requirement = self.aim.profile.requirement(name)
            if requirement is not None and question in asked_by(requirement):
                self.course.untried[name] = f"{UNANSWERED}{question}"

    def _answer(self, question: str) -> tuple[str, str] | None:
        """Return who answered and what: as recorded, as found out, or by a person; None where there is nobody."""
        if question in self.orders.answers:
            return "recorded", self.orders.answers[question]
        text = self.aim.profile.questions[question]
        found = enquired(question, text, self.orders.declaration.enquiries, self.orders.hooks_in)
        if found:
            return "enquiry", found
        if self.ask is None:
            return None
        said = answered(text, self.ask)
        return ("person", said) if said else None
