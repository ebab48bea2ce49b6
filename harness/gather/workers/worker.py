"""Gathers partitions in a process of its own, with its own connections and its own shard of the journal."""

from __future__ import annotations

import dataclasses
import signal
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from harness.contract import Contract, unpack
from harness.errors import EvidenceError
from harness.gather.fuzzing.stash import cases_in
from harness.gather.inputs import Unfillable
from harness.gather.memory.history import History
from harness.gather.orders import Oracle, Orders
from harness.gather.plan import Aim
from harness.gather.probing.conduct import NotPrepared, conduct
from harness.gather.restraint.limits import StopRun
from harness.gather.session import Session
from harness.gather.signin.credentials import CredentialLacking
from harness.gather.workers.errands import Do, Ended, Setup
from harness.gather.workers.office import Office
from harness.loading import PROFILE_FORMATS
from harness.profile import SUBJECT_DESCRIPTION


def work(line: Connection, setup: Setup) -> None:
    """Do what the run says over `line` until there is nothing more, or the run has gone."""
    # The run's own process is interrupted as well, and says when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        _Worker(line, setup).go()


class _Worker:
    def __init__(self, line: Connection, setup: Setup) -> None:
        self.orders = _orders(setup)
        self.office = Office(line, self.orders.clock)
        self.setup = setup
        self.oracle: Oracle = self.orders.oracle(self.orders.plan.aims)
        self.cases = cases_in(setup.cache, self.orders.plan.aims)

    def go(self) -> None:
        """Take one partition after another."""
        with Session(self.orders, History(last=self.setup.last), self.office) as session:
            session.journal.go_on(self.orders.folder, f"worker-{self.setup.number}")
            session.made_up.begin(self.setup.made_up)
            while (task := self.office.work()) is not None:
                try:
                    how = self._one(session, task)
                    self.office.ended(dataclasses.replace(how, quiet=session.quiet))
                except StopRun as stop:
                    self.office.stopped(stop.reason)
                    return

    def _one(self, session: Session, task: Do) -> Ended:
        """Gather one partition, and say how it ended. Raises StopRun."""
        part, aim = task.part, self.orders.plan.aims[task.part.aim]
        session.made_up.anew()
        try:
            bench = session.bench(task.name, aim, self.setup.knowledge[part.aim])
            conduct(part, aim, bench, self.oracle, self.cases(part.aim))
        except Unfillable as lack:
            return Ended(part.name, skipped=lack.need)
        except NotPrepared as lack:
            return Ended(part.name, skipped=lack.why, unprepared=lack.why)
        except CredentialLacking as lack:
            return Ended(part.name, skipped=lack.need, unprepared=lack.need)
        except (StopRun, EOFError, BrokenPipeError):
            raise
        except EvidenceError as error:
            raise StopRun(f"fault: {type(error).__name__} in {part.name}") from error
        except Exception as error:
            return Ended(part.name, fault=type(error).__name__, trace=traceback.format_exc(limit=-3))
        return Ended(part.name)


def _orders(setup: Setup) -> Orders:
    """Return the orders with their contracts."""
    plan = setup.orders.plan
    aims = tuple(
        msgspec.structs.replace(aim, contract=_contract(packed, aim))
        for packed, aim in zip(setup.contracts, plan.aims, strict=True)
    )
    return dataclasses.replace(setup.orders, plan=msgspec.structs.replace(plan, aims=aims))


def _contract(packed: bytes, aim: Aim) -> Contract:
    own = aim.profile.description != SUBJECT_DESCRIPTION
    return unpack(packed, PROFILE_FORMATS) if own else unpack(packed)
