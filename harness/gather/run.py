"""Runs a plan to its end: header, preflight, partitions in order, footer whatever happens, seal."""

from __future__ import annotations

import dataclasses
import sys
import traceback
from collections.abc import Iterator
from functools import cached_property

from harness import unclosed
from harness.archive import new_key, reopen, replay
from harness.archive.journal import HEADER
from harness.archive.seal import KEY
from harness.errors import CannotRun, DeclarationError, EvidenceError
from harness.evidence import RunContext
from harness.gather import preflight
from harness.gather.bench import Bench
from harness.gather.conversations import CONVERSATIONS
from harness.gather.conversations.holding import hold
from harness.gather.copies import keep_profiles
from harness.gather.ending import Course, end
from harness.gather.fuzzing.stash import cases_in
from harness.gather.header import header
from harness.gather.hooks import run_hook
from harness.gather.identity.credentials import CredentialLacking
from harness.gather.memory import ledger
from harness.gather.memory.history import History, differences, history, sentinel
from harness.gather.memory.lessons import Learning
from harness.gather.message import Message
from harness.gather.orders import Event, Gathered, Jury, Oracle, Orders, StoppedBy
from harness.gather.plan import PartitionPlan, operations_by_class
from harness.gather.preflight import Preflight
from harness.gather.probing import explore
from harness.gather.probing.conduct import NotPrepared, conduct
from harness.gather.probing.inputs import Unfillable, calls_back
from harness.gather.probing.transport import WHOLE
from harness.gather.restraint.limits import StopRun
from harness.gather.scenarios import walk
from harness.gather.session import Session
from harness.gather.tidying import cleanup
from harness.gather.tidying.afterwards import left_by, tidy
from harness.gather.undisturbed import undisturbed
from harness.gather.workers.crew import Crew, worthwhile
from harness.gather.workers.errands import Ended


def gather(orders: Orders) -> Gathered:
    """Carry the orders out and return what came of it; the evidence is sealed whatever happened on the way.

    Raises DeclarationError and EvidenceError for orders that cannot be begun (a folder in use, a hook that fails,
    another run file than the run was begun with). What happens later is said in `stopped`.
    """
    _hooks(orders, before=True)
    try:
        if not driven(orders):
            return _Run(orders).go()
        # A partner's server takes its time to be imported, and other runs need none.
        from harness.gather.calling.driving import drive

        return drive(orders)
    finally:
        _hooks(orders, before=False)


def driven(orders: Orders) -> bool:
    """Tell whether the product is made to call a partner of ours, instead of being called."""
    return any(aim.profile.partner_of(aim.role) for aim in orders.plan.aims)


class _Run:
    """One run under way."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.plan = orders.plan
        self.history = History()
        self.course = Course()
        self.quiet = False
        """Whether a partition that a worker gathered ended in silence."""
        self.unkept = False
        """Whether the run's folder takes no evidence, so that there is nothing to end."""
        self.unavailable = dict(orders.plan.unavailable)
        self.known = Learning(orders)
        self.cases = cases_in(orders.cache, orders.plan.aims)

    @cached_property
    def oracle(self) -> Oracle:
        """What steers fuzzing."""
        return self.orders.oracle(self.plan.aims)

    @cached_property
    def jury(self) -> Jury:
        """What tells whether a conversation is held again."""
        return self.orders.jury(self.plan.aims)

    def go(self) -> Gathered:
        known_context = self._resumed()
        stopped = "fault: it did not begin"
        with Session(self.orders, self.history) as session:
            try:
                self._begin(session, known_context)
                self._partitions(session)
                self._last_look(session)
                self._tidy(session)
                stopped = f"fault: {self.course.faults[0]}" if self.course.faults else "finished"
            except StopRun as stop:
                stopped = stop.reason
            except StoppedBy as stop:
                stopped = stop.why
            except KeyboardInterrupt:
                stopped = "interrupted"
            except CredentialLacking:
                stopped = "preflight: credentials no-token"
            except CannotRun:
                if not session.journal.is_open:
                    raise
                stopped = "fault: CannotRun"
                self._fault("run")
            except Exception:
                stopped = f"fault: {self._fault('run')}"
            finally:
                if not session.journal.is_open and not self.unkept:
                    self._open(session, known_context, Preflight(checks=()))
        with undisturbed():
            return end(self.orders, self.course, stopped, cleanup.named(left_by(self.orders)))

    def _resumed(self) -> RunContext | None:
        """Read what is there already; None for a new run. Raises EvidenceError and DeclarationError."""
        folder = self.orders.folder
        if not self.orders.resume:
            if (folder / KEY).exists():
                hint = "Give another folder, or go on with that run by --resume."
                raise EvidenceError("a run has begun here already", where=str(folder), hint=hint)
            return None
        known = replay(folder)
        self.history = history(known, self.plan, ledger.noted(folder))
        changed = differences(known.context, self._context(Preflight(checks=()), known.context.environment.public_url))
        if changed:
            raise DeclarationError(
                f"this run was begun with another {' and another '.join(changed)}",
                where=str(folder),
                hint="Go on with the run file, seed and version that it was begun with, or begin a new run.",
            )
        reopen(folder)
        return known.context

    def _begin(self, session: Session, known_context: RunContext | None) -> None:
        """Try the way to the product, write the header, then try what needs writing."""
        name = self.history.fresh("preflight")
        bench = session.bench(name, self.plan.aims[0])
        if known_context is not None:
            self._open(session, known_context, Preflight(checks=()))
            self._look_for_sentinel(session, bench)
        try:
            reached = preflight.connect(bench, session.credentials.lacking)
        except StopRun:
            self._open(session, known_context, Preflight(checks=()))
            raise
        # A credential that cannot be had makes unavailable what needs it, and nothing else.
        self.unavailable |= {f"identity:{identity}": why for identity, why in reached.lacking.items()}
        reached = self._path(session, session.of_authority(reached))
        self._open(session, known_context, reached)
        if reached.blocked is not None and reached.blocked.code == "tls":
            self._handshakes(session)
        self._say(reached)
        for aim in self.plan.aims:
            of_aim = dataclasses.replace(bench, contract=aim.contract)
            self._say(preflight.use(of_aim, aim.workflows, operations_by_class(aim)))

    def _path(self, session: Session, reached: Preflight) -> Preflight:
        """Add whether the product's calls can come: where they may not, that none came shows nothing."""
        check = session.look()
        if check is None:
            return reached
        if not check.ok:
            self.unavailable["inbound"] = f"{check.params['url']} does not lead here ({check.params['why']})"
        return reached.and_(check)

    def _handshakes(self, session: Session) -> None:
        """Look at TLS alone where it is what keeps the run from beginning: a handshake needs no trust."""
        for part in self.plan.partitions:
            if part.what == "tls" and part.name not in self.history.done:
                self._partition(session, part)

    def _look_for_sentinel(self, session: Session, bench: Bench) -> None:
        method, target = sentinel(replay(self.orders.folder), self.plan.aims[0].contract, session.prefix)
        if not method:
            return
        below = target.removeprefix(session.prefix)
        exchange = bench.send(Message(method=method, target=below, headers=(("Accept", "*/*"),)), "sentinel")
        status = getattr(exchange.reply, "status", 0)
        session.tell(Event(kind="sentinel", text="there" if status == 200 else "gone"))

    def _open(self, session: Session, known_context: RunContext | None, reached: Preflight) -> None:
        if session.journal.is_open:
            return
        if known_context is None:
            try:
                self._lay_out(session, reached)
            except OSError as error:
                self.unkept = True
                where, hint = str(self.orders.folder), "Make room there, or name another folder for the run."
                raise EvidenceError(f"nothing can be kept here: {error.strerror}", where=where, hint=hint) from error
            for observation in self.orders.description:
                session.journal.keep(observation)
        else:
            session.journal.go_on(self.orders.folder)

    def _lay_out(self, session: Session, reached: Preflight) -> None:
        """Write what a run's folder begins with; what is there already a person's Ctrl-C came after."""
        folder = self.orders.folder
        if not (folder / KEY).exists():
            new_key(folder, self.orders.random)
        keep_profiles(self.orders)
        if (folder / HEADER).exists():
            session.journal.go_on(folder)
        else:
            session.journal.begin(folder, self._context(reached, session.public_url))

    def _context(self, reached: Preflight, public_url: str) -> RunContext:
        declaration = self.orders.declaration
        return header(
            self.orders,
            target=declaration.target.base,
            public_url=public_url,
            unavailable=self.unavailable,
            fixtures=declaration.fixtures,
            surroundings=reached.surroundings,
        )

    def _say(self, result: Preflight) -> None:
        """Tell what was found. Raises StoppedBy where nothing can be tested."""
        self.course.checks.extend(result.checks)
        for check in result.checks:
            self.orders.progress(Event(kind="check", check=check))
        if result.blocked is not None:
            raise StoppedBy(f"preflight: {result.blocked.name} {result.blocked.code}")

    def _partitions(self, session: Session) -> None:
        """Gather what is left of the plan, then what is fuzzed, and at last what may lock us out."""
        everything = list(self._left_to_do())
        left = [part for part in everything if not part.last]
        for part in left:
            if part.kind != "fuzz":
                self._alone(session, part)
        fuzzed = [part for part in left if part.kind == "fuzz"]
        session.made_up.begin(session.made_up.known())
        for part in self._by_workers(session, fuzzed):
            session.made_up.anew()
            self._alone(session, part)
        for part in everything:
            if part.last:
                self._alone(session, part)

    def _left_to_do(self) -> Iterator[PartitionPlan]:
        for part in self.plan.partitions:
            if part.name in self.history.done:
                continue
            lacking = self._lacking(part)
            if lacking:
                self._skip(part.name, lacking)
            else:
                yield part

    def _by_workers(self, session: Session, parts: list[PartitionPlan]) -> list[PartitionPlan]:
        """Have partitions gathered by worker processes, where that is worthwhile; return those that are left."""
        most = min(self.orders.workers, self.orders.declaration.limits.concurrency)
        apart = [part for part in parts if not self._calls_back(part)]
        workers = worthwhile(apart, most, session.pace) if self.orders.sparing else min(most, len(apart))
        if workers < 2:
            return parts
        known = tuple(self.known.of(aim) for aim in range(len(self.plan.aims)))
        crew = Crew(self.orders, session, knowledge=known, fresh=self.history.fresh, ended=self._ended)
        rest = crew.gather(apart, workers)
        return [part for part in parts if part not in apart or part in rest]

    def _calls_back(self, part: PartitionPlan) -> bool:
        """Tell whether a partition may make the product call us: only this process listens."""
        aim = self.plan.aims[part.aim]
        operation = aim.contract.operation(part.operation)
        return part.settings.get("setup") is not None or (operation is not None and calls_back(operation))

    def _alone(self, session: Session, part: PartitionPlan) -> None:
        """Gather one partition in this process. Raises StopRun."""
        session.tell(Event(kind="partition", partition=part.name, requirements=part.requirements))
        try:
            self._partition(session, part)
        except Unfillable as lack:
            self._ended(part, Ended(part.name, skipped=lack.need))
        except NotPrepared as lack:
            self._ended(part, Ended(part.name, skipped=lack.why, unprepared=lack.why))
        except CredentialLacking as lack:
            self._ended(part, Ended(part.name, skipped=lack.need, unprepared=lack.need))
        except (StopRun, KeyboardInterrupt, EvidenceError):
            raise
        except Exception:
            self._fault(part.name)
        else:
            self._ended(part, Ended(part.name))

    def _ended(self, part: PartitionPlan, how: Ended) -> None:
        """Note how a partition ended."""
        self.quiet = self.quiet or how.quiet
        if how.fault:
            self._faulty(part.name, how.fault, how.trace)
        elif how.skipped:
            self._skip(part.name, how.skipped)
            if how.unprepared:
                self.course.untried |= dict.fromkeys(part.requirements, how.unprepared)
        else:
            ledger.note(self.orders.folder, part.name)

    def _lacking(self, part: PartitionPlan) -> str:
        """Return an identity that the partition needs and that turned out not to be had."""
        aim = self.plan.aims[part.aim]
        for id in (part.what, part.settings.get("setup", "")):
            workflow = aim.workflows.get(str(id))
            for step in workflow.steps if workflow is not None else ():
                if f"identity:{step.identity}" in self.unavailable:
                    return f"identity:{step.identity}"
        return ""

    def _partition(self, session: Session, part: PartitionPlan) -> None:
        aim = self.plan.aims[part.aim]
        name = self.history.fresh(part.name)
        if part.kind == "explore":
            bench = session.bench(name, aim, self.known.exploring(part.aim))
            explore.explore(bench, self.known.resource(part.aim, part.resource), self.known.learner(part.aim))
            return
        bench = session.bench(name, aim, self.known.of(part.aim))
        if part.kind == "conversation":
            resource = self.known.resource(part.aim, part.resource)
            hold(lambda tools: CONVERSATIONS[part.what].go(tools, resource), bench, self.jury)
            return
        if part.kind == "protocol" and part.what in WHOLE:
            WHOLE[part.what].go(bench, session)
            return
        if part.kind == "workflow":
            lacked = walk(aim.workflows[part.what], bench).lacked
            if lacked:
                raise NotPrepared(lacked)
            return
        conduct(part, aim, bench, self.oracle, self.cases(part.aim))

    def _last_look(self, session: Session) -> None:
        """Where silence came last, ask whether the product still answers. Raises StopRun if it does not."""
        if self.quiet or session.quiet:
            session.last_look(self.history.fresh("last-look"))

    def _tidy(self, session: Session) -> None:
        def bench(aim: int) -> Bench:
            name = self.history.fresh(unclosed.WORKFLOW)
            return session.bench(name, self.plan.aims[aim], self.known.of(aim))

        tidy(self.orders, bench, write=session.means.write)

    def _skip(self, name: str, why: str) -> None:
        self.course.skipped[name] = why
        self.orders.progress(Event(kind="skipped", partition=name, text=why))

    def _fault(self, where: str) -> str:
        """Note a fault of ours by its kind and place; never by its text, which may hold what was sent."""
        kind = sys.exc_info()[0]
        return self._faulty(where, kind.__name__ if kind is not None else "fault", traceback.format_exc(limit=-3))

    def _faulty(self, where: str, kind: str, error: str) -> str:
        said = f"{kind} in {where}"
        self.course.faults.append(said)
        self.orders.progress(Event(kind="fault", partition=where, text=error))
        return said


def _hooks(orders: Orders, *, before: bool) -> None:
    hooks = orders.declaration.hooks
    for command in hooks.before if before else hooks.after:
        orders.progress(Event(kind="hook", text=command if isinstance(command, str) else command[0]))
        try:
            run_hook(command, orders.hooks_in)
        except DeclarationError as error:
            if before:
                raise
            orders.progress(Event(kind="fault", partition="hooks", text=str(error)))
