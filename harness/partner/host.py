"""Serves a script over HTTP on the loopback address, in this thread, in another or in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.partner.answering import ADDRESS, Clock, Host
from harness.partner.authority import Authority
from harness.partner.certificates import Certificates, write_certificates
from harness.partner.defects import defective
from harness.partner.described import contract_of, description_of
from harness.partner.faults.choosing import Chosen
from harness.partner.outgoing import Begins, unkept
from harness.partner.play import Play, stocked
from harness.partner.recording import Keep
from harness.partner.running import Heard, Running, unheard
from harness.partner.secure import Guarded

__all__ = ["ADDRESS", "Clock", "Heard", "Host", "Running", "prepared", "running", "serve", "served", "unheard"]


def prepared(
    name: str,
    defects: Iterable[str],
    seed: int | None,
    clock: Clock,
    tls: Path | None = None,
    mutual: bool = False,
    own: Certificates | None = None,
    secret: str = "",
) -> Host:
    """Return a host that is ready to start, of the mock of that name; raises MockError.

    The same seed gives the same identifiers in the same order; without one they are new each time, as a product's are.
    With `tls` it speaks TLS, with certificates that are written into that folder; with `mutual` it asks for those of
    its clients; `own` are certificates that are there already. Without a `secret` for its clients one is drawn.
    """
    wanted = tuple(defects)
    served = frozenset(each for each, is_so in (("tls", tls or own), ("mutual", mutual)) if is_so)
    script, mock = defective(name, wanted, served)
    drawn = secrets.randbits(64) if seed is None else seed
    secret = secret or secrets.token_urlsafe(24)
    authority = Authority(script.authority, secret)
    play = Play(script, mock, authority, contract_of(script, mock), description_of(script, mock))
    trusted = "".join(client.certificate for client in script.authority.clients.values())
    guarded = Guarded(script.tls, own, mutual, trusted) if own is not None else None
    if own is None and tls is not None:
        clients = script.authority.clients if mutual else ()
        files = write_certificates(tls, script.tls.certificate, clients, clock())
        guarded = Guarded(script.tls, files, mutual, trusted)
    return Host(play, stocked(script, drawn), secret, clock, wanted, guarded)


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
    begins: Begins = unkept,
    faults: Iterable[Chosen] = (),
) -> None:
    """Serve until SIGINT or SIGTERM; calls `ready` once, when requests are taken. Raises MockError before that.

    `keep` writes every call down before it is answered, `begins` every call of its own before it is made.
    """
    host = prepared(name, defects, seed, clock, tls, mutual)
    host.keep = keep
    host.keeps_own(begins)
    host.plays(faults)

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except (NotImplementedError, RuntimeError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
                pass
        ready(await host.start(port))
        # What was read to get here stays for good: looking through it again and again would slow every call down.
        gc.collect()
        gc.freeze()
        try:
            await stop.wait()
        finally:
            await host.stop()

    try:
        with _runner(tls is not None) as runner:
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
) -> Iterator[Running]:
    """Serve the mock of that name in a thread of this process for as long as the context lasts.

    `hear` is told of every request, in that thread; `keep` writes every call down before it is answered, `begins` every
    call of its own before it is made.
    """
    host = prepared(name, defects, seed, clock, tls, mutual)
    host.hear, host.keep = hear, keep
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
