"""Opens what a product can call while a run lasts: our listener, and the authority whose tokens we sign."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from harness.declaration import PartnerTls
from harness.evidence import Exchange
from harness.gather.checks import Preflight, of_authority
from harness.gather.memory.latejournal import LateJournal
from harness.gather.orders import Event, Orders
from harness.gather.strand import Strand
from harness.loopback import is_loopback
from harness.redact import Redactor
from harness.resources.hosts import inward

if TYPE_CHECKING:
    from harness.gather.calling.inbound import Inbound
    from harness.gather.identity.issuing import Issuer
    from harness.partner.recording import Taken

AUTHORITY: Final = "authority"
"""The partition of calls to our own authority, below `token:`."""


class Doors:
    """What is open; nothing is before it is asked for."""

    def __init__(
        self,
        orders: Orders,
        strand: Callable[[str], Strand],
        journal: LateJournal,
        redactor: Redactor,
        tell: Callable[[Event], None],
    ) -> None:
        """`strand` begins a partition; who watches is told of what a machine beside this one could reach."""
        self._orders = orders
        self._strand = strand
        self._journal = journal
        self._redactor = redactor
        self._tell = tell
        self._asked = False
        """Whether the product asked anything of our own authority."""
        self.ca = ""
        """Path of the authority of our listener's certificate; empty: everybody trusts it, or there is no TLS."""

    def listener(self) -> Inbound:
        """Return what takes the product's calls, not yet entered. Raises MockError for certificates that are none."""
        # A server takes its time to be imported, and workers need none.
        from harness.gather.calling.inbound import ELSEWHERE, Inbound

        partners = self._orders.declaration.partners
        if not is_loopback(f"http://{partners.listen}"):
            text = (
                f"callbacks are taken on {partners.listen}: whoever reaches this machine can call while the run lasts"
            )
            self._tell(Event(kind="warning", text=text))
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
            self._tell(Event(kind="warning", text=text))

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

    def authority(self, stack: ExitStack) -> Issuer | None:
        """Return what signs as our own authority, served while `stack` is open; None where none is declared."""
        terms = self._orders.declaration.partners.authority
        if terms is None:
            return None
        # A partner's server takes its time to be imported, and other runs need none.
        from harness.gather.identity.authority import certificates_of, hosted
        from harness.gather.identity.issuing import Issuer

        def now() -> float:
            return self._orders.clock.wall() / 1_000_000

        issuer = Issuer(terms, now)
        if terms.listen:
            if not is_loopback(f"http://{terms.listen}"):
                text = f"the authority listens on {terms.listen}: whoever reaches this machine can call it"
                self._tell(Event(kind="warning", text=text))
            files = certificates_of(terms, self._orders.folder, now())
            if files is not None and terms.tls == "auto":
                self._tell(Event(kind="warning", text=f"the product has to trust {files.ca.resolve()}: {terms.url}"))
            stack.enter_context(hosted(issuer, lambda: self._strand(f"token:{AUTHORITY}"), self._keep_own, files))
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
        self._journal.got(kept(self._redactor, exchange, taken))

    def _keep_call(self, exchange: Exchange) -> None:
        self._journal.got(self._redactor.redact(exchange))
