"""Serves a partner as it must be for something to show: plainly, with TLS, asking certificates, or trusting another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.partner.host import AUTHORITY, Running, running
from harness.partner.opening import elsewhere


@contextmanager
def served_so(
    name: str, defects: Iterable[str], way: str, folder: Path, *, seed: int | None = None
) -> Iterator[Running]:
    """Serve the mock of that name for as long as the context lasts; `way` is a word of `Defect.needs`.

    `folder` takes certificates, or the keys of the authority that is served beside and trusted. Raises MockError.
    """
    if way != "authority":
        tls = folder / "tls" if way else None
        with running(name, defects, seed=seed, tls=tls, mutual=way == "mutual") as partner:
            yield partner
        return
    state = folder / AUTHORITY
    with running(AUTHORITY, state=state) as issuer:
        trusts = elsewhere(issuer.url)
        with running(name, defects, seed=seed, trusts=trusts, trust_state=state) as partner:
            yield partner
