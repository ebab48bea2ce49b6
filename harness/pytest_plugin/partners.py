"""Serves a partner for a supplier's own test, and keeps what it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.partner.certificates import Certificates
from harness.partner.config import write_config
from harness.partner.host import Heard, Running, running


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner that is running."""

    running: Running
    received: list[Heard] = field(default_factory=list)
    """Every request that it was sent so far, in order, with the status that it answered."""

    @property
    def url(self) -> str:
        """Return the base URL of its operations, without a trailing slash."""
        return self.running.url

    @property
    def token_url(self) -> str:
        """Return where its clients fetch tokens."""
        return self.running.token_url

    @property
    def certificates(self) -> Certificates | None:
        """Return where they lie: `ca` is what clients trust, `clients` their own pairs by name; None without TLS."""
        return self.running.certificates

    @property
    def secret(self) -> str:
        """Return what its clients sign in with; it lives as long as the partner."""
        return self.running.secret

    def write_config(self, path: Path | str) -> Path:
        """Write a run file that tests this partner; returns the path of the file with its secret."""
        return write_config(path, self.running)


@contextmanager
def partner(
    name: str, defects: Iterable[str] = (), seed: int | None = None, *, tls: bool = False, mutual: bool = False
) -> Iterator[Partner]:
    """Serve the mock of that name for as long as the context lasts. Raises MockError.

    `tls`: over https, with throw-away certificates; `mutual`: and ask clients for theirs.
    """
    received: list[Heard] = []
    with ExitStack() as stack:
        secure = tls or mutual
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hallmark-partner-"))) if secure else None
        served = stack.enter_context(running(name, defects, seed=seed, hear=received.append, tls=folder, mutual=mutual))
        yield Partner(served, received)
