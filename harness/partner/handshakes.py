"""Makes TLS handshakes one by one, so that each can be given another certificate and what came of it is known."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from harness.evidence import ExchangeId, Greeting
from harness.partner.alerting import REASONS, TELL
from harness.partner.connection import Connection
from harness.partner.faults.certificates import BadCertificate
from harness.partner.faults.choosing import Faults

SHAKE_SECONDS: Final = 10.0
_ALERT: Final = re.compile(r"(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z_]+)")
_REASONS: Final = {**REASONS, "HTTP_REQUEST": "in-the-clear"}
"""Why our own side ends a handshake, by the reasons of OpenSSL; for any other, what came is no TLS."""
GOOD: Final = "good"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shook:
    """What came of one handshake."""

    fault: str = ""
    negotiated: str = ""
    """The version; empty: none was agreed on."""
    why: str = ""
    alert: str = ""
    """What the client said against it (RFC 8446 section 6), in lower case."""
    at: float = 0.0
    """Seconds since 1970."""


KeepShake: TypeAlias = Callable[[Shook], None]


def greeting_of(shook: Shook, id: ExchangeId, partner: str) -> Greeting:
    """Return the observation: the product is the client."""
    return Greeting(
        id=id,
        to_party=partner,
        at=round(shook.at * 1_000_000),
        negotiated=shook.negotiated or None,
        why=shook.why,
        alert=shook.alert or None,
        fault=shook.fault or None,
    )


class Trap(asyncio.Protocol):
    """Takes a connection, chooses the certificate, shakes hands, and hands the connection on."""

    def __init__(
        self,
        handler: Callable[[], Connection],
        contexts: Mapping[str, ssl.SSLContext],
        choose: Callable[[], Faults],
        keep: KeepShake | None,
        clock: Callable[[], float],
        goodbye: float,
    ) -> None:
        """`contexts` by kind of certificate, `good` among them; `choose` gives the faults of the moment."""
        self._handler = handler
        self._contexts = contexts
        self._choose = choose
        self._keep = keep
        self._clock = clock
        self._goodbye = goodbye
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Read nothing before it is TLS."""
        plain = cast(asyncio.Transport, transport)
        plain.pause_reading()
        self._task = asyncio.get_running_loop().create_task(self._shake(plain))

    async def _shake(self, plain: asyncio.Transport) -> None:
        chosen = self._choose().next("handshake")
        play = chosen[0].play if chosen is not None else None
        kind = play.certificate if isinstance(play, BadCertificate) else GOOD
        fault = chosen[0].name if chosen is not None else ""
        at, handler, loop = self._clock(), self._handler(), asyncio.get_running_loop()
        refused: list[ssl.SSLError] = []

        def tell(error: ssl.SSLError) -> None:
            if not refused:
                self._failed(error, fault, at)
            refused.append(error)

        TELL.set(tell)
        try:
            secure = await loop.start_tls(
                plain,
                handler,
                self._contexts[kind],
                server_side=True,
                ssl_handshake_timeout=SHAKE_SECONDS,
                ssl_shutdown_timeout=self._goodbye,
            )
        except (OSError, TimeoutError) as error:
            if not refused:
                self._failed(error, fault, at)
            plain.abort()
            return
        if secure is None:  # the client went while hands were shaken
            if not refused:
                self._note(Shook(fault=fault, why="closed", at=at))
            return
        version = secure.get_extra_info("ssl_object").version() or ""
        if not self._note(Shook(fault=fault, negotiated=version, at=at)):
            secure.abort()
            return
        handler.fault = fault
        handler.connection_made(secure)

    def _failed(self, error: BaseException, fault: str, at: float) -> None:
        why, alert = failure(error)
        self._note(Shook(fault=fault, why=why, alert=alert, at=at))

    def _note(self, shook: Shook) -> bool:
        """Have a handshake kept; tell whether it was."""
        try:
            if self._keep is not None:
                self._keep(shook)
        except Exception:
            _log.exception("a handshake could not be written down, and the connection is ended")
            return False
        return True


def failure(error: BaseException) -> tuple[str, str]:
    """Return why a handshake failed, in the words of `evidence.Greeting`, and the alert that the client sent."""
    if isinstance(error, ssl.SSLError):
        reason = str(error.reason or "")
        found = _ALERT.search(reason)
        return ("alert", found[1].lower()) if found else (_REASONS.get(reason, "not-tls"), "")
    if isinstance(error, TimeoutError | ConnectionAbortedError):  # the second is what asyncio says when it gave up
        return "timeout", ""
    # Of a client that only closed the connection asyncio says that it was reset, with no number of a system's error.
    return ("reset" if getattr(error, "errno", None) == errno.ECONNRESET else "closed"), ""
