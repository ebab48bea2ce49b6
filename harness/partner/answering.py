"""Serves one partner on its ports, and lets each answer leave when the call is written down."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from msgspec import UNSET, structs

from harness import evidence
from harness.errors import MockError
from harness.evidence import ELSEWHERE
from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.certificates import Certificates
from harness.partner.committing import Commit
from harness.partner.faults.base import HANDSHAKE
from harness.partner.faults.choosing import NONE, Chosen, check, playable
from harness.partner.handshakes import GOOD, KeepShake, Trap
from harness.partner.heads import Head, unread
from harness.partner.identity.terms import ENDPOINTS
from harness.partner.identity.trusting import Beside
from harness.partner.knock import Knock
from harness.partner.listener import Listener, until_closed
from harness.partner.opening import Trusts
from harness.partner.outgoing import Begins
from harness.partner.outside import Outside
from harness.partner.play import Play, Said
from harness.partner.port import Answer, Asked, Come, Port, Then
from harness.partner.problem import problem
from harness.partner.recording import Keep, Settle, Taken, settled, whole
from harness.partner.running import Heard, Running, unheard
from harness.partner.secure import Guarded, contexts_of, is_of, server_context, shown_by, thumbprint, without_tls
from harness.partner.speaking import Clock, Speaker
from harness.partner.store import Store
from harness.partner.taking import MOST_WAITING, take

ADDRESS = "127.0.0.1"
OTHER_NAME: Final = "localhost"
"""The host that a redirect to another one leads to: this machine by another name."""
GOODBYE_SECONDS: Final = 0.5
"""How long a client may take to end TLS in order."""
_SECURELY: Final = Came(secure=True)


class Host:
    """One partner on one port, with TLS on two."""

    def __init__(
        self,
        play: Play,
        store: Store,
        secret: str,
        clock: Clock,
        defects: tuple[str, ...] = (),
        guarded: Guarded | None = None,
    ) -> None:
        self.store = store
        self.hear: Callable[[Heard], None] = unheard
        """Told of every request when its answer is known; set before the host starts."""
        self.keep: Keep | None = None
        """Writes every call down before it is answered; set before the host starts."""
        self.settle: Settle = settled
        """Writes down what `keep` only holds, before any of it is answered; set before the host starts."""
        self.keep_shake: KeepShake | None = None
        """The same of every TLS handshake."""
        self.crashes: list[str] = []
        """What our script or disk failed at: a fault of ours, whatever the caller makes of the answer that it gets."""
        self.knock: Knock | None = None
        """A call that we make ourselves, to see whether the way is open. It is answered, and kept as evidence of
        nobody."""
        self._commit: Commit | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.address = ADDRESS
        """Where it listens; set before the host starts."""
        self.state: Path | None = None
        """The folder that keeps the keys of the authority whose tokens are taken, if one does."""
        self.public = ""
        """Scheme, host and port under which others find it, where that is another address; set before it starts."""
        self.party = ""
        """What evidence calls it, where it is one of several; set before it starts."""
        self._defects = defects
        self._guarded = guarded
        self._secure = ""
        self._script, self._authority, self._description = play.script, play.authority, play.description
        self.outside = Outside(store, play.script.deliveries, clock, lambda: self._speaker.faults, self.crashes)
        """What its answers reach for beside the call, its own calls among it."""
        self._speaker = Speaker(play, self.outside, clock, self.crashes)
        self._secret = secret
        self._clock = clock
        self._taken_ports: list[tuple[socket.socket, Listener, Callable[[], asyncio.BaseProtocol]]] = []
        self._servers: list[tuple[asyncio.Server, Listener]] = []

    def decides(self, variant: str) -> None:
        """Decide from now on as a variant of the script says, or as ever (empty). Raises MockError."""
        self._speaker.decides(variant)

    def allows(self, hosts: Iterable[str]) -> None:
        """Call back these hosts too, beside this machine."""
        self.outside.allows(hosts)

    def keeps_own(self, begins: Begins) -> None:
        """Have each call of the partner's own written down before it is made; set before the host starts."""
        self.outside.keeps(begins)

    @property
    def secret(self) -> str:
        """What clients sign in with."""
        return self._secret

    @property
    def certificates(self) -> Certificates | None:
        """What it speaks TLS with."""
        return self._guarded.files if self._guarded is not None else None

    def beside(self) -> Trusts:
        """Return what trusts its authority, for partners that are served with it."""
        authority = self._authority
        return lambda terms: Beside(authority.ring, lambda: authority.issuer)

    @property
    def secure(self) -> bool:
        """Whether it speaks TLS."""
        return self._guarded is not None

    def plays(self, faults: Iterable[Chosen], seed: int = 0) -> None:
        """Play these faults from now on, counting calls anew. Raises MockError for what the partner cannot play."""
        faults = tuple(faults)
        script = self._speaker.play.script
        check(faults, script.operations, script.name)
        if self._guarded is None and (apart := [one.name for one in faults if HANDSHAKE in one.on]):
            raise MockError(f"{apart[0]} does not show as the partner is served", hint="Serve it with --tls auto.")
        if self._guarded is not None:
            playable(faults, self._guarded.files.bad)
        self._speaker.plays(faults, seed)
        if self._loop is not None and any(HANDSHAKE in one.on for one in faults):
            for _, made in self._servers:
                self._loop.call_soon_threadsafe(made.drop)

    async def start(self, port: int) -> Running:
        """Begin to serve; port 0 takes a free one. Raises MockError when the port cannot be had."""
        running = self.bind(port)
        await self.serve()
        return running

    def bind(self, port: int) -> Running:
        """Take the ports, within an event loop; nobody is answered before `serve`. Raises MockError as `start` does."""
        try:
            return self._bound(port)
        except MockError:
            for taken, _, _ in self._taken_ports:
                taken.close()
            self.store.close()
            raise

    async def serve(self) -> None:
        """Answer from now on, those first who have called since the ports were taken."""
        loop = asyncio.get_running_loop()
        for taken, made, protocol in self._taken_ports:
            server = await loop.create_server(protocol, sock=taken, backlog=MOST_WAITING)
            self._servers.append((server, made))

    def _bound(self, port: int) -> Running:
        script, guarded = self._script, self._guarded
        self._loop = asyncio.get_running_loop()
        self._commit = Commit(self.keep, self.settle) if self.keep is not None else None
        plain = ""
        if guarded is None:
            root = self._listen(port, self._come_plainly, None)
        else:
            root = self._secure = self._listen(port, self._come_by_tls, contexts_of(guarded))
            plain = self._listen(0, self._come_without_tls, None)
        self._authority.root = self.public or root
        self._authority.asks_certificates = guarded is not None and guarded.mutual
        if self.keep is not None:
            away = self._listen(0, self._come_elsewhere, self._contexts_elsewhere())
            self._speaker.elsewhere = away.replace(self.address, OTHER_NAME)
        return Running(
            script=script,
            url=root + script.base,
            token_url=root + script.authority.token_path if self._authority.endpoints else "",
            issuer=self._authority.taken,
            secret=self._secret,
            state=self.state,
            defects=self._defects,
            description=self._description,
            certificates=guarded.files if guarded else None,
            mutual=guarded.mutual if guarded else False,
            plain_url=plain + script.base if plain else "",
            crashes=self.crashes,
        )

    def _contexts_elsewhere(self) -> dict[str, ssl.SSLContext] | None:
        """Return what the other host speaks TLS with, for whoever comes, where its certificate names it; else None.

        Many clients follow from TLS to TLS alone, and would not be seen at a host without it.
        """
        guarded = self._guarded
        if guarded is None or not is_of(guarded.files.server, OTHER_NAME):
            return None
        return {GOOD: server_context(replace(guarded, mutual=False))}

    def _listen(self, port: int, come: Come, contexts: dict[str, ssl.SSLContext] | None) -> str:
        """Take requests on a port; return scheme, host and port."""
        came = Came(secure=contexts is not None, elsewhere=come == self._come_elsewhere)
        refuse = functools.partial(self._refuse, came=came)
        made = Listener(Port(self._script.max_body, self._clock, come, self._answer, refuse))
        taken = take(self.address, port)
        self._taken_ports.append(
            (taken, made, made if contexts is None else functools.partial(self._trap, made, contexts, came.elsewhere))
        )
        return f"{'https' if contexts else 'http'}://{self.address}:{taken.getsockname()[1]}"

    def _trap(self, made: Listener, contexts: dict[str, ssl.SSLContext], elsewhere: bool) -> Trap:
        if elsewhere:  # no fault is played there, and what matters is what is sent
            return Trap(made, contexts, lambda: NONE, None, self._clock, GOODBYE_SECONDS)
        return Trap(made, contexts, lambda: self._speaker.faults, self.keep_shake, self._clock, GOODBYE_SECONDS)

    async def stop(self) -> None:
        """Stop serving; what waits to be sent is given up."""
        for server, made in self._servers:
            server.close()
            await made.shutdown(0.5, 2 * GOODBYE_SECONDS)
            await until_closed(server, GOODBYE_SECONDS)
        await self.outside.close()
        self.store.close()

    def _answer(self, asked: Asked, early: Reply | None, then: Then) -> None:
        """Answer a request; `early` is what was decided without its content."""
        head = asked.head
        knock = self.knock
        # What is refused early brings no content here, whatever was sent.
        body = knock.body if knock is not None and early is not None else asked.body
        if knock is not None and knock.takes(head.method, head.target, head.headers, body, self._script.base):
            then(Answer(whole(early or knock.reply, head.method)))
            return
        said, sent = self._speaker.said(asked, early)
        reply = said.reply
        if self.hear is not unheard:
            self.hear(
                Heard(method=head.method, target=head.target, headers=head.fields, body=asked.body, status=reply.status)
            )
        answer = Answer(sent, reply.pause, reply.delivery)
        if self._commit is None:
            then(answer)
            return
        request = evidence.Request(method=head.method, target=head.shown_target, head=head.raw, body=asked.body)
        if asked.broken:
            # Half a secret is none that could be looked for.
            body = b"" if self._speaker.play.named(head.method, head.target) in ENDPOINTS else asked.body
            request = structs.replace(request, body=body, broken_off=asked.broken)
        taken = self._taken(request, said, sent, said.fault or asked.fault, asked.at, asked.came)
        self._commit.add(taken, functools.partial(self._committed, then, answer))

    def _committed(self, then: Then, answer: Answer, kept: bool) -> None:
        """Let an answer leave whose call is written down."""
        if not kept:
            self.crashes.append("a call could not be written down")
        then(answer if kept else None)

    def _refuse(self, reply: Reply, data: bytes, broken: str, then: Then, came: Came) -> None:
        """Finish a refusal of what is not HTTP, or not yet, and keep what was sent."""
        reply = self._speaker.play.spoken(self.outside, reply, came=came)
        answer = Answer(self._speaker.sent(reply, ""))
        if self._commit is None:
            then(answer)
            return
        method, target, head = unread(data)
        asked = evidence.Request(method=method, target=target, head=head, broken_off=broken or UNSET)
        taken = self._taken(asked, Said(reply), answer.sent, "", self._clock(), came)
        self._commit.add(taken, functools.partial(self._committed, then, answer))

    def _taken(
        self, asked: evidence.Request, said: Said, sent: evidence.Reply, fault: str, came_at: float, came: Came
    ) -> Taken:
        return Taken(
            request=asked,
            reply=sent,
            operation=said.operation,
            client=said.client,
            fault=fault,
            party=ELSEWHERE if came.elsewhere else self.party,
            came=came_at,
            answers=self._clock() + said.reply.pause,
        )

    def _come_plainly(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        return PLAINLY, None

    def _come_elsewhere(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        return Came(elsewhere=True), problem(421, "This is another host than the one that was called first.")

    def _come_by_tls(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        if self._guarded is None or not self._guarded.mutual:
            return _SECURELY, None
        shown = shown_by(transport.get_extra_info("ssl_object"))
        return Came(secure=True, certificate=thumbprint(shown), shown=shown), None

    def _come_without_tls(self, head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        return PLAINLY, without_tls(self._script.tls, head.method, self._secure, head.target)
