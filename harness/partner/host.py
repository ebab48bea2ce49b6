"""Serves a script over HTTP on the loopback address, in this thread, in another or in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.partner.answering import ADDRESS, Host
from harness.partner.certificates import Certificates, write_certificates
from harness.partner.defects import defective
from harness.partner.described import contract_of, description_of
from harness.partner.descriptors import allow_many
from harness.partner.faults.choosing import Chosen
from harness.partner.handshakes import KeepShake
from harness.partner.opening import Trusts, opened
from harness.partner.outgoing import Begins, unkept
from harness.partner.play import Play, stocked
from harness.partner.recording import Keep, Settle, settled
from harness.partner.running import Heard, Running, unheard
from harness.partner.script import read
from harness.partner.secure import Guarded
from harness.partner.speaking import Clock
from harness.partner.store import Store

__all__ = [
    "ADDRESS",
    "Clock",
    "Heard",
    "Host",
    "Member",
    "Running",
    "prepared",
    "running",
    "serve",
    "serve_all",
    "served",
    "unheard",
]

SHELVES: Final = "shelves.sqlite"
"""The file in a folder of state that keeps what a partner is told."""
AUTHORITY: Final = "authority"
"""The mock that issues tokens and does nothing else."""


def prepared(
    name: str,
    defects: Iterable[str],
    seed: int | None,
    clock: Clock,
    tls: Path | None = None,
    mutual: bool = False,
    own: Certificates | None = None,
    secret: str = "",
    *,
    state: Path | None = None,
    trusts: Trusts | None = None,
    shelves: Path | None = None,
) -> Host:
    """Return a host that is ready to start, of the mock of that name; raises MockError.

    The same seed gives the same identifiers in the same order; without one they are new each time, as a product's are.
    With `tls` it speaks TLS, with certificates that are written into that folder; with `mutual` it asks for those of
    its clients; `own` are certificates that are there already. Without a `secret` for its clients one is drawn.
    `state` is a folder that keeps keys and secret, `trusts` gives an authority whose tokens are taken instead.
    `shelves` is a file that keeps what the partner is told, which is memory alone otherwise.
    """
    wanted = tuple(defects)
    served = frozenset(
        each for each, is_so in (("tls", tls or own), ("mutual", mutual), ("authority", trusts)) if is_so
    )
    script, mock = defective(name, wanted, served)
    drawn = secrets.randbits(64) if seed is None else seed
    authority, secret = opened(script.authority, None if trusts is not None else state, trusts, secret)
    play = Play(script, mock, authority, contract_of(script, mock), description_of(script, mock))
    trusted = "".join(client.certificate for client in script.authority.clients.values())
    guarded = Guarded(script.tls, own, mutual, trusted) if own is not None else None
    if own is None and tls is not None:
        clients = script.authority.clients if mutual else ()
        files = write_certificates(tls, script.tls.certificate, clients, clock())
        guarded = Guarded(script.tls, files, mutual, trusted)
    store = stocked(script, _store(script.name, drawn, shelves))
    store.end()
    return Host(play, store, secret, clock, wanted, guarded)


def _store(name: str, seed: int, shelves: Path | None) -> Store:
    if shelves is None:
        return Store(seed)
    from harness.partner.shelving import KeptStore

    return KeptStore(shelves, name, seed)


def serve(
    name: str,
    port: int,
    defects: Iterable[str],
    ready: Callable[[Running], None],
    *,
    seed: int | None = None,
    clock: Clock = time.time,
    tls: Path | None = None,
    mutual: bool = False,
    keep: Keep | None = None,
    settle: Settle = settled,
    begins: Begins = unkept,
    shakes: KeepShake | None = None,
    faults: Iterable[Chosen] = (),
    state: Path | None = None,
    trusts: Trusts | None = None,
    trust_state: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; calls `ready` once, when requests are taken. Raises MockError before that.

    `keep` and `settle` write every call down before it is answered, `begins` every call of its own before it is made,
    `shakes` every TLS handshake. `state` is a folder in which all lies that the partner has to know when it is started
    again.
    """
    shelves = state / SHELVES if state is not None else None
    host = prepared(name, defects, seed, clock, tls, mutual, state=state, trusts=trusts, shelves=shelves)
    host.keep, host.settle, host.state, host.keep_shake = keep, settle, trust_state, shakes
    host.keeps_own(begins)
    host.plays(faults)
    _until_stopped([(host, port)], lambda partners: ready(partners[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of several partners that are served at once."""

    name: str
    """What it calls itself; its folder of state has that name."""
    mock: str
    """The mock of that name, or its folder."""
    defects: tuple[str, ...] = ()
    faults: tuple[Chosen, ...] = ()
    keep: Keep | None = None
    """Writes every call down before it is answered."""
    settle: Settle = settled
    """Writes down what `keep` only holds, before any of it is answered."""
    begins: Begins = unkept
    """Writes every call of its own down before it is made."""
    shakes: KeepShake | None = None
    """Writes every TLS handshake down."""


def serve_all(
    members: Sequence[Member],
    port: int,
    ready: Callable[[tuple[Running, ...]], None],
    *,
    clock: Clock = time.time,
    tls: Path | None = None,
    mutual: bool = False,
    state: Path | None = None,
) -> None:
    """Serve several partners as `serve` does one, on ports that follow on each other; port 0 takes free ones.

    Where an authority is among them the others take its tokens instead of their own.
    """
    ordered = sorted(members, key=lambda member: not issues_only(member.mock))
    hosts: list[Host] = []
    trusts: Trusts | None = None
    files: Certificates | None = None
    for member in ordered:
        kept = state / member.name if state is not None else None
        own = kept if trusts is None else None
        shelves = kept / SHELVES if kept is not None else None
        host = prepared(
            member.mock, member.defects, None, clock, tls, mutual, files, state=own, trusts=trusts, shelves=shelves
        )
        host.keep, host.settle, host.keep_shake = member.keep, member.settle, member.shakes
        host.keeps_own(member.begins)
        host.plays(member.faults)
        files = host.certificates
        if issues_only(member.mock):
            trusts = host.beside()
        hosts.append(host)
    _until_stopped([(host, port + at if port else 0) for at, host in enumerate(hosts)], ready)


def issues_only(mock: str) -> bool:
    """Tell whether a mock is an authority alone, whose tokens others take that are served with it. Raises MockError."""
    return not read(mock).data["operations"]


def _until_stopped(hosts: Sequence[tuple[Host, int]], ready: Callable[[tuple[Running, ...]], None]) -> None:
    allow_many()

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except (NotImplementedError, RuntimeError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
                pass
        # Nobody is answered before all are there: a call to one would find no record to be written down in.
        ready(tuple(host.bind(port) for host, port in hosts))
        for host, _ in hosts:
            await host.serve()
        # What was read to get here stays for good: looking through it again and again would slow every call down.
        gc.collect()
        gc.freeze()
        try:
            await stop.wait()
        finally:
            for host, _ in hosts:
                await host.stop()

    try:
        with _runner(any(host.secure for host, _ in hosts)) as runner:
            runner.run(main())
    except KeyboardInterrupt:
        pass


@contextmanager
def running(
    name: str,
    defects: Iterable[str] = (),
    *,
    port: int = 0,
    seed: int | None = None,
    clock: Clock = time.time,
    hear: Callable[[Heard], None] = unheard,
    tls: Path | None = None,
    mutual: bool = False,
    keep: Keep | None = None,
    begins: Begins = unkept,
    faults: Iterable[Chosen] = (),
    state: Path | None = None,
    trusts: Trusts | None = None,
    trust_state: Path | None = None,
) -> Iterator[Running]:
    """Serve the mock of that name in a thread of this process for as long as the context lasts.

    `hear` is told of every request, in that thread; `keep` writes every call down before it is answered, `begins` every
    call of its own before it is made.
    """
    shelves = state / SHELVES if state is not None else None
    host = prepared(name, defects, seed, clock, tls, mutual, state=state, trusts=trusts, shelves=shelves)
    host.hear, host.keep, host.state = hear, keep, trust_state
    host.keeps_own(begins)
    host.plays(faults)
    with served(host, port) as partner:
        yield partner


@contextmanager
def served(host: Host, port: int = 0) -> Iterator[Running]:
    """Serve a host that was prepared, in a thread of this process, for as long as the context lasts."""
    with _runner(host.secure) as runner:
        loop = runner.get_loop()
        partner = runner.run(host.start(port))
        thread = threading.Thread(target=loop.run_forever, name=f"partner-{partner.script.name}", daemon=True)
        thread.start()
        try:
            yield partner
        finally:
            asyncio.run_coroutine_threadsafe(host.stop(), loop).result(timeout=10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)


def _runner(tls: bool) -> asyncio.Runner:
    """An event loop: uvloop's where it exists, but for TLS, where its end would wait for peers that say no goodbye."""
    if tls:
        return asyncio.Runner()
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
