"""Goes through the partitions of a plan, here or in worker processes, and notes how each ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from harness import unclosed
from harness.errors import EvidenceError
from harness.gather.bench import Bench
from harness.gather.conversations import CONVERSATIONS
from harness.gather.conversations.holder import holders
from harness.gather.conversations.holding import hold
from harness.gather.course import Course
from harness.gather.fuzzing.stash import cases_in
from harness.gather.inputs import Unfillable, calls_back
from harness.gather.memory import ledger
from harness.gather.memory.history import History
from harness.gather.memory.lessons import Learning
from harness.gather.orders import Event, Jury, Oracle, Orders
from harness.gather.plan import PartitionPlan
from harness.gather.probing import explore
from harness.gather.probing.conduct import NotPrepared, conduct
from harness.gather.probing.transport import WHOLE
from harness.gather.restraint.limits import StopRun
from harness.gather.scenarios import walk
from harness.gather.session import Session
from harness.gather.signin.credentials import CredentialLacking
from harness.gather.tidying.afterwards import tidy
from harness.gather.workers.crew import Crew, worthwhile
from harness.gather.workers.errands import Ended


class Partitions:
    """The partitions of one run."""

    def __init__(self, orders: Orders, course: Course, history: History, unavailable: Mapping[str, str]) -> None:
        """`unavailable` goes on being filled while the run begins: what needs it is left out."""
        self.orders = orders
        self.plan = orders.plan
        self.course = course
        self.history = history
        self.unavailable = unavailable
        self.quiet = False
        """Whether a partition that a worker gathered ended in silence."""
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

    def gather(self, session: Session) -> None:
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
                self.course.skip(part.name, lacking)
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
            self._one(session, part)
        except Unfillable as lack:
            self._ended(part, Ended(part.name, skipped=lack.need))
        except NotPrepared as lack:
            self._ended(part, Ended(part.name, skipped=lack.why, unprepared=lack.why))
        except CredentialLacking as lack:
            self._ended(part, Ended(part.name, skipped=lack.need, unprepared=lack.need))
        except (StopRun, KeyboardInterrupt, EvidenceError):
            raise
        except Exception:
            self.course.fault(part.name)
        else:
            self._ended(part, Ended(part.name))

    def _ended(self, part: PartitionPlan, how: Ended) -> None:
        """Note how a partition ended."""
        self.quiet = self.quiet or how.quiet
        if how.fault:
            self.course.faulty(part.name, how.fault, how.trace)
        elif how.skipped:
            self.course.skip(part.name, how.skipped)
            if how.unprepared:
                self.course.leave_untried(part.requirements, how.unprepared)
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

    def _one(self, session: Session, part: PartitionPlan) -> None:
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
            workflow = aim.workflows[part.what]
            lacked = walk(workflow, bench, holders(workflow, bench)).lacked
            if lacked:
                raise NotPrepared(lacked)
            return
        conduct(part, aim, bench, self.oracle, self.cases(part.aim))

    def last_look(self, session: Session) -> None:
        """Where silence came last, ask whether the product still answers. Raises StopRun if it does not."""
        if self.quiet or session.quiet:
            session.last_look(self.history.fresh("last-look"))

    def tidy(self, session: Session) -> None:
        """Remove at the end what the run made over there and should not leave."""

        def bench(aim: int) -> Bench:
            name = self.history.fresh(unclosed.WORKFLOW)
            return session.bench(name, self.plan.aims[aim], self.known.of(aim))

        tidy(self.orders, bench, write=session.means.write)

    def handshakes(self, session: Session) -> None:
        """Look at TLS alone where it is what keeps the run from beginning: a handshake needs no trust."""
        for part in self.plan.partitions:
            if part.what == "tls" and part.name not in self.history.done:
                self._one(session, part)
