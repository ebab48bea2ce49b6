"""Runs a plan from its first hook to the seal, and says why it stopped."""

from __future__ import annotations

from contextlib import ExitStack

from harness.errors import CannotRun, DeclarationError
from harness.gather.course import Course
from harness.gather.orders import Event, Gathered, Orders, StoppedBy
from harness.gather.plan import Plan
from harness.gather.restraint.limits import StopRun
from harness.gather.running.beginning import Beginning
from harness.gather.running.ending import end
from harness.gather.running.hooks import run_hook
from harness.gather.running.partitions import Partitions
from harness.gather.session import Session
from harness.gather.signin.credentials import CredentialLacking
from harness.gather.tidying import cleanup
from harness.gather.tidying.afterwards import left_by
from harness.gather.undisturbed import undisturbed


def gather(orders: Orders) -> Gathered:
    """Carry the orders out and return what came of it; the evidence is sealed whatever happened on the way.

    Raises DeclarationError and EvidenceError for orders that cannot be begun (a folder in use, a hook that fails,
    another run file than the run was begun with). What happens later is said in `stopped`.
    """
    _hooks(orders, before=True)
    try:
        if not driven(orders.plan):
            return _gathered(orders)
        # A partner's server takes its time to be imported, and other runs need none.
        from harness.gather.running.driving import drive

        return drive(orders)
    finally:
        _hooks(orders, before=False)


def driven(plan: Plan) -> bool:
    """Tell whether the product is made to call a partner of ours, instead of being called."""
    return any(aim.profile.partner_of(aim.role) for aim in plan.aims)


def _gathered(orders: Orders) -> Gathered:
    """Gather from a product that is called, in the order of the plan."""
    course = Course(orders.progress)
    beginning = Beginning(orders, course)
    partitions = Partitions(orders, course, beginning.history, beginning.unavailable)
    with ExitStack() as over:
        with Session(orders, beginning.history) as session:
            stopped = _stopped(session, course, beginning, partitions)
            # An interruption while connections are closed would otherwise keep the evidence from being sealed.
            over.enter_context(undisturbed())
        return end(orders, course, stopped, cleanup.named(left_by(orders)))


def _stopped(session: Session, course: Course, beginning: Beginning, partitions: Partitions) -> str:
    """Go from preflight to tidying up, and return why it stopped; the header is written whatever happens."""
    try:
        beginning.begin(session, partitions.handshakes)
        partitions.gather(session)
        partitions.last_look(session)
        partitions.tidy(session)
        return f"fault: {course.faults[0]}" if course.faults else "finished"
    except StopRun as stop:
        return stop.reason
    except StoppedBy as stop:
        return stop.why
    except KeyboardInterrupt:
        return "interrupted"
    except CredentialLacking:
        return "preflight: credentials no-token"
    except CannotRun:
        if not session.journal.is_open:
            raise
        course.fault("run")
        return "fault: CannotRun"
    except Exception:
        return f"fault: {course.fault('run')}"
    finally:
        beginning.open_all_the_same(session)


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
