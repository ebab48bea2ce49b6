"""Has the reason for which a TLS handshake is refused sent to the client: asyncio would end the connection without."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

REASONS: Final = {
    "UNSUPPORTED_PROTOCOL": "version",
    "VERSION_TOO_LOW": "version",
    "NO_SHARED_CIPHER": "version",
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "no-certificate",
    "CERTIFICATE_VERIFY_FAILED": "bad-certificate",
}
"""Why our own side refuses who speaks TLS, by the reasons of OpenSSL, in the words of `evidence.Greeting`."""
MOST_PIECES: Final = 16
"""How many times what a refused client still sends is taken in, some hundred kilobytes each time at most."""
TELL: ContextVar[Callable[[ssl.SSLError], None]] = ContextVar("tell")
"""Who is told, in the task that shakes hands, as soon as our side has refused."""


class Alerting(ssl.SSLObject):
    """One connection's TLS; `ssl.SSLContext.sslobject_class` says that it is used.

    What OpenSSL has written when a handshake failed is an alert (RFC 8446 section 6.2). asyncio sends what was written
    where more has to be read, and drops it where there was an error: so the refusal is said to be the first of these.
    The client closes when it has read the alert; one that does not is left to the time that a handshake may take, and
    one that goes on sending is heard out for a few pieces: asyncio keeps them, since nobody reads them.
    """

    _refusal: ssl.SSLError | None = None
    _pieces = 0

    def do_handshake(self) -> None:
        """Go on with the handshake. Raises SSLError as ever, but where our side refuses the client."""
        if self._refusal is not None:
            self._pieces += 1
            if self._pieces > MOST_PIECES:
                raise self._refusal
            raise ssl.SSLWantReadError("the client was told why it is refused")
        try:
            super().do_handshake()
        except ssl.SSLError as error:
            if str(error.reason) not in REASONS:
                raise
            self._refusal = error
            tell = TELL.get(None)
            if tell is not None:
                tell(error)
            raise ssl.SSLWantReadError("the client is told why it is refused") from error
