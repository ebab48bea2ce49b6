"""Prepares the partner that a product will call, as the run file says: where it listens, is found, and its TLS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.declaration import PartnerTls
from harness.gather.orders import Event, Orders
from harness.loopback import is_loopback
from harness.partner.answering import Host
from harness.partner.certificates import Certificates, own_certificates
from harness.partner.host import prepared
from harness.partner.running import Running


def partner_of(orders: Orders, partner: str) -> tuple[Host, int]:
    """Return it, and the port to serve it on; who watches is told whom it lets in. Raises MockError."""

    def wall() -> float:
        return orders.clock.wall() / 1_000_000

    secret = str(orders.declaration.partners.client_secret or "")
    host = prepared(partner, (), orders.plan.seed, wall, tls=_tls(orders), own=_own(orders, wall()), secret=secret)
    host.address, port = _address(orders)
    host.public = orders.declaration.partners.public_url.rstrip("/")
    host.allows(orders.declaration.partners.allow_callbacks_to)
    return host, port


def _address(orders: Orders) -> tuple[str, int]:
    listen = orders.declaration.partners.listen
    address, _, port = listen.rpartition(":")
    if not is_loopback(f"http://{listen}"):
        text = f"the partner listens on {listen}: whoever reaches this machine can call it while the run lasts"
        orders.progress(Event(kind="warning", text=text))
    if hosts := orders.declaration.partners.allow_callbacks_to:
        orders.progress(Event(kind="warning", text=f"the partner may call back {', '.join(hosts)} beside this machine"))
    return address, int(port)


def _tls(orders: Orders) -> Any:
    return orders.folder / "partner-tls" if orders.declaration.partners.tls == "auto" else None


def _own(orders: Orders, now: float) -> Certificates | None:
    """Return the certificates of the run file's own. Raises MockError, with the file, before anything starts."""
    tls = orders.declaration.partners.tls
    if not isinstance(tls, PartnerTls):
        return None
    ca = Path(tls.ca) if tls.ca else None
    return own_certificates(Path(tls.certificate), Path(tls.key), ca, orders.folder / "partner-tls", now)


def url_of(orders: Orders, running: Running) -> str:
    """Return where the product finds the partner."""
    public = orders.declaration.partners.public_url.rstrip("/")
    return public + running.script.base if public else running.url


def ca_of(orders: Orders, running: Running) -> str:
    """Return the path of the authority that the product is told of; empty where it is one that it trusts.

    It is absolute: a program is run in the folder of the run file, and a product where it likes.
    """
    tls = orders.declaration.partners.tls
    if isinstance(tls, PartnerTls):
        return str(Path(tls.ca).resolve()) if tls.ca else ""
    return str(running.certificates.ca.resolve()) if running.certificates is not None else ""
