"""Serves the authority that signs for a run, and keeps what the product asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from harness.declaration import PartnerAuthority, PartnerTls
from harness.errors import DeclarationError, MockError
from harness.evidence import Exchange
from harness.gather.identity.issuing import Issuer
from harness.gather.strand import Strand
from harness.partner.answering import Host
from harness.partner.authority import Authority
from harness.partner.certificates import Certificates, kept_certificates, own_certificates
from harness.partner.described import contract_of
from harness.partner.host import AUTHORITY, served
from harness.partner.play import Play, stocked
from harness.partner.recording import Taken, exchange_of
from harness.partner.script import Script, read, script
from harness.partner.secure import Guarded, TlsTerms
from harness.partner.store import Store

NO_SECRET: Final = ""
"""Nobody signs in at it: the run signs its tokens itself."""
TLS: Final = "tls"
"""The folder of its certificates, in its folder of state."""


@contextmanager
def hosted(
    issuer: Issuer,
    begin: Callable[[], Strand],
    keep: Callable[[Exchange, Taken], None],
    files: Certificates | None = None,
) -> Iterator[None]:
    """Serve metadata and keys for as long as the context lasts; raises DeclarationError where that cannot be.

    `begin` makes the partition of what it is asked, `keep` writes a call down before it is answered. With `files` it
    speaks TLS.
    """
    address, _, port = issuer.terms.listen.rpartition(":")
    host = _host(issuer, Guarded(TlsTerms(), files) if files is not None else None)
    host.address, host.public = address, issuer.terms.url
    strands: list[Strand] = []

    def note(taken: Taken) -> None:
        if not strands:
            strands.append(begin())
        strand = strands[0]
        keep(exchange_of(taken, strand.inbound_id(), AUTHORITY, strand.anchor), taken)

    host.keep = note
    with ExitStack() as stack:
        try:
            stack.enter_context(served(host, int(port)))
        except MockError as error:
            raise DeclarationError(error.message, where="partners.authority.listen", hint=error.hint) from None
        yield


def certificates_of(terms: PartnerAuthority, folder: Path, now: float) -> Certificates | None:
    """Return what the authority speaks TLS with, or None where it does not; `folder` is the run's. Raises MockError."""
    tls = terms.tls
    if not tls:
        return None
    own = Path(terms.state) / TLS if terms.state else folder / f"{AUTHORITY}-{TLS}"
    if isinstance(tls, PartnerTls):
        ca = Path(tls.ca) if tls.ca else None
        return own_certificates(Path(tls.certificate), Path(tls.key), ca, own, now)
    return kept_certificates(own, now)


def _host(issuer: Issuer, guarded: Guarded | None) -> Host:
    mock = read(AUTHORITY)
    said = _script(script(mock), issuer)
    authority = Authority(said.authority, NO_SECRET, issuer.ring)
    play = Play(said, mock, authority, contract_of(said, mock))
    return Host(play, stocked(said, Store(0)), NO_SECRET, issuer.now, guarded=guarded)


def _script(said: Script, issuer: Issuer) -> Script:
    """Return the script of the authority as the run file has it."""
    terms, own = issuer.terms, said.authority
    keys = msgspec.structs.replace(own.keys, algorithm=terms.algorithm, rotate_after=0, rotate_seconds=0)
    told = msgspec.structs.replace(
        own, issuer=terms.url, audience=terms.audience, audiences=(), type=terms.type, keys=keys
    )
    return msgspec.structs.replace(said, authority=told)
