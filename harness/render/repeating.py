"""Writes the lines of a shell that repeat a finding: first those that make anew what its request names."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Final

from harness.evidence import Exchange, ExchangeId, RunContext
from harness.leading import LOCATION, Made, Place, names_given, names_used
from harness.render.curl import BODY, curl
from harness.verdict import Cause, Verdict

WHY: Final = (
    "What the run made may have been removed since: the lines in front make it anew, and keep its identifier in a "
    "variable of the shell."
)
IN_ORDER: Final = "The last line shows it; those in front came before it in the run, and it is held against them."
NEEDS_JQ: Final = "They need the program jq."
IN_A_FILE: Final = (
    f"The content is too long for a line, and is read from {BODY}: `hallmark report RUN --format pytest` writes tests "
    "that have it in them."
)
_JQ: Final = "| jq -r "
# The end of the path in the field Location.
_LOCATED: Final = "| tr -d '\\r' | sed -n '/^[Ll]ocation:/{s/?.*//;s|/*$||;s|.*/||p;}'"
_MAKES: Final = re.compile(r"ID\d*=\$\(")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Repeating:
    """Knows what made the things of one run."""

    def __init__(self, exchanges: Mapping[ExchangeId, Exchange], context: RunContext) -> None:
        """Read the exchanges that a report shows."""
        self._exchanges, self._context = exchanges, context
        self._made = Made(exchanges[i] for i in sorted(exchanges))

    def before(self, exchange: Exchange, beside: tuple[ExchangeId, ...] = ()) -> tuple[Exchange, ...]:
        """Return what is sent before: what the case rests on, and what made the things that all of them name."""
        kept = self._exchanges
        earlier = [kept[i] for i in beside if i.partition == exchange.id.partition and i < exchange.id and i in kept]
        found: dict[ExchangeId, Exchange] = {}
        for one in (*earlier, exchange):
            found |= {x.id: x for x in self._made.leading(one)}
        found |= {x.id: x for x in earlier}
        return tuple(sorted(found.values(), key=lambda x: (x.id.partition == exchange.id.partition, x.id)))

    def lines(self, exchange: Exchange, beside: tuple[ExchangeId, ...] = ()) -> tuple[str, ...]:
        """Return one line of a POSIX shell for each request, the last for `exchange`; none where we sent none."""
        context = self._context
        if not curl(exchange, context):
            return ()
        known: dict[str, str] = {}
        found = []
        steps = self.before(exchange, beside)
        for number, step in enumerate(steps):
            later = {name for x in (*steps[number + 1 :], exchange) for name in names_used(x)} - known.keys()
            given: tuple[str, Place] | None = next(((n, p) for n, p in names_given(step).items() if n in later), None)
            if given is None or not curl(step, context):
                found.append(curl(step, context, known))
                continue
            variable = f"ID{len(known) + 1}" if known else "ID"
            found.append(f"{variable}=$({_answer(step, given[1], context, known)})")
            known[given[0]] = variable
        return (*filter(None, found), curl(exchange, context, known))


def _answer(step: Exchange, place: Place, context: RunContext, known: dict[str, str]) -> str:
    """Return the command that sends a request and writes what stands at `place` of the answer."""
    if place == LOCATION:
        return f"{curl(step, context, known, '-s -i')} {_LOCATED}"
    path = "".join(f".{key}" if _PLAIN_KEY.fullmatch(str(key)) else f"[{json.dumps(key)}]" for key in place)
    return f"{curl(step, context, known, '-s')} {_JQ}{shlex.quote(path if path.startswith('.') else f'.{path}')}"


def hint(lines: tuple[str, ...]) -> str:
    """Return what must be known before the lines are run: of those in front of the last, and of content in a file."""
    makes = any(_MAKES.match(line) for line in lines[:-1])
    why = [WHY if makes else IN_ORDER] if len(lines) > 1 else []
    why += [NEEDS_JQ] if any(_JQ in line for line in lines[:-1]) else []
    why += [IN_A_FILE] if any(f"@{BODY}" in line for line in lines) else []
    return " ".join(why)


def commented(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines behind what must be known before they are run, as a comment of the shell."""
    return (*(f"# {why}" for why in [hint(lines)] if why), *lines)


def beside_of(cause: Cause, verdict: Verdict) -> tuple[ExchangeId, ...]:
    """Return what the example of a root cause is held against."""
    violations = (v for f in verdict.findings if f.requirement in cause.requirements for v in f.violations)
    return next((v.beside for v in violations if v.cause == cause.id and v.minimal == cause.example), ())
