"""Writes in Python what a requirement asks of the reply to a repeated request, as far as its finding tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from harness.evidence import Exchange
from harness.profile import Requirement, RuleCall
from harness.render.asserted import CannotAssert, Case, contract_of, same_status, status_is
from harness.render.asserted_places import not_alike, pointed, schema, time, written
from harness.render.curl import fields
from harness.render.prose import refined
from harness.render.report import Part
from harness.rules.security.leak import SIGNATURES
from harness.verdict import Violation

SUCCESS: Final = ("2XX",)
REFUSED: Final = ("4XX",)
STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "refused-right-request": SUCCESS,
    "current-write-refused": SUCCESS,
    "repeat-refused": SUCCESS,
    "listed-not-found": SUCCESS,
    "link-broken": SUCCESS,
    "head-refused": SUCCESS,
    "twin-broken": SUCCESS,
    "accepted-wrong-request": REFUSED,
    "not-a-refusal": REFUSED,
    "not-negotiated": REFUSED,
    "accepted-off-earth": REFUSED,
    "inward-callback": REFUSED,
    "method-not-refused": ("405",),
    "scope-not-asked": ("401", "403", "404"),
    "seen-by-a-stranger": ("401", "403", "404"),
    "credential-accepted": ("401", "403"),
    "used-after-removal": ("404", "410"),
    "key-reused": ("400", "409", "422"),
    "reuse-accepted": ("409", "422"),
    "stale-write-accepted": ("409", "412"),
    "unconditional-write-accepted": ("400", "412", "428"),
    "server-error": ("1XX", "2XX", "3XX", "4XX"),
    "repeat-broke": ("1XX", "2XX", "3XX", "4XX"),
    "never-answered": ("default",),
}
"""Which statuses a reply may have, where the reason is about its status."""
OF_RULE: Final = frozenset({"not-a-refusal", "accepted-wrong-request", "not-negotiated"})
"""Reasons for which the requirement itself may name the statuses that it asks for."""


def assertions(
    requirement: Requirement, violation: Violation, exchange: Exchange, beside: Sequence[Exchange], part: Part
) -> list[str]:
    """Return the statements that the variable `reply` is held against. Raises CannotAssert."""
    because = refined(violation.because, part.workflows)
    case = Case(
        requirement=requirement, violation=violation, because=because, exchange=exchange, beside=beside, part=part
    )
    if because.code in STATUSES:
        return [status_is(_statuses(case))]
    write = WRITERS.get(because.code)
    if write is None:
        raise CannotAssert("what is wrong does not show in the reply to one request")
    return write(case)


def _statuses(case: Case) -> tuple[str, ...]:
    rule = case.requirement.rule
    named = rule.with_.get("statuses") if isinstance(rule, RuleCall) and case.because.code in OF_RULE else None
    return tuple(str(one).upper() for one in named) if named else STATUSES[case.because.code]


def _undocumented(case: Case) -> list[str]:
    operation = contract_of(case).operation(case.violation.operation)
    if operation is None or not operation.replies:
        return [f"assert reply.status_code != {case.reply.status}"]
    return [status_is(tuple(operation.replies))]


def _step_status(case: Case) -> list[str]:
    wanted = re.findall(r"[0-9]{3}", str(case.param("wanted")))
    return [status_is(wanted)] if wanted else [f"assert reply.status_code != {case.reply.status}"]


def _header(case: Case) -> list[str]:
    name = str(case.param("header"))
    if case.param("rule") == "required":
        return [*same_status(case), f"assert reply.headers.get({name!r}, '').strip(), {f'{name} is missing'!r}"]
    wrong = next((v for n, v in fields(case.reply.head) if n.lower() == name.lower()), b"").decode("latin-1")
    return [*same_status(case), f"assert reply.headers.get({name!r}) != {wrong!r}, {f'{name} is still wrong'!r}"]


def _has(name: str, pattern: str = "") -> Callable[[Case], list[str]]:
    """Ask for a header field, or for something in it."""
    if not pattern:
        return lambda case: [f"assert reply.headers.get({name!r}, '').strip(), {f'{name} is missing'!r}"]
    return lambda case: [
        f"assert re.search({pattern!r}, reply.headers.get({name!r}, '').lower()), {f'{name} does not say so'!r}"
    ]


def _media_type(case: Case) -> list[str]:
    """Ask for any that the operation documents: whether the status is the fitting one is for others to tell."""
    operation = contract_of(case).operation(case.violation.operation)
    replies = operation.replies.values() if operation is not None else ()
    documented = dict.fromkeys(one.partition(";")[0].strip() for reply in replies for one in reply.media)
    if not documented or any("*" in one for one in documented):
        return [f"assert media_type(reply) != {case.param('got')!r}"]
    return [f"assert media_type(reply) in {list(documented)!r}, media_type(reply)"]


def _leak(case: Case) -> list[str]:
    signature, _ = SIGNATURES[str(case.param("what"))]
    return [f"assert not re.search({signature.pattern!r}, reply.content), reply.content[:500]"]


def _allow(case: Case) -> list[str]:
    missing = sorted(map(str, case.param("missing")))
    return [
        status_is(("405",)),
        "allowed = {one.strip().upper() for one in reply.headers.get('Allow', '').split(',')}",
        f"assert set({missing!r}) <= allowed, sorted(allowed)",
    ]


def _challenge(case: Case) -> list[str]:
    return [status_is(("401",)), *_has("WWW-Authenticate")(case)]


def _echoed(case: Case) -> list[str]:
    name = str(case.param("header"))
    given = next((v for n, v in fields(case.exchange.request.head) if n.lower() == name.lower()), b"")
    return [f"assert reply.headers.get({name!r}) == {given.decode('latin-1')!r}, {f'{name} did not come back'!r}"]


def _named(case: Case) -> list[str]:
    return [f"assert plain({str(case.param('member'))!r}) in plain(reply.text), reply.text[:500]"]


_JSON_TYPE: Final = "assert re.fullmatch(r'application/([^;]+\\+)?json', media_type(reply)), media_type(reply)"

WRITERS: Final[Mapping[str, Callable[[Case], list[str]]]] = {
    "undocumented-status": _undocumented,
    "step-status": _step_status,
    "schema": schema,
    "schema-not-json": lambda case: [*same_status(case), "content(reply)"],
    "not-strict-json": lambda case: [*same_status(case), "content(reply)"],
    "no-object": lambda case: [*same_status(case), "assert isinstance(content(reply), dict), reply.text[:300]"],
    "no-content": lambda case: [*same_status(case), "assert reply.content"],
    "media-type": _media_type,
    "charset": lambda case: ["assert (reply.encoding or 'utf-8').lower() == 'utf-8', reply.encoding"],
    "html-instead-of-api": lambda case: ["assert media_type(reply) != 'text/html', reply.text[:300]"],
    "not-a-problem": lambda case: ["assert media_type(reply) == 'application/problem+json', media_type(reply)"],
    "error-not-json": lambda case: [_JSON_TYPE],
    "problem-status": lambda case: ["assert content(reply)['status'] == reply.status_code, reply.text[:300]"],
    "header": _header,
    "date-unreadable": _header,
    "version-shown": lambda case: [
        f"assert not re.search(r'\\d\\.\\d', reply.headers.get({str(case.param('header'))!r}, ''))"
    ],
    "leak": _leak,
    "allow-incomplete": _allow,
    "no-challenge": _challenge,
    "no-hsts": _has("Strict-Transport-Security", r"max-age=\"?[1-9]"),
    "may-be-cached": _has("Cache-Control", "no-store|private"),
    "token-may-be-stored": _has("Cache-Control", "no-store"),
    "correlation-lost": _echoed,
    "field-not-named": _named,
    "lost": written,
    "changed": written,
    "refused-and-taken": not_alike,
    "left-out-and-kept": not_alike,
    "read-only-set": not_alike,
    "time": time,
    "identifier": pointed,
    "not-on-earth": pointed,
    "swapped": pointed,
}
"""What is asked of the reply, by the reason's code."""
