"""Makes a row of acts ready to be run in their order."""

from __future__ import annotations

from collections.abc import Iterable

from harness.errors import HallmarkError, MockError
from harness.partner.acts.base import Act
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step


def in_order(acts: Iterable[Act], bench: Bench) -> Step:
    """Compile acts into one step, which ends with the first answer; raises MockError that names the act."""
    steps = tuple(_ready(act, bench) for act in acts)
    if len(steps) == 1:
        return steps[0]

    def run(call: Call) -> Reply | None:
        for step in steps:
            reply = step(call)
            if reply is not None:
                return reply
        return None

    return run


def _ready(act: Act, bench: Bench) -> Step:
    try:
        step = act.ready(bench)
        if not act.when:
            return step
        holds = bench.condition(act.when)
    except MockError:
        raise
    except HallmarkError as error:
        raise MockError(error.message, where=act.id, hint=error.hint) from None
    except ValueError as error:
        raise MockError(str(error), where=act.id) from None
    return lambda call: step(call) if holds(call.scope) else None
