"""Begins a run, or goes on with one: reads what is there, tries the way to the product, and writes the header."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from harness.archive import new_key, reopen, replay
from harness.archive.journal import HEADER
from harness.archive.seal import KEY
from harness.errors import DeclarationError, EvidenceError
from harness.evidence import RunContext
from harness.gather.bench import Bench
from harness.gather.calling.reach import how
from harness.gather.checks import Preflight
from harness.gather.copies import keep_profiles
from harness.gather.course import Course
from harness.gather.memory import ledger
from harness.gather.memory.history import History, differences, history, sentinel
from harness.gather.message import Message
from harness.gather.orders import Event, Orders, StoppedBy
from harness.gather.plan import Aim, operations_by_class
from harness.gather.restraint.limits import StopRun
from harness.gather.running import firstuse, preflight
from harness.gather.running.header import header
from harness.gather.session import Session


class Beginning:
    """How one run begins."""

    def __init__(self, orders: Orders, course: Course) -> None:
        """Read what is there already. Raises EvidenceError and DeclarationError."""
        self.orders = orders
        self.course = course
        self.history = History()
        """What was gathered before."""
        self.unavailable = dict(orders.plan.unavailable)
        self.unkept = False
        """Whether the run's folder takes no evidence, so that there is nothing to end."""
        self._known = self._resumed()

    def _resumed(self) -> RunContext | None:
        folder = self.orders.folder
        if not self.orders.resume:
            if (folder / KEY).exists():
                hint = "Give another folder, or go on with that run by --resume."
                raise EvidenceError("a run has begun here already", where=str(folder), hint=hint)
            return None
        known = replay(folder)
        self.history = history(known, self.orders.plan, ledger.noted(folder))
        changed = differences(known.context, self._context(Preflight(checks=()), known.context.environment.public_url))
        if changed:
            raise DeclarationError(
                f"this run was begun with another {' and another '.join(changed)}",
                where=str(folder),
                hint="Go on with the run file, seed and version that it was begun with, or begin a new run.",
            )
        reopen(folder)
        return known.context

    def begin(self, session: Session, handshakes: Callable[[Session], None]) -> None:
        """Try the way to the product, write the header, then try what needs writing.

        `handshakes` looks at TLS alone where it is what keeps the run from beginning. Raises StopRun, and StoppedBy
        where nothing can be tested.
        """
        name = self.history.fresh("preflight")
        bench = session.bench(name, self.orders.plan.aims[0])
        if self._known is not None:
            self._open(session, Preflight(checks=()))
            self._look_for_sentinel(session, bench)
        try:
            to_all = all(map(_serves_all, self.orders.plan.aims))
            reached = preflight.connect(bench, session.credentials.lacking, to_all)
        except StopRun:
            self._open(session, Preflight(checks=()))
            raise
        # A credential that cannot be had makes unavailable what needs it, and nothing else.
        self.unavailable |= {f"identity:{identity}": why for identity, why in reached.lacking.items()}
        reached = self._path(session, session.of_authority(reached))
        self._open(session, reached)
        if reached.blocked is not None and reached.blocked.code == "tls":
            handshakes(session)
        self._say(reached)
        for aim in self.orders.plan.aims:
            of_aim = dataclasses.replace(bench, contract=aim.contract)
            self._say(firstuse.use(of_aim, aim.workflows, operations_by_class(aim)))

    def _path(self, session: Session, reached: Preflight) -> Preflight:
        """Add whether the product's calls can come: where they may not, that none came shows nothing."""
        check = session.look()
        if check is None:
            return reached
        if not check.ok:
            self.unavailable["inbound"] = f"calls to {check.params['url']} {how(check)} ({check.params['why']})"
        return reached.and_(check)

    def _look_for_sentinel(self, session: Session, bench: Bench) -> None:
        method, target = sentinel(replay(self.orders.folder), self.orders.plan.aims[0].contract, session.prefix)
        if not method:
            return
        below = target.removeprefix(session.prefix)
        exchange = bench.send(Message(method=method, target=below, headers=(("Accept", "*/*"),)), "sentinel")
        status = getattr(exchange.reply, "status", 0)
        session.tell(Event(kind="sentinel", text="there" if status == 200 else "gone"))

    def open_all_the_same(self, session: Session) -> None:
        """Write the header of a run that was stopped before it had one, unless nothing can be kept."""
        if not session.journal.is_open and not self.unkept:
            self._open(session, Preflight(checks=()))

    def _open(self, session: Session, reached: Preflight) -> None:
        if session.journal.is_open:
            return
        if self._known is None:
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


def _serves_all(aim: Aim) -> bool:
    """Tell whether a profile asks for no credential, and has a step that shows none."""
    steps = (step for workflow in aim.workflows.values() for step in workflow.steps)
    return not aim.contract.security_schemes and any(step.identity == "none" for step in steps)
