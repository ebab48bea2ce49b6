"""Sends every request that a run makes and keeps every exchange: the only sender."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from urllib.parse import urlsplit

import msgspec

from harness import __version__
from harness.declaration import Limits, Tls
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Exchange,
    ExchangeId,
    Handshake,
    Reply,
    Silence,
    Times,
)
from harness.gather.clock import Clock, SystemClock
from harness.gather.message import Field
from harness.gather.restraint.breaker import Breaker, may_be_own
from harness.gather.restraint.heartbeat import Heartbeat
from harness.gather.restraint.limits import Allowance, Bounds, StopRun, Undeclared, check_method
from harness.gather.restraint.quiet import Quiet
from harness.gather.transmission.compose import Via, compose
from harness.gather.transmission.dial import DialFailed, Dialler, Origin, Proxy
from harness.gather.transmission.http1 import Connection
from harness.gather.transmission.letter import USUAL, Journal, Leave, Letter, Manner, Partition, is_stale
from harness.gather.transmission.pool import Pool
from harness.gather.transmission.shaking import observed
from harness.redact import Redactor

AGENT = f"hallmark/{__version__}"

_INTERRUPTED = Silence(why="interrupted")
_NO_FACTS: Mapping[str, str] = {}
_NO_CLIENTS: Mapping[str, Tls] = {}


class Wire:
    """The only way from this program to the product.

    Connections are kept between exchanges. Redirects are evidence and are not followed. Only the origins of `base_url`
    and `also` are ever contacted. What happens on the way is evidence, never an exception; StopRun says that the run is
    over, NotSent that a request must not be sent at all. Several threads may send, each in partitions of its own.
    """

    def __init__(
        self,
        base_url: str,
        *,
        journal: Journal,
        redactor: Redactor,
        clock: Clock | None = None,
        limits: Limits | None = None,
        bounds: Bounds | None = None,
        proxy: str = "",
        tls: Tls | None = None,
        clients: Mapping[str, Tls] = _NO_CLIENTS,
        also: Iterable[str] = (),
        heartbeat: Heartbeat | None = None,
        agent: str = AGENT,
        run: str = "",
        asks_again: bool = False,
        allowance: Leave | None = None,
    ) -> None:
        """`also` holds further URLs whose origins may be contacted, such as token endpoints; `clients` certificates
        that are shown instead of that of `tls`, by their name (`Manner.client`); `asks_again` that the caller heeds
        `doubt`. `run` is said in every request. `allowance` grants each one; without it the limits do, from now on.

        Raises DeclarationError for a proxy or certificates that cannot be used.
        """
        self._lock = threading.Lock()
        self._journal = journal
        self._redactor = redactor
        self.clock = clock or SystemClock()
        self._limits = limits or Limits()
        self._bounds = bounds or Bounds.of(self._limits)
        self.base_url = base_url.rstrip("/")
        self._base = Origin.of(base_url)
        self._origins = {self._base, *map(Origin.of, also)}
        self._via_proxy = Proxy.of(proxy) if proxy else None
        if self._via_proxy and self._via_proxy.authorization:
            self.learn("proxy", self._via_proxy.authorization.removeprefix("Basic ").encode())
        self._diallers = {"": Dialler(self.clock.now, tls=tls, proxy=self._via_proxy)}
        for name, own in clients.items():
            self._diallers[name] = Dialler(
                self.clock.now, tls=own, proxy=self._via_proxy, where=f"certificate of {name}"
            )
        self._vias = {origin: self._via(origin, agent, run) for origin in self._origins}
        self._pool = Pool(self.clock.now)
        self.allowance: Leave = allowance or Allowance(self._limits, self.clock)
        self._breaker = Breaker(self._bounds.breaker)
        self._asks_again = asks_again
        self.doubt = ""
        """Why the run should stop unless the product still answers what it answered before; emptied by the caller."""
        self._quiet = Quiet()
        self._heartbeat = heartbeat
        self.prefix = urlsplit(base_url).path.rstrip("/")
        """Path of the base URL: what stands before every operation's path."""
        self.stopped = ""
        """Why nothing more is sent; the words of `Footer.stopped`."""
        self.trouble = ""
        """Why the last connection that failed did so, in words; for people, never for evidence."""

    def partition(self, name: str, start_ordinal: int = 0) -> Partition:
        """Return a partition whose clock starts now; a resumed run says where its ordinals go on."""
        return Partition(name, self.clock, start_ordinal)

    def send(
        self,
        partition: Partition,
        method: str,
        target: str,
        headers: Sequence[Field] = (),
        body: bytes = b"",
        *,
        identity: str = "own-agency",
        probe: str = "",
        intent: str = "",
        attempt: int = 1,
        caused_by: ExchangeId | None = None,
        facts: Mapping[str, str] = _NO_FACTS,
        to_party: str = PRODUCT,
        manner: Manner = USUAL,
    ) -> Exchange:
        """Send one request and return the exchange as it was, secrets and all; the journal gets it redacted.

        `target` is path and query as sent, the base URL's path included (see `under`), or an absolute URL of a declared
        origin. `facts` says what the credential is (see Redaction.facts). On a kept connection that turns out to be
        dead the request goes out once more, as the next attempt. Raises StopRun and NotSent.
        """
        if to_party == PRODUCT:
            check_method(self._limits, method)
        origin, path = self._destination(target)
        composed = compose(method, path, headers, body, self._vias[origin])
        letter = Letter(
            partition=partition,
            origin=origin,
            composed=composed,
            to_party=to_party,
            identity=identity,
            probe=probe,
            intent=intent,
            queued=self.clock.now() - partition.zero,
            facts=facts,
            manner=manner,
        )
        exchange = self._attempt(letter, attempt, caused_by, fresh=manner.fresh)
        if manner.again and is_stale(exchange):
            exchange = self._attempt(letter, attempt + 1, exchange.id, fresh=True)
        return exchange

    def shake(self, partition: Partition, *, version: str = "", client: str = "") -> Handshake:
        """Make one TLS handshake where the base URL leads, keep it, and return it; nothing is sent over it.

        `version` is the only one that is offered, and no certificate is looked at; without it the certificate is
        checked as for every connection. Raises StopRun.
        """
        self._admit()
        id, at = partition.next_id(), self.clock.wall()
        made = observed(id, self._diallers[client], self._base, version, at=at, timeout=self._bounds.connect_timeout)
        self._journal.keep(made)
        return made

    def url_of(self, target: str) -> str:
        """Return the absolute URL of a target."""
        return f"{self._base.scheme}://{self._base.authority}{target}" if target.startswith("/") else target

    def under(self, path: str) -> str:
        """Return the target of an operation's path."""
        return self.prefix + path

    @contextmanager
    def within(self, timeout: int) -> Iterator[None]:
        """Wait no longer than so many microseconds for each answer, for as long as the context lasts."""
        usual, short = self._bounds, min(timeout, self._bounds.timeout)
        self._bounds = msgspec.structs.replace(usual, timeout=short, idle_timeout=min(short, usual.idle_timeout))
        try:
            yield
        finally:
            self._bounds = usual

    def learn(self, name: str, secret: bytes) -> None:
        """Redact one more secret from now on, such as a token that was issued during the run."""
        with self._lock:
            self._redactor = self._redactor.also(name, secret)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pool.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _via(self, origin: Origin, agent: str, run: str) -> Via:
        if self._via_proxy is None or origin.scheme == "https":
            return Via(host=origin.authority, agent=agent, run=run)
        return Via(
            host=origin.authority,
            agent=agent,
            run=run,
            absolute=f"http://{origin.authority}",
            proxy_authorization=self._via_proxy.authorization,
        )

    def _destination(self, target: str) -> tuple[Origin, str]:
        if target.startswith("/") or target == "*":
            return self._base, target
        origin = Origin.of(target)
        if origin not in self._origins:
            raise Undeclared(
                f"{origin.scheme}://{origin.authority} is not declared; nothing was sent there",
                where="wire",
                hint="Only the hosts of base_url and token_url in hallmark.yaml are contacted.",
            )
        _, _, rest = target.partition("://")
        found = min((at for at in (rest.find(c) for c in "/?#") if at >= 0), default=len(rest))
        path = rest[found:].partition("#")[0]
        return origin, path if path.startswith("/") else f"/{path}"

    def _attempt(self, letter: Letter, attempt: int, caused_by: ExchangeId | None, *, fresh: bool) -> Exchange:
        self._admit()
        begun = self.clock.now()
        planned = Exchange(
            id=letter.partition.next_id(),
            from_party=HALLMARK,
            to_party=letter.to_party,
            request=letter.composed.request,
            reply=_INTERRUPTED,
            times=Times(anchor=letter.partition.anchor, queued=letter.queued, sent=begun - letter.partition.zero),
            identity=letter.identity,
            caused_by=caused_by,
            attempt=attempt,
            probe=letter.probe,
            intent=letter.intent,
        )
        redactor = self._redactor
        for secret in letter.manner.secrets:
            redactor = redactor.also("signature", secret)
        kept = redactor.redact(planned, letter.facts)
        self._journal.sent(kept)
        reply, times = self._carry(letter, planned.times, fresh=fresh)
        exchange = msgspec.structs.replace(planned, reply=reply, times=times)
        for secret in letter.manner.find(exchange) if letter.manner.find is not None else ():
            redactor = redactor.also("found", secret)
        self._journal.got(redactor.answered(kept, exchange))
        if letter.to_party == PRODUCT and letter.usual:
            self._watch(exchange)
        return exchange

    @property
    def quiet(self) -> bool:
        """Whether the last request to the product got no answer."""
        return self._quiet.lasts

    def _admit(self) -> None:
        if self.stopped:
            raise StopRun(self.stopped)
        if self._quiet.pause:
            self.clock.sleep(self._quiet.pause)
        try:
            self.allowance.take()
        except StopRun as stop:
            self.stopped = stop.reason
            raise

    def _watch(self, exchange: Exchange) -> None:
        with self._lock:
            self.stopped = self._quiet.watch(exchange) or self.stopped
            if exchange.identity != "own-agency":
                return
            said = self._breaker.watch(exchange)
            if said and self._asks_again and may_be_own(exchange.reply):
                self.doubt = said
            else:
                self.stopped = said or self.stopped

    def _carry(self, letter: Letter, planned: Times, *, fresh: bool) -> tuple[Reply, Times]:
        """Send and receive; returns what came and when."""
        begun = self.clock.now()
        connection = None if fresh else self._pool.take(letter.line)
        reused = connection is not None
        if connection is None:
            opened = self._open(letter.origin, letter.manner.client)
            if isinstance(opened, Silence):
                failed = self.clock.now()
                times = msgspec.structs.replace(planned, connect=failed - begun, lag=self._lag(begun, failed))
                return opened, times
            connection = opened
        connected = self.clock.now()
        try:
            got = connection.exchange(letter.composed.message, letter.composed.request.method, self._bounds)
        except BaseException:  # Ctrl-C: the exchange stays interrupted, the socket does not stay open
            connection.close()
            raise
        if got.reusable and not letter.composed.close:
            self._pool.give(letter.line, connection)
        else:
            connection.close()
        zero = letter.partition.zero
        times = Times(
            anchor=planned.anchor,
            queued=planned.queued,
            connect=0 if reused else connected - begun,
            sent=got.sent - zero,
            first_byte=got.first_byte - zero if got.first_byte else 0,
            last_byte=got.last_byte - zero,
            lag=self._lag(connected, got.last_byte),
        )
        return (Silence(why="stale") if reused and got.dropped else got.reply), times

    def _open(self, origin: Origin, client: str) -> Connection | Silence:
        try:
            return Connection(self._diallers[client].open(origin, self._bounds.connect_timeout), self.clock.now)
        except DialFailed as failed:
            self.trouble = failed.detail
            return Silence(why=failed.why)

    def _lag(self, start: int, end: int) -> int:
        return self._heartbeat.lag_between(start, end) if self._heartbeat else 0
