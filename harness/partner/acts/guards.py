"""Turns away calls by who makes them, what they would accept, and any condition on the request and the state."""

from __future__ import annotations

import math
from typing import Annotated, Literal
from urllib.parse import parse_qsl

import msgspec

from harness.expression import MISSING
from harness.partner.acts.accept import offers
from harness.partner.acts.base import Act, Refusal
from harness.partner.authority import CHECKS, Refused
from harness.partner.bench import Bench
from harness.partner.call import Call, Reply, Step
from harness.partner.instant import seconds_of
from harness.partner.problem import problem

Check = Literal["signature", "algorithm", "expiry", "not-before", "audience", "issuer", "binding"]


class Authenticate(Act, frozen=True, kw_only=True, tag="authenticate"):
    """Finds out who calls by the bearer token (RFC 6750); `$identity` is known from here on. 401 otherwise."""

    check: tuple[Check, ...] = CHECKS
    """What is checked of a token; anything left out is a hole."""
    trust_missing: str = ""
    """The client that a call without a token is taken for; empty: none."""
    trust_malformed: str = ""
    """The client that a token which cannot be read is taken for; empty: none."""
    trust_query: bool = False
    """Whether a token in the query is taken, as RFC 6750 section 2.3 has it and RFC 9700 section 4.3.2 forbids."""

    def ready(self, bench: Bench) -> Step:
        authority, check = bench.authority, frozenset(self.check)
        stand_ins = {"missing": self.trust_missing, "malformed": self.trust_malformed}
        for client in filter(None, stand_ins.values()):
            authority.identity(client)

        def step(call: Call) -> Reply | None:
            sent = call.headers.get("authorization")
            if self.trust_query and sent is None:
                sent = _bearer(call.query)
            found = authority.identify(sent, call.world.now(), check, call.certificate)
            if isinstance(found, Refused):
                stand_in = stand_ins.get(found.why)
                if not stand_in:
                    challenge = (("WWW-Authenticate", authority.challenge(found)),)
                    return problem(401, found.detail, headers=challenge)
                found = authority.identity(stand_in)
            call.scope["identity"] = found
            return None

        return step


def _bearer(query: str) -> str | None:
    tokens = [text for name, text in parse_qsl(query, errors="replace") if name == "access_token"]
    return f"Bearer {tokens[0]}" if tokens else None


class Allow(Act, frozen=True, kw_only=True, tag="allow"):
    """Asks for a scope of the token (RFC 6750 section 3.1); 403 otherwise."""

    scope: str

    def ready(self, bench: Bench) -> Step:
        challenge = bench.authority.challenge(Refused("insufficient_scope", ""), scope=self.scope)
        refusal = problem(403, f"The scope {self.scope} is needed.", headers=(("WWW-Authenticate", challenge),))

        def step(call: Call) -> Reply | None:
            return None if self.scope in call.scope["identity"]["scopes"] else refusal

        return step


class Negotiate(Act, frozen=True, kw_only=True, tag="negotiate"):
    """Refuses a call that would not accept what the operation gives (RFC 9110 section 12.5.1); 406."""

    offered: tuple[str, ...] = ("application/json",)

    def ready(self, bench: Bench) -> Step:
        refusal = problem(406, f"Only {', '.join(self.offered)} is offered.")

        def step(call: Call) -> Reply | None:
            accept = call.headers.get("accept")
            return None if accept is None or offers(accept, self.offered) else refusal

        return step


class Require(Act, frozen=True, kw_only=True, tag="require"):
    """Refuses unless a condition holds."""

    that: str
    else_: Refusal = msgspec.field(name="else")

    def ready(self, bench: Bench) -> Step:
        holds, refusal = bench.condition(self.that), self.else_.reply()
        return lambda call: None if holds(call.scope) else refusal


class IfMatch(Act, frozen=True, kw_only=True, tag="if-match"):
    """Refuses a change on a version that is not the current one (RFC 9110 section 13.1.1, strong comparison)."""

    etag: str
    """Template of the current entity tag, quotes included."""
    else_: Refusal = msgspec.field(name="else")

    def ready(self, bench: Bench) -> Step:
        current, refusal = bench.text(self.etag), self.else_.reply()

        def step(call: Call) -> Reply | None:
            sent = call.headers.get("if-match")
            if sent is None or sent.strip() == "*":
                return None
            return None if current(call.scope) in [tag.strip() for tag in sent.split(",")] else refusal

        return step


class IfNoneMatch(Act, frozen=True, kw_only=True, tag="if-none-match"):
    """Sends nothing where the caller has the current version: 304, or 412 for a change (RFC 9110 section 13.1.2)."""

    etag: str
    """Template of the current entity tag, quotes included."""

    def ready(self, bench: Bench) -> Step:
        current, refusal = bench.text(self.etag), problem(412, "The record is as the condition excludes it.")

        def step(call: Call) -> Reply | None:
            sent = call.headers.get("if-none-match")
            if sent is None:
                return None
            etag = current(call.scope)
            if sent.strip() != "*" and etag not in [tag.strip().removeprefix("W/") for tag in sent.split(",")]:
                return None
            return Reply(status=304, headers=(("ETag", etag),)) if call.method in ("GET", "HEAD") else refusal

        return step


class Rate(Act, frozen=True, kw_only=True, tag="rate"):
    """Refuses more than so many calls in a while, and says when to come again (RFC 6585 section 4); 429."""

    key: str
    """Template of what is counted by."""
    most: Annotated[int, msgspec.Meta(ge=1)]
    seconds: Annotated[float, msgspec.Meta(gt=0)]
    detail: str

    def ready(self, bench: Bench) -> Step:
        key = bench.text(self.key)

        def step(call: Call) -> Reply | None:
            name = f"{call.operation} {key(call.scope)}"
            wait = call.world.store.wait_for(name, call.world.now(), self.most, self.seconds)
            return problem(429, self.detail, headers=(("Retry-After", str(math.ceil(wait))),)) if wait else None

        return step


class NotAhead(Act, frozen=True, kw_only=True, tag="not-ahead"):
    """Refuses times that lie too far in the future."""

    of: tuple[str, ...]
    """Expressions of times; those that are absent are passed over."""
    seconds: float
    else_: Refusal = msgspec.field(name="else")

    def ready(self, bench: Bench) -> Step:
        times, refusal = [bench.value(text) for text in self.of], self.else_.reply()

        def step(call: Call) -> Reply | None:
            latest = call.world.now() + self.seconds
            found = (time(call.scope) for time in times)
            seconds = (seconds_of(value) for value in found if value is not MISSING)
            return refusal if any(second is not None and second > latest for second in seconds) else None

        return step
