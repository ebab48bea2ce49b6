"""Relays between two products from the first call to the sealed evidence."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from harness import __version__
from harness.archive import Journal, finish, new_key, read_key, seal
from harness.auth import Certificate
from harness.declaration import Tls
from harness.errors import DeclarationError
from harness.evidence import Environment, Footer, Product, RunContext, Subject
from harness.gather.clock import Clock, SystemClock
from harness.gather.copies import COPIES
from harness.gather.orders import Event, unheard
from harness.gather.relay.between import Between, Side
from harness.gather.relay.ending import Ending, Terms
from harness.gather.relay.ledger import Ledger
from harness.gather.relay.roles import Roles, unavailable
from harness.gather.relay.spoiling import Spoiler
from harness.gather.relay.upstream import Upstream, bounds_of
from harness.gather.undisturbed import undisturbed
from harness.loading import Bundle, deciding_files
from harness.partner.certificates import Certificates
from harness.partner.faults.choosing import Chosen
from harness.partner.secure import Guarded, TlsTerms, server_context

SHARD: Final = "relay"
UNSTATED: Final = "(not stated)"
"""Version and supplier of a product of which nobody said them."""
MOST_BYTES: Final = 8 << 20
"""Octets of content that are passed on, where nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayOrders:
    """Everything that a relay needs."""

    sides: tuple[tuple[str, str], tuple[str, str]]
    """Name and URL of the product that calls, and of the one that is called."""
    products: tuple[Product | None, Product | None] = (None, None)
    """Which products these are, where somebody said so."""
    bundle: Bundle
    roles: Roles
    folder: Path
    run: str
    terms: Terms = field(default_factory=Terms)
    address: str = "127.0.0.1"
    host: str = ""
    """Name under which the products find this machine; empty: the address."""
    ports: tuple[int, int] = (0, 0)
    """Of the listener that stands for the one that calls, and of the other; 0 takes a free one."""
    certificates: Certificates | None = None
    """What the listeners speak TLS with; None: they do not."""
    ca: str = ""
    """Authorities that certificates of the products are checked by; empty: those of this machine."""
    shown: Mapping[str, Certificate] = field(default_factory=dict)
    """The certificate that is shown to each product, by its name; nobody else is shown any."""
    faults: tuple[Chosen, ...] = ()
    """What is played on calls of the product that serves."""
    timeout: float = 30.0
    most: int = MOST_BYTES
    """Octets of the content of a message that are passed on. A request and its answer are one record of the evidence,
    which holds 48 MiB of content."""
    fixtures: Mapping[str, Any] = field(default_factory=dict)
    progress: Callable[[Event], None] = unheard
    ready: Callable[[tuple[Side, Side]], None] = lambda sides: None
    """Told where each product is to be found from now on."""
    clock: Clock = field(default_factory=SystemClock)
    random: Callable[[int], bytes] = os.urandom
    platform: str = ""


def relay(orders: RelayOrders, stop: asyncio.Event | None = None) -> Path:
    """Relay until the end that the terms say, or SIGINT or SIGTERM; return the sealed evidence.

    `stop`, set in the loop that it runs in, ends it as well. Raises TargetError, DeclarationError and MockError for
    what keeps it from beginning, before anything starts.
    """
    return asyncio.run(_Relay(orders).go(stop))


class _Relay:
    def __init__(self, orders: RelayOrders) -> None:
        self._orders = orders
        bounds = bounds_of(orders.timeout, orders.most)
        first, second = (
            Side(name=name, url=url.rstrip("/"), upstream=Upstream(url, self._shows(name), bounds, orders.clock.now))
            for name, url in orders.sides
        )
        self._sides = (first, second)
        spoiler = Spoiler(orders.faults, orders.bundle.contract, second.url)
        self._between = Between(self._sides, orders.clock, orders.most, spoiler)

    def _shows(self, name: str) -> Tls:
        """Return what one of the products is trusted by, and shown."""
        own = self._orders.shown.get(name)
        if own is None:
            return Tls(ca=self._orders.ca)
        return Tls(ca=self._orders.ca, client_cert=own.client_cert, client_key=own.client_key)

    async def go(self, stop: asyncio.Event | None) -> Path:
        orders, ended = self._orders, stop or asyncio.Event()
        _heed_signals(ended)
        try:
            await self._between.listen(orders.address, orders.host or orders.address, orders.ports, self._tls())
        except BaseException:
            await self._between.stop()
            raise
        stopped = "fault: it did not begin"
        new_key(orders.folder, orders.random)
        self._keep_profile()
        Journal.begin(orders.folder, self._context())
        with Journal(orders.folder, SHARD) as journal:
            ledger = Ledger(journal, orders.clock)
            try:
                await self._between.begin(ledger)
                orders.ready(self._sides)
                stopped = await Ending(orders.terms, ledger, orders.clock, ended).wait(self._variables())
            except DeclarationError as error:
                stopped = f"preflight: {error.where}"
                raise
            finally:
                with undisturbed():
                    await self._between.stop()
                    journal.close()
                    path = self._sealed(stopped, ledger)
        return path

    def _tls(self) -> ssl.SSLContext | None:
        files = self._orders.certificates
        return server_context(Guarded(TlsTerms(), files)) if files is not None else None

    def _variables(self) -> dict[str, str]:
        """Return what a program is told: where each product is found, and whom to trust there."""
        orders = self._orders
        found = {f"HALLMARK_RELAY_{key}": found_at(side) for key, side in zip("AB", self._sides, strict=True)}
        return found | {"HALLMARK_CA": str(orders.certificates.ca) if orders.certificates is not None else ""}

    def _keep_profile(self) -> None:
        orders, profile = self._orders, self._orders.bundle.profile
        target = orders.folder / COPIES / profile.id / profile.version
        for file in deciding_files(orders.bundle.folder):
            copy = target / file.relative_to(orders.bundle.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)

    def _context(self) -> RunContext:
        orders = self._orders
        calling, serving = self._sides
        return RunContext(
            run=orders.run,
            subjects=(
                self._subject(orders.roles.calls, calling, found_at(serving), calls=serving.name),
                self._subject(orders.roles.serves, serving, serving.url),
            ),
            product=self._both(),
            seed=0,
            harness=__version__,
            started=orders.clock.wall(),
            fixtures=dict(orders.fixtures),
            environment=Environment(public_url=calling.shown.shown, platform=orders.platform),
            unavailable=unavailable(orders.bundle.profile, orders.roles, orders.fixtures),
        )

    def _both(self) -> Product:
        """Return the two as reports name them together."""
        orders = self._orders
        each = [
            said or Product(name=name, version=UNSTATED, supplier=UNSTATED)
            for said, (name, _) in zip(orders.products, orders.sides, strict=True)
        ]
        if not any(orders.products):
            return Product(name=" and ".join(one.name for one in each), version=UNSTATED, supplier=UNSTATED)
        parts = {part: " and ".join(getattr(one, part) for one in each) for part in ("name", "version", "supplier")}
        return Product(**parts)

    def _subject(self, role: str, side: Side, target: str, calls: str | msgspec.UnsetType = msgspec.UNSET) -> Subject:
        profile = self._orders.bundle.profile
        return Subject(
            profile=profile.name,
            profile_digest=profile.digest,
            contract_digest=self._orders.bundle.contract.digest,
            role=role,
            target=target,
            classes=profile.testable_classes(role),
            party=side.name,
            product=self._orders.products[self._sides.index(side)] or msgspec.UNSET,
            calls=calls,
        )

    def _sealed(self, stopped: str, ledger: Ledger) -> Path:
        folder = self._orders.folder
        counts = dict(sorted(ledger.counts.items()))
        finish(folder, Footer(ended=self._orders.clock.wall(), stopped=stopped, counts=counts))
        self._orders.progress(Event(kind="end", text=stopped, sent=ledger.calls))
        return seal(folder, read_key(folder))


def found_at(side: Side) -> str:
    """Return where the other product finds this one: the relay's address, with the path of its own."""
    return side.shown.shown + urlsplit(side.url).path


def _heed_signals(stop: asyncio.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or another thread than the first
            pass
