"""Serves a product that answers everything alike, whatever is asked: nothing said of it can rest on its content."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import web

Answer = Callable[[web.Request], web.StreamResponse]


def _closed(request: web.Request) -> web.StreamResponse:
    """Close the connection without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _json(status: int, text: str) -> Answer:
    return lambda request: web.Response(status=status, text=text, content_type="application/json")


ANSWERS: Final[dict[str, Answer]] = {
    "missing": _json(404, '{"status": 404, "title": "Not Found"}'),
    "failing": _json(500, '{"status": 500, "title": "Internal Server Error"}'),
    "agreeable": _json(200, "{}"),
    "listing": _json(200, "[]"),
    "empty": lambda request: web.Response(status=204),
    "refusing": lambda request: web.Response(status=401, headers={"WWW-Authenticate": "Bearer"}),
    "page": lambda request: web.Response(text="<!doctype html><title>Welcome</title>", content_type="text/html"),
    "closed": _closed,
}
"""By name: what every request gets."""


@contextmanager
def stub(answer: str) -> Iterator[str]:
    """Serve while the block runs, in a thread; yield the address."""
    started: list[str] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async def reply(request: web.Request) -> web.StreamResponse:
            await request.read()
            return ANSWERS[answer](request)

        runner = web.ServerRunner(web.Server(reply), shutdown_timeout=1)  # type: ignore[arg-type]
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        started.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)
