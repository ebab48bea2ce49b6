"""Refuses what breaks the contract before anything is done with it, whatever a script forgot to ask."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from harness.contract import Contract, Match, Operation, Problem
from harness.evidence import PRODUCT, Exchange, ExchangeId, Request, Silence, Times
from harness.partner.call import Call, Reply, Step
from harness.partner.problem import Wrong, problem
from harness.reading import Reading
from harness.reading.check import check_request
from harness.reading.fields import Fields

MOST_NAMED: Final = 20
_ID: Final = ExchangeId("guard", 0)
_UNANSWERED: Final = Silence(why="interrupted")
_NEVER: Final = Times(anchor=0)


def guard(operation: Operation, contract: Contract) -> Step:
    """Return the step that stands before whatever an operation does: it lets valid calls through (house law 5).

    What may be wrong and cannot be known is let through. A credential is asked for where the contract needs one and no
    act has found out who calls; whether it is genuine is for `authenticate` to say.
    """
    guarded = bool(operation.security) and all(operation.security)

    def step(call: Call) -> Reply | None:
        if guarded and "identity" not in call.scope:
            return problem(401, "The operation asks for a credential.", headers=(("WWW-Authenticate", "Bearer"),))
        return refusal(check_request(operation, read(call, operation, contract)).problems)

    return step


def guarded(asked: Step, check: Step, done: Step) -> Step:
    """Return steps as one: what is asked, then the check, then what is done; a good answer never goes unchecked."""

    def step(call: Call) -> Reply | None:
        reply = asked(call)
        if reply is not None:
            return reply if reply.status >= 400 else check(call) or reply
        return check(call) or done(call)

    return step


def read(call: Call, operation: Operation, contract: Contract) -> Reading:
    """Return a call as the judge would read it."""
    target = f"{call.target}?{call.query}" if call.query else call.target
    request = Request(method=call.method, target=target, head=b"", body=call.body)
    exchange = Exchange(
        id=_ID, from_party=PRODUCT, to_party="partner", request=request, reply=_UNANSWERED, times=_NEVER
    )
    x = Reading(exchange, contract)
    x.match = Match(operation=operation, path_params=call.path)
    x.request_headers = _fields(tuple(call.headers.items()))
    if "body" in call.scope["request"]:
        x.request_json = call.scope["request"]["body"]
    return x


@lru_cache(maxsize=256)
def _fields(fields: tuple[tuple[str, str], ...]) -> Fields:
    """Return header fields as the judge reads them; most calls of a product have the same."""
    lines = ["", *(f"{name}: {text}" for name, text in fields)]
    return Fields("\r\n".join(lines).encode("utf-8", "surrogateescape"))


def refusal(problems: tuple[Problem, ...]) -> Reply | None:
    """Return the answer to a request with these problems, by the first; None where there are none."""
    if not problems:
        return None
    errors = [Wrong(said(p), pointer=p.pointer) for p in problems[:MOST_NAMED] if p.part == "body"]
    names = ", ".join(f"{p.part} {p.name}" for p in problems[:MOST_NAMED] if p.name)
    detail = f"The call breaks the description of the operation{': ' if names else ''}{names}."
    return problem(_status(problems[0]), detail, errors=errors)


def said(problem: Problem) -> str:
    """Return what is wrong, in codes of ours and names of the contract."""
    return "is required" if problem.code == "required" else f"{problem.part}: breaks {problem.code}"


def _status(problem: Problem) -> int:
    if problem.part == "media_type":
        return 415
    return 422 if problem.part == "body" and problem.code not in ("not_json", "missing") else 400
