"""Signs in by a workflow whose outcome is a token or cookie, and does so again when that is refused."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

from harness.auth import Login
from harness.evidence import TOKEN_SERVER, Exchange, Silence
from harness.expression import MISSING
from harness.gather.bench import Bench, Purpose
from harness.gather.identity.forge import Unavailable
from harness.gather.inputs import Inputs, Unfillable
from harness.gather.means import Means
from harness.gather.message import Field, Message
from harness.gather.scenarios import walk
from harness.gather.signin.loginscript import Script
from harness.gather.strand import Strand
from harness.gather.transmission.letter import Manner
from harness.gather.wire import Wire
from harness.reading import Reading
from harness.walks import scope_of

SHORTEST = 6
"""Characters from which on an output is taken for a secret."""
_SET_COOKIE = re.compile(rb"(?im)^set-cookie:[ \t]*([!#-+\--:<>-\[\]-~]+?)=([^;\r\n]*)")
_VISIBLE = re.compile(r"[ -~]{1,65536}")


class LoginSource:
    """The outcome of one identity's login; may be shared by threads."""

    def __init__(
        self, identity: str, auth: Login, script: Script, wire: Wire, partition: Callable[[], Strand], client: str
    ) -> None:
        """Each login's requests are exchanges of the partition that `partition` makes when the first is due."""
        self._identity = identity
        self._auth = auth
        self._script = script
        self._wire = wire
        self._make_partition = partition
        self._strand: Strand | None = None
        self._client = client
        self._lock = threading.Lock()
        self._token = ""

    def current(self) -> str | Unavailable:
        """Return the outcome of the last login; the first time there is one."""
        with self._lock:
            return self._token or self._sign_in()

    def renewed(self, refused: str) -> str | Unavailable:
        """Return an outcome other than the one that was refused."""
        with self._lock:
            if self._token and self._token != refused:
                return self._token  # another thread was first
            return self._sign_in()

    def _sign_in(self) -> str | Unavailable:
        if self._strand is None:
            self._strand = self._make_partition()
        browser = _Browser(self._wire, self._script, self._identity, self._client)
        given = {**self._auth.inputs, **{name: str(secret) for name, secret in self._auth.secrets.items()}}
        try:
            walked = walk(self._script.workflow, self._bench(browser, self._strand), given)
        except Unfillable as lack:
            return Unavailable(f"the login needs {lack.need}, which is not given")
        if walked.ended != "succeeded":
            return Unavailable(f"the login ended at its step {walked.step} ({walked.ended})")
        found = walked.outputs.get(self._auth.output)
        if found is None and self._auth.send == "cookie":
            found = browser.cookies.get(self._auth.name)
        if not isinstance(found, str) or not _VISIBLE.fullmatch(found):
            return Unavailable(f"the login gave no usable {self._auth.name or self._auth.output}")
        self._wire.learn(f"{self._identity}/login", found.encode("ascii"))
        self._token = found
        return found

    def _bench(self, browser: _Browser, strand: Strand) -> Bench:
        clock = self._wire.clock
        return Bench(
            sender=browser,
            strand=strand,
            contract=self._script.contract,
            base=self._script.base,
            inputs=Inputs(run="login", seed=0, partition=strand.name, fixtures={}, now=clock.wall),
            clock=clock,
            means=Means(identities=frozenset(), fixtures=frozenset(), inbound=False, write=True),
        )


class _Browser:
    """Sends the requests of one login, and gives back the cookies that it is given (RFC 6265)."""

    def __init__(self, wire: Wire, script: Script, identity: str, client: str) -> None:
        self._wire = wire
        self._script = script
        self._identity = identity
        self._client = client
        self.cookies: dict[str, str] = {}

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Send one request; what its answer gives is redacted before it is kept."""
        headers: tuple[Field, ...] = message.headers
        if self.cookies:
            headers += (("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())),)
        return self._wire.send(
            strand,
            message.method,
            self._script.base + message.target,
            headers,
            message.body,
            identity=self._identity,
            intent=f"login: {purpose.intent}",
            attempt=purpose.attempt,
            caused_by=purpose.caused_by,
            to_party=TOKEN_SERVER,
            manner=Manner(client=self._client, find=self._secrets),
        )

    def _secrets(self, exchange: Exchange) -> Iterator[bytes]:
        """Keep the cookies of an answer; yield them, and whatever a step would take out of it."""
        if isinstance(exchange.reply, Silence):
            return
        found = list(outputs_in(exchange, self._script))
        for name, value in _SET_COOKIE.findall(exchange.reply.head):
            self.cookies[name.decode("latin-1")] = value.decode("latin-1")
            found += [value] if len(value) >= SHORTEST else []
        for secret in found:
            self._wire.learn(f"{self._identity}/login", secret)  # it comes back in the next request
            yield secret


def outputs_in(exchange: Exchange, script: Script) -> Iterator[bytes]:
    """Yield what the outputs of the workflow's steps find in an answer."""
    reading = Reading(exchange, script.contract, script.base)
    scope = scope_of(reading)
    for step in script.workflow.steps:
        if step.operation == reading.operation_id:
            for _, reference in step.outputs:
                value = reference.resolve(scope)
                if value is not MISSING and isinstance(value, str | int) and len(str(value)) >= SHORTEST:
                    yield str(value).encode()
