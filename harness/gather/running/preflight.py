"""Tries before the plan the way to the product: a wrong address, proxy, credential or clock is no fault of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from harness.contract.model import Operation
from harness.evidence import Exchange, Response, Silence
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.checks import Check, Preflight, Surroundings
from harness.gather.inputs import Unfillable
from harness.gather.means import OWN
from harness.gather.message import Message
from harness.gather.probing.examples import request
from harness.gather.running.measuring import round_trip_of, skew_of

SAMPLES: Final = 5
"""Connections that the round trip is the median of."""
TRIED: Final = 3
"""Operations that must all refuse a credential before it is called wrong."""
MOST_SKEW: Final = 60
"""Seconds between the clocks that are let pass."""
WRONG_SKEW: Final = 150
"""Seconds between the clocks beyond which times in messages are refused or taken for the clocks' sake: a profile that
lets messages lie 5 minutes ahead tries 2 and 10, and what it then finds would be blamed on the product."""
_HTML: Final = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)


def connect(bench: Bench, lacking: Callable[[], Mapping[str, str]], to_all: bool = False) -> Preflight:
    """Try the way to the product and the credentials by reading; sends nothing that changes anything. Raises StopRun.

    `lacking` fetches tokens, and returns the identities that cannot be had, with the reason. `to_all` says that the
    profile wants whoever shows no credential to be served: who shows none, and is not, has nothing to mend.
    """
    probes = _reads(bench)
    if not probes:
        return Preflight(checks=(Check(name="reachable", ok=True, code="nothing-to-read"),))
    sample = [bench.send(_closing(probes[0]), "preflight: reach", identity="none")]
    reached = _reached(sample[0], bench.base)
    if not reached.ok:
        return Preflight(checks=(reached,))
    more = range(SAMPLES - 1)
    sample += [bench.send(_closing(probes[0]), "preflight: round trip", identity="none") for _ in more]
    skew, round_trip = skew_of(sample), round_trip_of(sample)
    checks = [reached]
    missing = dict(lacking())
    if OWN in missing:
        checks += [_direct(sample), _no_credential(OWN, missing[OWN], blocks=True)]
    else:
        answers = [bench.send(probe, "preflight: credential") for probe in probes[:TRIED]]
        direct = _direct(answers, sample)
        # What something else answers says nothing of the credential: one problem is said once.
        none_shown = all(bench.read(answer).credential == "absent" for answer in answers)
        if direct.ok and not (to_all and none_shown):
            checks += [direct, _credentials(answers)]
        else:
            checks.append(direct)
        checks += _unserved(bench, answers) if direct.ok else []
    declared = bench.means.identities - {OWN}
    checks += [_no_credential(name, why, blocks=False) for name, why in sorted(missing.items()) if name in declared]
    checks.append(_clock(skew))
    checks.append(Check(name="round-trip", ok=True, code="measured", params={"microseconds": round_trip}))
    surroundings = Surroundings(round_trip=round_trip, skew=skew)
    return Preflight(checks=tuple(checks), surroundings=surroundings, lacking=missing)


def _reads(bench: Bench) -> list[Message]:
    """Return right requests that read, those without path parameters first."""
    found = []
    for operation in sorted(bench.contract.operations, key=lambda one: one.path.count("{")):
        if operation.method == "GET":
            message = message_of(bench, operation, {})
            if message is not None:
                found.append(message)
    return found


def message_of(bench: Bench, operation: Operation, outputs: Mapping[str, object]) -> Message | None:
    """Return a right request, as far as fixtures and outputs suffice; None where they do not."""
    try:
        return request(operation, parameters_of(operation, outputs, bench.inputs), bench.inputs)
    except Unfillable:
        return None


def _closing(message: Message) -> Message:
    """Ask for a connection of its own, so that its opening can be timed."""
    return message.with_header("Connection", "close")


def _reached(exchange: Exchange, base: str) -> Check:
    if not isinstance(exchange.reply, Silence):
        return Check(name="reachable", ok=True, params={"url": base})
    why = exchange.reply.why
    advice = {"tls": "check-tls", "name": "check-base-url", "refused": "check-base-url"}.get(why, "check-network")
    return Check(name="reachable", ok=False, code=why, params={"url": base}, advice=advice, blocks=True)


def _direct(sample: Sequence[Exchange], before: Sequence[Exchange] = ()) -> Check:
    """A page of something in between: a proxy that wants a password, a block page, a gateway without a backend.

    Or no reply at all that came whole, not `before` either: another protocol, or a connection that does not hold.
    """
    replies = [exchange.reply for exchange in sample if isinstance(exchange.reply, Response)]
    if not any(isinstance(exchange.reply, Response) for exchange in (*sample, *before)):
        why = next((exchange.reply.why for exchange in sample if not isinstance(exchange.reply, Response)), "")
        return Check(name="direct", ok=False, code="broken", params={"why": why}, advice="check-base-url", blocks=True)
    statuses = {reply.status for reply in replies}
    if 407 in statuses or 511 in statuses:
        return Check(name="direct", ok=False, code="proxy", advice="check-proxy", blocks=True)
    if replies and all(_HTML.match(reply.body) for reply in replies):
        params = {"status": replies[0].status}
        return Check(name="direct", ok=False, code="page", params=params, advice="check-base-url", blocks=True)
    if replies and statuses <= {502, 503, 504}:
        params = {"status": replies[0].status}
        return Check(name="direct", ok=False, code="gateway", params=params, advice="check-target", blocks=True)
    return Check(name="direct", ok=True)


def _unserved(bench: Bench, answers: Sequence[Exchange]) -> list[Check]:
    """Return why nothing can be tested where whatever is read without an identifier is answered 404: the address.

    One alone may have gone; that is for the judge.
    """
    plain = {o.path for o in bench.contract.operations if o.method == "GET" and "{" not in o.path}
    asked = [x for x in answers if getattr(bench.read(x).operation, "path", "") in plain]
    statuses = {x.reply.status if isinstance(x.reply, Response) else 0 for x in asked}
    return [nothing_served(bench)] if len(asked) > 1 and statuses == {404} else []


def nothing_served(bench: Bench) -> Check:
    """Say that it is the address at which nothing is."""
    params = {"url": bench.base}
    return Check(name="served", ok=False, code="unserved", params=params, advice="check-base-url", blocks=True)


def _no_credential(identity: str, why: str, *, blocks: bool) -> Check:
    name = "credentials" if identity == OWN else f"identity:{identity}"
    params = {"identity": identity, "why": why}
    return Check(name=name, ok=False, code="no-token", params=params, advice="check-credentials", blocks=blocks)


def _credentials(answers: Sequence[Exchange]) -> Check:
    statuses = [exchange.reply.status for exchange in answers if isinstance(exchange.reply, Response)]
    if statuses and all(status in (401, 403) for status in statuses):
        params = {"status": statuses[0], "identity": OWN, "tried": len(statuses)}
        return Check(
            name="credentials", ok=False, code="refused", params=params, advice="check-credentials", blocks=True
        )
    return Check(name="credentials", ok=True)


def _clock(skew: int) -> Check:
    seconds = round(skew / 1_000_000)
    if abs(seconds) > MOST_SKEW:
        params = {"seconds": seconds}
        blocks = abs(seconds) > WRONG_SKEW
        return Check(name="clock", ok=False, code="skew", params=params, advice="check-clock", blocks=blocks)
    return Check(name="clock", ok=True, params={"seconds": seconds})
