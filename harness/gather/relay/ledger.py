"""Writes each call through the relay down twice: as it came, and as it went on; each before it goes any further."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from harness.archive import Journal
from harness.evidence import (
    OWN_ANSWER,
    RELAY,
    TOKEN_SERVER,
    Exchange,
    ExchangeId,
    Reply,
    Request,
    Response,
    Silence,
    Times,
)
from harness.gather.clock import Clock
from harness.gather.relay.undeclared import credentials_in, shows_another
from harness.gather.relay.upstream import Came
from harness.gather.transmission.letter import Partition
from harness.jsonbytes import NotJson, parse
from harness.redact import Redactor

PARTITION: Final = "relay"
OWN: Final = "own-agency"
"""The identity of a call with a credential: each product calls the other in its own name."""
ELSEWHERE: Final = "elsewhere"
"""What is said of a credential that stands in another field: of what worth it is nobody knows here."""
AGAIN: Final = frozenset({401, 429})
"""What a call is repeated after that decides nothing by itself."""
MOST_REMEMBERED: Final = 1_000
"""Secrets, tokens and refused calls of one relay: whoever makes up new ones may not fill our memory."""
SECRETS: Final = re.compile(rb"(?:^|&)(?:client_secret|password)=([^&]+)")
"""Parameters of a call for a token that are secrets (RFC 6749 sections 2.3.1 and 4.3.2)."""
_PENDING: Final = Silence(why="interrupted")


@dataclass(slots=True)
class Entry:
    """One call on its way: what it is as it came, and as it went on from the moment that it did."""

    came: Exchange
    partition: Partition
    went: Exchange | None = None
    wire: bytes = b""
    """Tells the call from others, so that a repeat is known."""


class Ledger:
    """What passed between the two products, in the order in which it came; may be used from several threads."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._redactor = Redactor({}, tokens=True)
        self._lock = threading.Lock()
        self._main = Partition(PARTITION, clock)
        self._tokens = Partition(f"token:{PARTITION}", clock)
        self._learned: set[bytes] = set()
        self._genuine: dict[bytes, None] = {}
        self._refused: dict[bytes, tuple[ExchangeId, int]] = {}
        self.counts: dict[str, int] = {}
        """Exchanges of each partition."""
        self.calls = 0
        self.last = clock.now()
        """When something was last said, or may be said again (Retry-After), by the clock."""

    def came(self, caller: str, request: Request) -> Entry:
        """Write a request down as it came. Raises EvidenceError where it cannot be: then it goes no further."""
        request = without_half_a_secret(request)
        with self._lock:
            partition = self._tokens if is_for_tokens(request) else self._main
            self._learn_from(request)
            self.calls += 1
            entry = Entry(self._exchange(partition, caller, RELAY, request), partition)
            self._sent(entry.came)
            return entry

    def goes(self, entry: Entry, called: str, request: Request) -> None:
        """Write the request down as it goes on. Raises EvidenceError as `came` does."""
        with self._lock:
            party = TOKEN_SERVER if entry.partition is self._tokens else called
            went = self._exchange(entry.partition, RELAY, party, request)
            entry.wire = sha256(b"\n".join((request.method.encode(), request.target.encode(), request.body))).digest()
            before = self._refused.pop(entry.wire, None)
            cause, attempt = (entry.came.id, 1) if before is None else (before[0], before[1] + 1)
            entry.went = msgspec.structs.replace(went, attempt=attempt, caused_by=cause)
            self._sent(entry.went)

    def answered(self, entry: Entry, came: Came, passed: Reply, fault: str = "", wait: int = 0) -> None:
        """Write the answer down as it came, and as it is about to go back. Raises EvidenceError as `came` does.

        `fault` is what is played on its way back, which keeps it for so many microseconds.
        """
        with self._lock:
            assert entry.went is not None
            went = self._timed(entry.went, came)
            if isinstance(came.reply, Response):
                self._learn_token(went, came.reply)
                if came.reply.status in AGAIN and len(self._refused) < MOST_REMEMBERED:
                    self._refused[entry.wire] = went.id, went.attempt
            self._got(went)
            back = self._timed(entry.came, msgspec_came(came, passed, wait))
            self._got(msgspec.structs.replace(back, fault=fault or None))

    def instead(self, entry: Entry, reply: Reply, fault: str) -> None:
        """Write down that a fault is played in place of passing a call on. Raises EvidenceError as `came` does."""
        with self._lock:
            now = self._clock.now()
            first = 0 if isinstance(reply, Silence) else now
            ended = self._timed(entry.came, Came(reply, entry.came.times.sent + entry.partition.zero, first, now))
            self._got(msgspec.structs.replace(ended, fault=fault))

    def own(self, entry: Entry, came: Came | None, reply: Reply, why: str) -> None:
        """Write down that the relay itself answers, or that nobody does, and what there was of the other product."""
        with self._lock:
            mark = OWN_ANSWER + why
            if entry.went is not None:
                met = came or Came(_PENDING, self._clock.now(), 0, self._clock.now())
                self._got(msgspec.structs.replace(self._timed(entry.went, met), fault=mark))
            now = self._clock.now()
            ended = self._timed(entry.came, Came(reply, entry.came.times.sent + entry.partition.zero, now, now))
            self._got(msgspec.structs.replace(ended, fault=mark))

    def _exchange(self, partition: Partition, from_: str, to: str, request: Request) -> Exchange:
        now = self._clock.now() - partition.zero
        return Exchange(
            id=partition.next_id(),
            from_party=from_,
            to_party=to,
            request=request,
            reply=_PENDING,
            times=Times(anchor=partition.anchor, queued=now, sent=now),
            identity=OWN if _credential(request) else "none",
        )

    def _timed(self, exchange: Exchange, came: Came) -> Exchange:
        zero = self._tokens.zero if exchange.id.partition == self._tokens.name else self._main.zero
        times = msgspec.structs.replace(
            exchange.times,
            sent=max(came.sent - zero, exchange.times.queued),
            first_byte=came.first_byte - zero if came.first_byte else 0,
            last_byte=came.last_byte - zero,
        )
        return msgspec.structs.replace(exchange, reply=came.reply, times=times)

    def _sent(self, exchange: Exchange) -> None:
        self.last = max(self.last, self._clock.now())
        self._journal.sent(self._fit(exchange))
        self.counts[exchange.id.partition] = exchange.id.ordinal + 1

    def _got(self, exchange: Exchange) -> None:
        self.last = max(self.last, self._clock.now())
        self._journal.got(self._fit(exchange))

    def _fit(self, exchange: Exchange) -> Exchange:
        """Return an exchange fit to be kept: credentials that nobody declared are taken out of it as well."""
        redactor = self._redactor
        answer = b"" if isinstance(exchange.reply, Silence) else exchange.reply.head
        own = _secrets_in(exchange.request)
        for secret in (*own, *credentials_in(exchange.request.head), *credentials_in(answer)):
            redactor = redactor.also("credential", secret)
        return redactor.redact(exchange, self._facts(exchange.request))

    def note(self, until: int) -> None:
        """Count nothing as quiet before a time of the clock: somebody was asked to wait until then."""
        self.last = max(self.last, until)

    def _facts(self, request: Request) -> dict[str, str]:
        """Say that a credential is genuine where the token was given out through the relay; else nothing is known.

        One that is not shown in Authorization is said to be there, so that the request is not taken for one without.
        """
        shown = _credential(request)
        if not shown:
            return {"credential": ELSEWHERE} if shows_another(request.head) else {}
        return {"credential": "genuine"} if _mark(shown.rpartition(b" ")[2]) in self._genuine else {}

    def _learn_from(self, request: Request) -> None:
        for secret in _secrets_in(request):
            if secret not in self._learned and len(self._learned) < MOST_REMEMBERED:
                self._learned.add(secret)
                self._redactor = self._redactor.also("client-secret", secret)

    def _learn_token(self, went: Exchange, reply: Response) -> None:
        value = parse(reply.body) if went.to_party == TOKEN_SERVER else None
        token = value.get("access_token") if isinstance(value, dict) else None
        if isinstance(token, str) and not isinstance(value, NotJson):
            self._genuine[_mark(token.encode())] = None
            if len(self._genuine) > MOST_REMEMBERED:  # of the oldest nothing is said any more
                del self._genuine[next(iter(self._genuine))]


def msgspec_came(came: Came, reply: Reply, wait: int) -> Came:
    """Return when an answer came, with the answer that goes back instead, so many microseconds later."""
    first = 0 if isinstance(reply, Silence) else came.first_byte + wait
    return Came(reply, came.sent, first, came.last_byte + wait)


def is_for_tokens(request: Request) -> bool:
    """Tell whether a request asks for a token (RFC 6749 section 4.4.2): it is no call of the interface."""
    return _is_form(request) and b"grant_type=" in request.body


def without_half_a_secret(request: Request) -> Request:
    """Return a request without its content where that is a form that broke off: half a secret cannot be looked for."""
    if request.broken_off is msgspec.UNSET or not (request.body and _is_form(request)):
        return request
    return msgspec.structs.replace(request, body=b"")


def _is_form(request: Request) -> bool:
    return b"application/x-www-form-urlencoded" in request.head.lower()


def _secrets_in(request: Request) -> tuple[bytes, ...]:
    """Return what a call for a token shows to be let in."""
    found = SECRETS.findall(request.body) if is_for_tokens(request) else []
    return tuple(each for secret in found for each in (secret, unquote_to_bytes(secret.replace(b"+", b" "))))


def _credential(request: Request) -> bytes:
    for line in request.head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"authorization":
            return value.strip()
    return b""


def _mark(secret: bytes) -> bytes:
    return sha256(secret).digest()
