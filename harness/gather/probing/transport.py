"""Tries the product as a whole, once a run: the TLS it speaks, what it serves without, what it says that it serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from harness.contract.model import Operation
from harness.gather.bench import Bench
from harness.gather.cases.parameters import parameters_of
from harness.gather.inputs import Unfillable
from harness.gather.message import Message, Unaddressable
from harness.gather.probing import definition
from harness.gather.probing.examples import request
from harness.gather.strand import Strand
from harness.gather.transmission.handshake import VERSIONS


class Ground(Protocol):
    """What is tried below HTTP, or beside it."""

    def shake(self, strand: Strand, version: str, *, bare: bool = False) -> None:
        """Make one handshake of that version alone, or one that is checked; keep what came of it.

        `bare`: without the client certificate that is declared; where none is, nothing is done.
        """
        ...

    def plain(self, strand: Strand, message: Message) -> None:
        """Send a request without credential over plain HTTP where the product's address says https; keep it."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A kind of probe of the product as a whole, not of an operation."""

    go: Callable[[Bench, Ground], None]
    estimate: int


def plain_twin(base_url: str, declared: str = "") -> str:
    """Return where the product would be served over plain HTTP, without its path; '' for one whose address is http.

    Where nothing is declared that is port 80 beside 443, and else the same port.
    """
    parts = urlsplit(base_url)
    if parts.scheme != "https":
        return ""
    if declared:
        return f"http://{urlsplit(declared).netloc}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"http://{host}" if parts.port in (None, 443) else f"http://{host}:{parts.port}"


def _tls(bench: Bench, ground: Ground) -> None:
    """Each version by itself (RFC 8996), then a connection as everybody makes it (RFC 9525)."""
    for version in (*VERSIONS, ""):
        ground.shake(bench.strand, version)
    # TLS 1.3 would tell only afterwards that a certificate is missing.
    ground.shake(bench.strand, "TLSv1.2", bare=True)


def _plain(bench: Bench, ground: Ground) -> None:
    """What reads, as nobody: a credential never leaves without TLS."""
    for operation in sorted(bench.contract.operations, key=_asks_little):
        message = _message(bench, operation) if operation.method == "GET" else None
        if message is not None:
            ground.plain(bench.strand, message)
            return


def _asks_little(operation: Operation) -> int:
    return operation.path.count("{") + len(operation.parameters)


def _message(bench: Bench, operation: Operation) -> Message | None:
    try:
        return request(operation, parameters_of(operation, {}, bench.inputs), bench.inputs)
    except (Unfillable, Unaddressable):
        return None


WHOLE: Final[dict[str, Whole]] = {
    "tls": Whole(_tls, len(VERSIONS) + 2),
    "without-tls": Whole(_plain, 1),
    "definition": Whole(lambda bench, ground: definition.go(bench), 12),
}
