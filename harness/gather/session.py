"""Holds what lasts for a whole run: the wire, credentials, journal, listener, and what this run has made up."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from harness.declaration import PartnerTls
from harness.evidence import WITHOUT_TLS, Exchange, ExchangeId
from harness.gather.bench import Bench, endless
from harness.gather.identity.certificates import WITHOUT, client_of, clients_of, elsewhere, identities_of
from harness.gather.identity.credentials import Credentials
from harness.gather.identity.declared import secrets_of
from harness.gather.identity.personal import personal_places
from harness.gather.means import OWN, Means, means_of
from harness.gather.memory.history import History
from harness.gather.memory.knowledge import Knowledge
from harness.gather.memory.latejournal import LateJournal
from harness.gather.memory.made_up import MadeUp
from harness.gather.message import Message
from harness.gather.orders import Event, Orders
from harness.gather.plan import Aim
from harness.gather.preflight import Check, Preflight, of_authority
from harness.gather.probing.inputs import Inputs
from harness.gather.probing.transport import plain_twin
from harness.gather.probing.weights import silent
from harness.gather.restraint.heartbeat import Heartbeat
from harness.gather.restraint.limits import Allowance, StopRun
from harness.gather.restraint.patience import patiently
from harness.gather.restraint.secondlook import INTENT, SecondLook, answered
from harness.gather.strand import Strand
from harness.gather.wire import Wire
from harness.gather.workers.office import Office
from harness.loopback import is_loopback
from harness.redact import Redactor
from harness.resources.hosts import inward

if TYPE_CHECKING:
    from harness.gather.calling.inbound import Inbound
    from harness.gather.identity.issuing import Issuer
    from harness.partner.recording import Taken

AUTHORITY: Final = "authority"
"""The partition of calls to our own authority, below `token:`."""
LAST_LOOKS: Final = 2
"""How often what was answered before is asked again at the end of a run whose last request got no answer."""


class Session:
    """Opens everything when it is entered, and closes it in reverse; also the sender of every bench."""

    def __init__(self, orders: Orders, history: History, office: Office | None = None) -> None:
        """Nothing is opened yet; `history` names the partitions that are taken.

        In a worker process `office` stands for the run: it grants requests, has the tokens, and hears the calls.
        """
        self._office = office
        self._orders = orders
        self._history = history
        self._planned = sum(orders.plan.planned.values())
        self._sent = self._took = 0
        self._stack = ExitStack()
        self.journal = LateJournal(self._heard)
        self.made_up = MadeUp()
        self._asked = False
        """Whether the product asked anything of our own authority."""
        self.ca = ""
        """Path of the authority of our listener's certificate; empty: everybody trusts it, or there is no TLS."""
        self._second_look = SecondLook()
        self.means: Means = means_of(orders.declaration)
        self._client = client_of(OWN, identities_of(orders.declaration.target))
        self._twin = plain_twin(orders.declaration.target.base, orders.declaration.target.plain_url)

    def __enter__(self) -> Session:
        declaration, target = self._orders.declaration, self._orders.declaration.target
        with ExitStack() as stack:
            stack.callback(self.journal.close)
            heartbeat = stack.enter_context(Heartbeat(self._orders.clock.now))
            self._redactor = Redactor(secrets_of(target), self._personal(), self.made_up)
            self.wire = stack.enter_context(
                Wire(
                    target.base,
                    journal=self.journal,
                    redactor=self._redactor,
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
                    allowance=self._office,
                )
            )
            headers = {name: str(value) for name, value in target.headers.items()}
            self.credentials = Credentials(
                identities_of(target),
                self.wire,
                partition=self._strand,
                headers=headers,
                shared=bool(target.tls.client_cert),
                sources=self._office.source if self._office is not None else None,
                issuer=self._authority(stack),
            )
            listens = self.means.inbound and self._office is None
            self._inbound = stack.enter_context(self._listener()) if listens else None
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
        allowance = self.wire.allowance
        return allowance.left() if isinstance(allowance, Allowance) else endless()

    def send(
        self,
        strand: Strand,
        message: Message,
        *,
        identity: str,
        intent: str,
        attempt: int = 1,
        caused_by: ExchangeId | None = None,
    ) -> Exchange:
        """Sign as `identity` and send; see Credentials.send."""
        self.made_up.learn(message.body)
        exchange = self._send(strand, message, identity, intent, attempt, caused_by)
        if self.wire.doubt:
            self._look_again(strand)
        else:
            self._second_look.heed(message, exchange)
        return exchange

    def _schedules(self, aim: Aim) -> str:
        """Return by which declared schedules the product is waited for, in words."""
        steps = (step for workflow in aim.workflows.values() for step in workflow.steps)
        names = dict.fromkeys(s.schedule for step in steps if (s := step.stimulus) is not None and s.schedule)
        fixtures = self._orders.declaration.fixtures
        return "".join(f"; declared {name}: {fixtures[name]}" for name in names if name in fixtures)

    def _act(self, aim: Aim, name: str) -> None:
        """Make the product act. Raises NotBroughtAbout."""
        from harness.gather.calling.person import timely
        from harness.gather.calling.stimuli import Brief, bring_about

        orders = self._orders
        brief = Brief(
            stimulus=name,
            instruction=aim.profile.stimuli[name].instruction,
            partner_url=self.public_url,
            token_url="",
            client_id="",
            client_secret="",
            ca=self.ca,
            fixtures=orders.declaration.fixtures,
        )
        self.tell(Event(kind="waiting", text=f"{name}{self._schedules(aim)}"))
        allowance = self.wire.allowance
        ask = timely(orders.ask, allowance) if isinstance(allowance, Allowance) else None
        bring_about(brief, orders.declaration.stimuli, ask, orders.hooks_in, self._left())

    @property
    def quiet(self) -> bool:
        """Whether the last request to the product got no answer."""
        return self.wire.quiet

    def last_look(self, partition: str) -> None:
        """Ask again what was answered before, to tell a product that has gone. Raises StopRun if it has."""
        strand, asked = self._strand(partition), 0
        for message in self._second_look.messages * LAST_LOOKS:
            asked += 1
            if not silent(self._send(strand, message, OWN, INTENT)):
                return
        if asked:
            raise StopRun(f"breaker: silence ({asked} requests at the end got no answer)")

    def _look_again(self, strand: Strand) -> None:
        """Stop the run, unless the product still answers what it answered before."""
        doubt = self.wire.doubt
        if not any(answered(self._send(strand, known, OWN, INTENT)) for known in self._second_look.messages):
            self.wire.stopped = self.wire.stopped or doubt
        self.wire.doubt = ""

    def _send(
        self,
        strand: Strand,
        message: Message,
        identity: str,
        intent: str,
        attempt: int = 1,
        caused_by: ExchangeId | None = None,
    ) -> Exchange:

        def once(before: Exchange | None) -> Exchange:
            return self.credentials.send(
                strand,
                message.method,
                self.wire.under(message.target),
                message.headers,
                message.body,
                identity=identity,
                probe=strand.name,
                intent=intent,
                attempt=attempt if before is None else before.attempt + 1,
                caused_by=caused_by if before is None else before.id,
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

    def _listener(self) -> Inbound:
        # A server takes its time to be imported, and workers need none.
        from harness.gather.calling.inbound import ELSEWHERE, Inbound

        partners = self._orders.declaration.partners
        if not is_loopback(f"http://{partners.listen}"):
            text = (
                f"callbacks are taken on {partners.listen}: whoever reaches this machine can call while the run lasts"
            )
            self.tell(Event(kind="warning", text=text))
        context = self._tls()
        self._say_exemption(context is not None)
        return Inbound(
            partners.listen,
            partners.public_url,
            keep=self._keep_call,
            elsewhere=lambda: self._strand(ELSEWHERE),
            context=context,
            ca=self.ca,
        )

    def _say_exemption(self, secure: bool) -> None:
        """Print which private address a product that refuses them has to exempt, and whether the run file names it."""
        partners = self._orders.declaration.partners
        url = partners.public_url or f"{'https' if secure else 'http'}://{partners.listen}"
        host = urlsplit(url).hostname or ""
        if secure and inward(url):
            named = "declared" if host in partners.allow_callbacks_to else "not declared in partners.allow_callbacks_to"
            text = f"a product that refuses private addresses exempts {host}, by this exact name alone ({named})"
            self.tell(Event(kind="warning", text=text))

    def _tls(self) -> ssl.SSLContext | None:
        """Return what our listener speaks TLS with, as the run file says. Raises MockError for files that are none."""
        from harness.partner.certificates import own_certificates, write_certificates
        from harness.partner.secure import Guarded, TlsTerms, server_context

        tls, folder = self._orders.declaration.partners.tls, self._orders.folder / "partner-tls"
        if not tls:
            return None
        now = self._orders.clock.wall() / 1_000_000
        if isinstance(tls, PartnerTls):
            ca = Path(tls.ca) if tls.ca else None
            files = own_certificates(Path(tls.certificate), Path(tls.key), ca, folder, now)
            self.ca = tls.ca
        else:
            files = write_certificates(folder, "good", (), now)
            self.ca = str(files.ca)
        return server_context(Guarded(TlsTerms(), files))

    def _authority(self, stack: ExitStack) -> Issuer | None:
        """Return what signs as our own authority, served for as long as the session lasts; a worker has none."""
        terms = self._orders.declaration.partners.authority
        if terms is None or self._office is not None:
            return None
        # A partner's server takes its time to be imported, and other runs need none.
        from harness.gather.calling.authority import hosted
        from harness.gather.identity.issuing import Issuer

        issuer = Issuer(terms, lambda: self._orders.clock.wall() / 1_000_000)
        if terms.listen:
            if not is_loopback(f"http://{terms.listen}"):
                text = f"the authority listens on {terms.listen}: whoever reaches this machine can call it"
                self.tell(Event(kind="warning", text=text))
            stack.enter_context(hosted(issuer, lambda: self._strand(f"token:{AUTHORITY}"), self._keep_own))
        return issuer

    def of_authority(self, reached: Preflight) -> Preflight:
        """Add whether the product found our own authority, where the run serves one."""
        terms = self._orders.declaration.partners.authority
        if terms is None or not terms.listen:
            return reached
        check = of_authority(reached, terms.url, self._asked)
        return reached.and_(check) if check is not None else reached

    def _keep_own(self, exchange: Exchange, taken: Taken) -> None:
        from harness.partner.recording import kept

        self._asked = True
        self.journal.got(kept(self._redactor, exchange, taken))

    def _keep_call(self, exchange: Exchange) -> None:
        self.journal.got(self._redactor.redact(exchange))

    def add(self, partition: str, count: int) -> None:
        """Count exchanges of a worker's."""
        self._sent += count
        self.tell(Event(kind="exchange", partition=partition))

    def _heard(self, exchange: Exchange) -> None:
        self._took += exchange.times.last_byte - exchange.times.queued
        if self._office is not None:
            self._office.heard()
        else:
            self.add(exchange.id.partition, 1)

    def _personal(self) -> Callable[[Exchange], Sequence[str]]:
        """Return where personal data can stand in a reply, by any of the profiles that are tested."""
        base = self._orders.declaration.target.base
        ways = [personal_places(aim.contract, base) for aim in self._orders.plan.aims]
        if len(ways) == 1:
            return ways[0]
        return lambda exchange: tuple(place for way in ways for place in way(exchange))
