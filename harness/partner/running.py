"""Says how a partner is being served, and what it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.partner.certificates import Certificates
from harness.partner.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request that a partner was sent, and how it answered."""

    method: str
    target: str
    """Path and query as they came."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Empty where it was not taken."""
    status: int


def unheard(heard: Heard) -> None:
    """Keep nothing of what a partner was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A partner that is being served."""

    script: Script
    url: str
    """Base URL of its operations, without a trailing slash."""
    token_url: str
    """Empty where it takes the tokens of another authority."""
    issuer: str
    """Whose tokens it takes."""
    secret: str
    """What the clients of the demonstration sign in with; it lives as long as the partner."""
    state: Path | None = None
    """The folder that keeps the keys of that authority; None: nothing does."""
    defects: tuple[str, ...] = ()
    """What was planted in it."""
    description: bytes = b""
    """The OpenAPI description that it serves of itself; empty: none."""
    certificates: Certificates | None = None
    """What it speaks TLS with; None: it does not."""
    mutual: bool = False
    """Whether it asks clients for certificates."""
    plain_url: str = ""
    """Where the same is asked for without TLS; empty: nowhere else than at `url`."""
    crashes: Sequence[str] = ()
    """What we ourselves failed at; grows while it is served."""

    def __repr__(self) -> str:
        return f"Running({self.script.name!r}, {self.url!r})"
