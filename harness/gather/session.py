"""Holds what lasts for a whole run, the wire, credentials, journal and doors, and sends for every bench."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Final, Protocol

import msgspec

from harness.evidence import WITHOUT_TLS, Exchange
from harness.gather.bench import Bench, Purpose, endless
from harness.gather.calling.prompting import prompt
from harness.gather.checks import Check, Preflight
from harness.gather.doors import Doors
from harness.gather.identity.certificates import WITHOUT, client_of, clients_of, elsewhere, identities_of
from harness.gather.identity.declared import secrets_of
from harness.gather.identity.personal import personal_in
from harness.gather.identity.tokens import Source
from harness.gather.inputs import Inputs
from harness.gather.means import OWN, Means, means_of
from harness.gather.memory.history import History
from harness.gather.memory.knowledge import Knowledge
from harness.gather.memory.latejournal import LateJournal
from harness.gather.memory.made_up import MadeUp
from harness.gather.message import Message
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim
from harness.gather.probing.transport import plain_twin
from harness.gather.restraint.heartbeat import Heartbeat
from harness.gather.restraint.limits import Allowance
from harness.gather.restraint.patience import patiently
from harness.gather.restraint.secondlook import INTENT, SecondLook
from harness.gather.signin.credentials import Credentials
from harness.gather.strand import Strand
from harness.gather.transmission.letter import Leave
from harness.gather.wire import Wire
from harness.redact import Redactor

AGAIN: Final = Purpose(identity=OWN, intent=INTENT)


class Deputy(Leave, Protocol):
    """What stands for the run in a worker process."""

    def source(self, identity: str) -> Source:
        """Return where the tokens of an identity come from."""

    def heard(self) -> None:
        """Count an exchange."""


class Session:
    """Opens everything when it is entered, and closes it in reverse; also the sender of every bench."""

    def __init__(self, orders: Orders, history: History, deputy: Deputy | None = None) -> None:
        """Nothing is opened yet; `history` names the partitions that are taken.

        In a worker process `deputy` stands for the run: it grants requests, has the tokens, and hears the calls.
        """
        self._deputy = deputy
        self._orders = orders
        self._history = history
        self._planned = sum(orders.plan.planned.values())
        self._sent = self._took = 0
        self._stack = ExitStack()
        self.journal = LateJournal(self._heard)
        self.made_up = MadeUp()
        self._second_look = SecondLook()
        self.means: Means = means_of(orders.declaration)
        self._client = client_of(OWN, identities_of(orders.declaration.target))
        self._twin = plain_twin(orders.declaration.target.base, orders.declaration.target.plain_url)

    def __enter__(self) -> Session:
        declaration, target = self._orders.declaration, self._orders.declaration.target
        with ExitStack() as stack:
            stack.callback(self.journal.close)
            heartbeat = stack.enter_context(Heartbeat(self._orders.clock.now))
            personal = personal_in([aim.contract for aim in self._orders.plan.aims], target.base)
            redactor = Redactor(secrets_of(target), personal, self.made_up)
            self._doors = Doors(self._orders, self._strand, self.journal, redactor, self.tell)
            self.wire = stack.enter_context(
                Wire(
                    target.base,
                    journal=self.journal,
                    redactor=redactor,
                    clock=self._orders.clock,
                    limits=declaration.limits,
                    bounds=self._orders.bounds,
                    proxy=target.proxy,
                    tls=target.tls,
                    clients=clients_of(target),
                    also=(*elsewhere(target), *filter(None, (self._twin,))),
                    heartbeat=heartbeat,
                    asks_again=True,
                    run=self._orders.run,
                    allowance=self._deputy,
                )
            )
            headers = {name: str(value) for name, value in target.headers.items()}
            self.credentials = Credentials(
                identities_of(target),
                self.wire,
                partition=self._strand,
                headers=headers,
                shared=bool(target.tls.client_cert),
                sources=self._deputy.source if self._deputy is not None else None,
                issuer=self._doors.authority(stack) if self._deputy is None else None,
            )
            listens = self.means.inbound and self._deputy is None
            self._inbound = stack.enter_context(self._doors.listener()) if listens else None
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def pace(self) -> int:
        """Return how long an exchange took so far, microseconds."""
        return self._took // max(self._sent, 1)

    @property
    def last(self) -> Mapping[str, int]:
        """Return the highest ordinal of each partition that there was before."""
        return self._history.last

    @property
    def prefix(self) -> str:
        """Return the path of the base URL."""
        return self.wire.prefix

    @property
    def public_url(self) -> str:
        """Return where the product can call us; empty when it cannot."""
        return self._inbound.url if self._inbound is not None else ""

    def look(self) -> Check | None:
        """Tell whether the declared public address leads to us; None where nothing listens or none is declared."""
        return self._inbound.look(self._orders.random(16).hex()) if self._inbound is not None else None

    def bench(self, partition: str, aim: Aim, knowledge: Knowledge | None = None) -> Bench:
        """Return the tools for one partition, which begins now, with what is known of the product."""
        strand = self._strand(partition)
        address, calls = self._inbound.address(strand) if self._inbound is not None else (None, None)
        inputs = Inputs(
            run=self._orders.run,
            seed=self._orders.plan.seed,
            partition=partition,
            fixtures=self._orders.declaration.fixtures,
            now=self._orders.clock.wall,
            public_url=address,
            knowledge=knowledge,
        )
        return Bench(
            sender=self,
            strand=strand,
            contract=aim.contract,
            base=self._orders.declaration.target.base,
            inputs=inputs,
            clock=self._orders.clock,
            means=self.means,
            calls=calls,
            act=lambda name: self._act(aim, name),
            patience=self._orders.declaration.limits.stimulus_seconds,
            left=self._left,
            within=self.wire.within,
        )

    def _left(self) -> float:
        """Return how many seconds the run may still last; a worker makes no product act. Raises StopRun."""
        return self._allowance.left() if self._allowance is not None else endless()

    @property
    def _allowance(self) -> Allowance | None:
        """What the run may still do; None in a worker, which asks for it."""
        return self.wire.allowance if isinstance(self.wire.allowance, Allowance) else None

    def _act(self, aim: Aim, name: str) -> None:
        """Make the product act. Raises NotBroughtAbout and StopRun."""
        prompt(self._orders, aim, name, url=self.public_url, ca=self._doors.ca, tell=self.tell, time=self._allowance)

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Sign and send; see Credentials.send."""
        self.made_up.learn(message.body)
        exchange = self._send(strand, message, purpose)
        if self.wire.doubt:
            self._look_again(strand)
        else:
            self._second_look.heed(message, exchange)
        return exchange

    @property
    def quiet(self) -> bool:
        """Whether the last request to the product got no answer."""
        return self.wire.quiet

    def last_look(self, partition: str) -> None:
        """Ask again what was answered before, to tell a product that has gone. Raises StopRun if it has."""
        strand = self._strand(partition)
        self._second_look.last(lambda known: self._send(strand, known, AGAIN))

    def _look_again(self, strand: Strand) -> None:
        """Stop the run, unless the product still answers what it answered before."""
        doubt = self.wire.doubt
        if not self._second_look.answers(lambda known: self._send(strand, known, AGAIN)):
            self.wire.stopped = self.wire.stopped or doubt
        self.wire.doubt = ""

    def _send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:

        def once(before: Exchange | None) -> Exchange:
            return self.credentials.send(
                strand,
                message.method,
                self.wire.under(message.target),
                message.headers,
                message.body,
                identity=purpose.identity,
                probe=strand.name,
                intent=purpose.intent,
                attempt=purpose.attempt if before is None else before.attempt + 1,
                caused_by=purpose.caused_by if before is None else before.id,
            )

        return patiently(once, self._orders.clock.sleep)

    def shake(self, strand: Strand, version: str, *, bare: bool = False) -> None:
        """Make one handshake, with our own certificate if there is one, or without it; see Wire.shake."""
        if bare and not (self._client or self._orders.declaration.target.tls.client_cert):
            return
        self.wire.shake(strand, version=version, client=WITHOUT if bare else self._client)
        self._sent += 1

    def plain(self, strand: Strand, message: Message) -> None:
        """Send without TLS and without a credential where the product's address says https; otherwise do nothing."""
        if self._twin:
            self.wire.send(
                strand,
                message.method,
                self._twin + self.wire.under(message.target),
                message.headers,
                message.body,
                identity="none",
                probe=strand.name,
                intent="without TLS",
                to_party=WITHOUT_TLS,
            )

    def tell(self, event: Event) -> None:
        """Tell who watches, with the count so far."""
        self._orders.progress(msgspec.structs.replace(event, sent=self._sent, planned=self._planned))

    def _strand(self, name: str) -> Strand:
        """Begin a partition; one that is there from before goes on counting where it ended."""
        return Strand(name, self._orders.clock, self._history.last.get(name, -1) + 1)

    def of_authority(self, reached: Preflight) -> Preflight:
        """Add whether the product found our own authority, where the run serves one."""
        return self._doors.of_authority(reached)

    def add(self, partition: str, count: int) -> None:
        """Count exchanges of a worker's."""
        self._sent += count
        self.tell(Event(kind="exchange", partition=partition))

    def _heard(self, exchange: Exchange) -> None:
        self._took += exchange.times.last_byte - exchange.times.queued
        if self._deputy is not None:
            self._deputy.heard()
        else:
            self.add(exchange.id.partition, 1)
