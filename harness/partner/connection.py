"""Speaks HTTP/1.1 with one caller: takes each request in, has it answered, and looks at the next one after that."""

from __future__ import annotations

import asyncio
from typing import Final, cast

from harness import evidence
from harness.expression import Headers
from harness.partner.call import PLAINLY, Reply
from harness.partner.heads import CHUNKED, Head, NotHttp, too_much
from harness.partner.incoming import Incoming, TooMuch
from harness.partner.outflow import CONTINUE, deliver, octets
from harness.partner.port import Answer, Asked, Port
from harness.partner.problem import problem

HEAD_SECONDS: Final = 10.0
"""How long a request may take from its first octet to the end of its head."""
BODY_SECONDS: Final = 10.0
"""How long its content may take after that."""
LINGER_SECONDS: Final = 2.0
"""How long what is still being sent is read and dropped after a refusal: to close at once could take it back."""
MOST_AHEAD: Final = 262_144
"""Octets of further requests that are taken in while one is being answered."""

LATE: Final = "the rest did not come in time"
ENDED: Final = "the caller said that nothing more comes"
LOST: Final = "the connection ended"
NOT_TAKEN: Final = "the content was not taken in: it is more than is taken here"
TOO_MUCH: Final = 413

_NOTHING: Final = Head(method="", target="", old=False, raw=b"", fields=(), headers=Headers(()), length=0, stays=False)
"""In place of the head of what is no request."""


class Connection(asyncio.Protocol):
    """One caller's connection; `open` holds all that are."""

    __slots__ = (
        *("_advancing", "_answering", "_at", "_came", "_clogged", "_deaf", "_ended", "_ending", "_head", "_incoming"),
        *("_lost", "_mute", "_open", "_paused", "_port", "_task", "_timer", "fault", "quiet", "transport"),
    )

    def __init__(self, port: Port, open: set[Connection]) -> None:
        """Have requests answered by whoever serves the port."""
        self.transport: asyncio.Transport | None = None
        self.fault = ""
        """The fault that was played in its handshake; empty: none."""
        self.quiet = 0
        """How many times in a row it was found with nothing to do; the server counts."""
        self._port = port
        self._open = open
        self._incoming = Incoming(port.most, port.longest)
        self._head: Head | None = None
        self._answering: Head | None = None
        self._advancing = False
        self._came = PLAINLY
        self._at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ending = False
        self._deaf = False
        self._clogged = False
        self._paused = False
        self._ended = False
        self._mute = False
        self._lost = False

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; after TLS something may have come already."""
        if self._lost:
            return
        self.transport = cast(asyncio.Transport, transport)
        self._open.add(self)
        self._advance()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and answer what is whole."""
        self.quiet = 0
        if self._deaf:
            return
        self._incoming.feed(data)
        if not (self.busy or self._clogged):
            self._advance()
        elif len(self._incoming) > MOST_AHEAD and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        """Answer what is whole, although nothing more comes (RFC 9112 section 9.6); tell whether anything is left.

        Over TLS it is the end, and so it is for who waits for an answer that never comes.
        """
        transport = self.transport
        self._ended = transport is not None and transport.can_write_eof() and self._port.stays and not self._mute
        if not (self.busy or self._clogged):
            self._break_off(ENDED)
        return self._ended and (self.busy or self._clogged)

    def pause_writing(self) -> None:
        """Answer nothing more while the caller does not read."""
        self._clogged = True

    def resume_writing(self) -> None:
        """Go on."""
        self._clogged = False
        self.quiet = 0
        self._go_on()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give up what was under way."""
        if not self.busy:
            self._break_off(LOST)
        self._lost = True
        self._open.discard(self)
        self._stop_waiting()
        if self._task is not None:
            self._task.cancel()

    # What the server calls.

    @property
    def task(self) -> asyncio.Task[None] | None:
        """What is being answered slowly."""
        return self._task

    @property
    def busy(self) -> bool:
        """Whether a request is being answered."""
        return self._task is not None or self._answering is not None

    def retire(self) -> None:
        """Close the connection, when what is being answered is answered."""
        self._ending = True
        if not self.busy and self.transport is not None:
            self.transport.close()

    # Requests, one after another.

    def _advance(self) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        self._advancing = True
        try:
            while not (self._ending or self._clogged or self.busy) and self._next(transport):
                pass
        except NotHttp as error:
            self._refuse(error)
        finally:
            self._advancing = False
        if self._ended and not (self.busy or self._clogged):
            self._break_off(ENDED)
            if not self.busy:
                transport.close()
        else:
            self._await_rest()

    def _go_on(self) -> None:
        """Look at what came meanwhile."""
        transport = self.transport
        if transport is None or self.busy or self._advancing or transport.is_closing():
            return
        if not (len(self._incoming) or self._ended or self._paused or self._head is not None):
            return  # the usual case: who asks waits for the answer
        self._advance()
        waits = self.busy or self._clogged
        if self._paused and not transport.is_closing() and not (waits and len(self._incoming) > MOST_AHEAD):
            self._paused = False
            transport.resume_reading()

    def _next(self, transport: asyncio.Transport) -> bool:
        """Answer the next request, if it is whole; tell whether it was."""
        head = self._head
        if head is None:
            head = self._incoming.head()
            if head is None:
                return False
            self._stop_waiting()
            self._at = self._port.clock()
            self._came, early = self._port.early(head, transport)
            if early is not None:
                self._answer(head, b"", early)
                return True
            if head.expects:
                transport.write(CONTINUE)
        body = self._content(head)
        if body is None:
            self._head = head
            return False
        self._head = None
        self._answer(head, body)
        return True

    def _content(self, head: Head) -> bytes | None:
        """Return the content of a request when it is whole; what is refused is answered."""
        if not head.length:
            return b""
        try:
            return self._incoming.content(head)
        except TooMuch:
            self._answer(head, b"", too_much(self._port.most))
        except NotHttp as error:
            self._answer(head, b"", problem(400, error.detail))
        return None

    def _answer(self, head: Head, body: bytes, early: Reply | None = None, broken: str = "") -> None:
        """Have a request answered; one whose content was not taken in is the last of its connection."""
        self._stop_waiting()
        self._answering = head
        if early is not None and head.length:
            self._deaf = self._ending = True
            broken = broken or (NOT_TAKEN if early.status == TOO_MUCH else "")
        self._port.answer(
            Asked(head, body, self._came, self._at, self.fault, broken, self._gone), early, self._answered
        )

    def _answered(self, answer: Answer | None) -> None:
        head, self._answering = self._answering, None
        transport = self.transport
        if head is None or transport is None or transport.is_closing():
            return
        if answer is None:
            self._ending = True
            transport.abort()
        elif answer.pause or answer.delivery is not None:
            self._mute = answer.delivery is not None and answer.delivery.end == "hang"
            self._task = asyncio.get_running_loop().create_task(self._slowly(transport, answer, head))
        else:
            self._send(transport, answer.sent, head)
            self._go_on()

    def _gone(self) -> bool:
        return self._lost or self.transport is None or self.transport.is_closing()

    def _send(self, transport: asyncio.Transport, sent: evidence.Reply, head: Head) -> None:
        assert isinstance(sent, evidence.Response)
        said, stays = octets(sent, head.stays and not self._ending, head.old)
        transport.write(said)
        if not stays:
            self._end(transport)

    async def _slowly(self, transport: asyncio.Transport, answer: Answer, head: Head) -> None:
        try:
            if answer.pause:
                await asyncio.sleep(answer.pause)
            if answer.delivery is not None:
                self._ending = True
                await deliver(transport, answer.delivery)
            elif not transport.is_closing():
                self._send(transport, answer.sent, head)
        finally:
            self._task = None
        self._go_on()

    def _refuse(self, error: NotHttp, broken: str = "") -> None:
        """Refuse what is no request: nothing that follows can be told from it."""
        self._stop_waiting()
        self._answering = _NOTHING
        self._deaf = self._ending = True
        self._port.refuse(problem(error.status, error.detail), error.octets, broken, self._answered)

    # The end.

    def _end(self, transport: asyncio.Transport) -> None:
        """Close the connection: at once, or when the caller has stopped sending, so that the answer reaches him."""
        self._ending = True
        if not self._deaf or self._ended:
            transport.close()
            return
        if transport.can_write_eof():
            transport.write_eof()
        self._timer = asyncio.get_running_loop().call_later(LINGER_SECONDS, transport.close)

    # What does not come.

    def _await_rest(self) -> None:
        """Wait for the rest of a request that has begun, so long at most."""
        if self._timer is not None or self._ending or self.busy or self._clogged:
            return
        if self._head is not None:
            self._timer = asyncio.get_running_loop().call_later(BODY_SECONDS, self._too_late)
        elif len(self._incoming):
            self._timer = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._too_late)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        """Refuse a request whose rest has not come (RFC 9110 section 15.5.9, for a head)."""
        self._timer = None
        if self.transport is not None and not self.transport.is_closing():
            self._break_off(LATE, 408)

    def _break_off(self, why: str, status: int = 400) -> None:
        """Write down a request of which not all came, and say so to a caller who still listens; no rule counts it."""
        if self._ending:
            return
        head, self._head = self._head, None
        if head is None and len(self._incoming):
            broken = f"the head did not come whole: {why}"
            self._refuse(NotHttp("The request did not arrive.", self._incoming.unread, status), broken)
        elif head is not None:
            got = self._incoming.so_far(head)
            of = "" if head.length == CHUNKED else f" of {head.length}"
            broken = f"{len(got)}{of} octets of content came, and not the rest: {why}"
            self._answer(head, got, problem(400, "The content did not arrive."), broken)
