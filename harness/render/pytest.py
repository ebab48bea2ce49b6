"""Renders findings as a file of tests for pytest: each repeats the smallest request and holds the reply to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from harness.content import root
from harness.evidence import PRODUCT, TOKEN_SERVER, WITHOUT_TLS, Exchange, Response
from harness.profile import Requirement
from harness.reading.addressed import prefix_of
from harness.render.asserted import CannotAssert
from harness.render.asserting import assertions
from harness.render.curl import origin_of, taken_out
from harness.render.inert import one_line
from harness.render.repeating import Repeating
from harness.render.report import Part, Report
from harness.render.resending import BASES, CannotResend, Sent, sent
from harness.verdict import Violation

MOST: Final = 500
"""Tests in one file; further findings are named at its head."""
LONGEST: Final = 300
"""Characters of one comment."""
ACCEPTED: Final = 202
"""What is made may not be there yet (RFC 9110 section 15.3.3)."""
TIMEOUT: Final = 30
"""Seconds that a reply is waited for."""
ADDRESSES: Final = {PRODUCT: "HALLMARK_BASE_URL", WITHOUT_TLS: "HALLMARK_PLAIN_URL", TOKEN_SERVER: "HALLMARK_TOKEN_URL"}
"""Environment variables that say where to, by the party that is asked."""
HEAD: Final = '''"""Repeats what Hallmark found: each test sends the smallest request of one, and fails while it is so.

Run it with `pytest FILE`; it needs the package requests. It sends to the address that the evidence names, or to
HALLMARK_BASE_URL where that is set, and leaves there what the requests create. Credentials are taken from the
environment variables that are named in front of each test; a client certificate (PEM, with its key) from the file
that HALLMARK_CLIENT_CERT names, and authorities to trust from REQUESTS_CA_BUNDLE.
"""
'''
IMPORTS: Final = """import base64
import json
import os
import re
import unicodedata
import zlib
from datetime import datetime
from urllib.parse import quote, unquote

import pytest
import requests

"""


class _Test(msgspec.Struct, frozen=True, kw_only=True):
    """One finding that can be repeated."""

    name: str
    comments: tuple[str, ...]
    steps: tuple[tuple[str, Sent], ...]
    """Earlier requests, each with the variable of its reply."""
    last: Sent
    asserts: tuple[str, ...]
    exchange: Exchange


class _Left(msgspec.Struct, frozen=True, kw_only=True):
    """One finding that is not in the file."""

    what: str
    why: str


def render(report: Report) -> bytes:
    """Return the file in UTF-8; without a finding it holds no test, which is no success to pytest either."""
    tests: list[_Test] = []
    left: list[_Left] = []
    repeating = Repeating(report.exchanges, report.context)
    for part in report.parts:
        for requirement, finding in part.rows():
            for violation in finding.violations:
                if len(tests) < MOST:
                    one = _test(requirement, violation, part, report, repeating)
                else:
                    one = _left(requirement, violation, f"the file holds {MOST} tests already")
                (tests if isinstance(one, _Test) else left).append(one)  # type: ignore[arg-type]
    helpers = (root("reports") / "templates" / "findings.py.txt").read_text(encoding="utf-8")
    lines = [HEAD, *_about(report, left), IMPORTS, *_addresses(report, tests), helpers, *_functions(tests)]
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _test(
    requirement: Requirement, violation: Violation, part: Part, report: Report, repeating: Repeating
) -> _Test | _Left:
    exchange = report.exchanges.get(violation.minimal)
    if exchange is None:
        held = violation.minimal in report.handshakes
        why = "it shows in a TLS handshake" if held else "it is about no request that is at hand"
        return _left(requirement, violation, why)
    prefix = prefix_of(part.subject.target)
    beside = [report.exchanges[i] for i in violation.beside if i in report.exchanges]
    try:
        steps: list[tuple[str, Sent]] = []
        before: list[tuple[str, Exchange]] = []
        sequence = repeating.before(exchange, violation.beside)
        if _answered(exchange) < 400 and any(_answered(x) == ACCEPTED for x in sequence):
            raise CannotResend("it asks for what is made in the background, and may not be there yet")
        for number, earlier in enumerate(sequence, 1):
            name = f"step_{number}"
            steps.append((name, sent(earlier, prefix, before)))
            before.append((name, earlier))
        last = sent(exchange, prefix, before)
        asserts = assertions(requirement, violation, exchange, beside, part)
    except (CannotResend, CannotAssert) as reason:
        return _left(requirement, violation, str(reason))
    return _Test(
        name=_name(requirement.id, violation.operation),
        comments=tuple(_comments(requirement, violation, part, exchange, (*(s for _, s in steps), last))),
        steps=tuple(steps),
        last=last,
        asserts=tuple(asserts),
        exchange=exchange,
    )


def _answered(exchange: Exchange) -> int:
    return exchange.reply.status if isinstance(exchange.reply, Response) else 0


def _left(requirement: Requirement, violation: Violation, why: str) -> _Left:
    return _Left(what=f"{requirement.id} {violation.operation or '-'} [{violation.minimal}]", why=why)


def _name(requirement: str, operation: str) -> str:
    parts = (re.sub(r"[^0-9A-Za-z]+", "_", one).strip("_") for one in (requirement, operation))
    return "test_" + "_".join(filter(None, parts))


def _comments(
    requirement: Requirement, violation: Violation, part: Part, exchange: Exchange, requests: tuple[Sent, ...]
) -> Iterator[str]:
    yield f"{requirement.id} ({requirement.level.value}): {' '.join(requirement.statement.split())}"
    yield f"Found: {part.sentence(violation.because)} [{violation.minimal}]"
    names = dict.fromkeys(name for one in requests for name in one.variables)
    yield from (f"It takes a credential from {name}." for name in names)
    if taken_out(exchange):
        yield "Asterisks stand for what was taken out of the evidence: put values of your own in their place."


def _about(report: Report, left: list[_Left]) -> Iterator[str]:
    product = report.context.product
    yield _comment(f"{product.name} {product.version} by {product.supplier}: {report.decision.value}")
    yield _comment(f"run {report.context.run}; judge it again: hallmark judge {report.evidence}")
    if left:
        yield "#"
        yield "# Found as well, and not repeated here:"
        yield from (_comment(f"  {one.what}: {one.why}") for one in left)
    yield ""


def _comment(text: str) -> str:
    """Return one line that is a comment whatever it holds."""
    return f"# {one_line(text, LONGEST)}"


def _addresses(report: Report, tests: list[_Test]) -> Iterator[str]:
    """Yield a constant for each party that is asked; the product's whole base URL, of others the origin."""
    target = next((part.subject.target for part in report.parts), "")
    others = {one.exchange.to_party: origin_of(one.exchange, report.context) for one in tests}
    for party, origin in {**others, PRODUCT: target}.items():
        yield f"{BASES[party]} = os.environ.get({ADDRESSES[party]!r}, {origin!r})"
    yield f"TIMEOUT = {TIMEOUT}"
    yield ""


def _functions(tests: list[_Test]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for test in tests:
        seen[test.name] += 1
        name = test.name if seen[test.name] == 1 else f"{test.name}_{seen[test.name]}"
        yield ""
        yield from map(_comment, test.comments)
        yield f"def {name}():"
        yield from (f"    {variable} = done({one.code})" for variable, one in test.steps)
        yield f"    reply = {test.last.code}"
        yield from (f"    {statement}" for statement in test.asserts)
        yield ""
