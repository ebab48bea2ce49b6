"""Connections are ended on demand, at the end, and when nothing comes for long; an answer under way is not cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from harness import evidence
from harness.partner import listener
from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.delivery import Delivery
from harness.partner.heads import Head
from harness.partner.listener import Listener, until_closed
from harness.partner.port import Answer, Asked, Port, Then

OK = evidence.Response(status=200, head=b"HTTP/1.1 200 OK\r\nContent-Length: 2", body=b"ok")
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def served(answer: Answer, do: Callable[[Listener, asyncio.Server, int], Awaitable[None]]) -> None:
    def answered(asked: Asked, early: Reply | None, then: Then) -> None:
        then(answer)

    def come(head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        return PLAINLY, None

    async def main() -> None:
        service = Port(
            10, lambda: 0.0, lambda head, transport: (PLAINLY, None), answered, lambda reply, data, broken, then: None
        )
        made = Listener(service)
        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        await do(made, server, server.sockets[0].getsockname()[1])
        server.close()
        await made.shutdown(5, 5)

    asyncio.run(main())


def test_a_connection_that_waits_is_dropped() -> None:
    async def do(made: Listener, server: asyncio.Server, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        assert await reader.readuntil(b"ok")
        made.drop()
        assert await reader.read() == b""
        writer.close()

    served(Answer(OK), do)


def test_an_answer_that_waits_is_still_given() -> None:
    async def do(made: Listener, server: asyncio.Server, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        while not any(connection.task for connection in made.open):
            await asyncio.sleep(0)
        server.close()
        await made.shutdown(5, 5)
        assert (await reader.read()).endswith(b"\r\nConnection: close\r\n\r\nok")
        writer.close()

    served(Answer(OK, pause=0.01), do)


def test_an_answer_that_never_comes_is_given_up() -> None:
    async def do(made: Listener, server: asyncio.Server, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        while not any(connection.task for connection in made.open):
            await asyncio.sleep(0)
        server.close()
        await made.shutdown(0.01, 5)
        assert await reader.read() == b""
        writer.close()

    served(Answer(OK, delivery=Delivery(end="hang")), do)


def test_a_connection_on_which_nothing_happens_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "LOOK_SECONDS", 0.001)

    async def do(made: Listener, server: asyncio.Server, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            assert await reader.read() == b""
        except ConnectionResetError:
            pass
        writer.close()

    served(Answer(OK), do)


class WaitsForCallers(asyncio.Server):
    """A server with a caller who never says anything, as it ends from Python 3.12 on."""

    waited = False

    def __init__(self) -> None:
        pass

    async def wait_closed(self) -> None:
        self.waited = True
        await asyncio.Event().wait()


def test_who_never_says_anything_does_not_keep_a_server_from_its_end() -> None:
    server = WaitsForCallers()
    asyncio.run(until_closed(server, 0.01))
    assert server.waited
