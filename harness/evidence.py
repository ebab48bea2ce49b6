"""Says what happened: the observations of a run and the context in which they were made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

HALLMARK = "hallmark"
"""The party that this harness plays when it sends a probe."""
PRODUCT = "product"
"""The party under test."""
WITHOUT_TLS = "product-without-tls"
"""The party under test where it is called over plain HTTP although its address says https."""
EFFECTS = "product-effects"
"""The product's own list of what it did, at an address that the run file declares."""
TOKEN_SERVER = "authorization-server"
"""The party that issues tokens; it may not be the product."""
ELSEWHERE = "elsewhere"
"""The host that a partner's redirect leads to, where that is another one."""
RELAY = "relay"
"""This harness, where it stands between two products and passes on what they say to each other."""
OWN_ANSWER = "relay:"
"""How `Exchange.fault` begins where the relay itself answered, or failed to ask: what follows says why."""


class ExchangeId(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Names one observation of a run; the order of two ids of one partition is the order in which they happened."""

    partition: str
    """Given by the plan, never by the worker: a workflow, a protocol probe or an operation that was fuzzed."""
    ordinal: int
    """Counts up from 0 within the partition."""

    def __str__(self) -> str:
        return f"{self.partition}#{self.ordinal}"


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """When things happened, in integer microseconds, monotonic since the start of the partition."""

    anchor: int
    """Wall clock (microseconds since 1970, UTC) at the partition's zero; `anchor + sent` is when a request left."""
    queued: int = 0
    connect: int = 0
    """How long the connection took to open; 0 when it was reused."""
    sent: int = 0
    """When the last byte of the request was handed to the kernel."""
    first_byte: int = 0
    """When the first byte of the reply arrived; 0 when none did."""
    last_byte: int = 0
    lag: int = 0
    """The longest delay of our own machine's heartbeat while this exchange was under way."""


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that were taken out before keeping; they are overwritten in place by as many asterisks."""

    part: str
    """`request.target`, `request.head`, `request.body`, `reply.head` or `reply.body`."""
    offset: int
    length: int
    """Bytes from `offset` in that part; the original length, which is also the length of the asterisks."""
    marker: str
    """What it was: `secret:bearer`, `secret:client-secret`, `personal:/persons/0/name` ..."""
    pointer: str = ""
    """JSON pointer (RFC 6901) of the value that was overwritten, where the part is a JSON body."""
    facts: dict[str, str] = {}
    """Typed facts that rules need, attested by the gatherer: `credential: genuine | expired | tampered ...`, `alg`."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """An HTTP request as it went over the wire."""

    method: str
    target: str
    """The request target as sent (RFC 9112 section 3.2): path and query, percent-encoded."""
    head: bytes
    """The request line and header fields as sent, without the empty line that ends them."""
    body: bytes = b""
    """The body after transfer decoding and before content decoding."""
    broken_off: str | msgspec.UnsetType = msgspec.UNSET
    """Of a request to a partner that never came whole: what was missing and why, in words. No rule is shown one."""


class Response(msgspec.Struct, frozen=True, kw_only=True, tag="response"):
    """A whole answer."""

    status: int
    head: bytes
    """Status line and header fields as received, in their order, without the empty line that ends them."""
    body: bytes = b""
    """The body after transfer decoding (chunked) and before content decoding (gzip)."""


class Partial(msgspec.Struct, frozen=True, kw_only=True, tag="partial"):
    """An answer that began and did not end well."""

    why: str
    """`our_cap`, `timeout`, `reset`, `closed`, `length`, `malformed`, `head_cap` or `interrupted`."""
    status: int = 0
    """0 when not even a status line was understood."""
    head: bytes = b""
    body: bytes = b""


class Silence(msgspec.Struct, frozen=True, kw_only=True, tag="silence"):
    """No answer at all; it is neither a refusal nor a server error (house law 4)."""

    why: str
    """`refused`, `unreachable`, `reset`, `closed`, `timeout`, `tls`, `name`, `stale` (a reused connection had gone) or
    `interrupted` (the request was sent, and our process ended before an answer came)."""


Reply: TypeAlias = Response | Partial | Silence


class Exchange(msgspec.Struct, frozen=True, kw_only=True, tag="exchange"):
    """One request and what came back, whoever sent it."""

    id: ExchangeId
    from_party: str
    to_party: str
    request: Request
    reply: Reply
    times: Times
    identity: str = "own-agency"
    """Which declared credential was used; `none` for no credential."""
    fault: str | None = None
    """The fault that a partner of ours played in its reply; or that the relay, and nobody else, gave it."""
    caused_by: ExchangeId | None = None
    """The probe that made an inbound call happen; for a repeat, the attempt before."""
    attempt: int = 1
    redactions: tuple[Redaction, ...] = ()
    probe: str = ""
    """A note for readers: no rule may read it."""
    intent: str = ""
    """A note for readers: no rule may read it."""


class Handshake(msgspec.Struct, frozen=True, kw_only=True, tag="handshake"):
    """One TLS handshake, made or refused (RFC 8446)."""

    id: ExchangeId
    to_party: str
    host: str = ""
    """Name or address that was called, as the base URL has it."""
    port: int = 0
    at: int = 0
    """Wall clock, microseconds since 1970, UTC."""
    offered: tuple[str, ...] = ()
    """Versions: `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`."""
    can_offer: bool = True
    """Whether our own side is able to speak what was to be offered; if not, nothing was tried."""
    negotiated: str | None = None
    sni: str = ""
    chain: tuple[bytes, ...] = ()
    """Certificates as the product sent them (DER), its own first; they are kept even where they were not trusted."""
    checked: bool = False
    """Whether the certificate was checked against the name and the authorities that are trusted here."""
    verify_code: int = 0
    """OpenSSL's X509_V_ERR of that check; 0 where it found nothing."""
    anchor: bytes = b""
    """Certificate (DER) of a trusted authority that the chain leads to; empty where there is none."""
    roots: str = ""
    """Who says which authorities are trusted: `declared` by the run file, or this `machine`."""
    roots_digest: str = ""
    client_cert: bool = False
    """Whether we had a client certificate to show."""
    why: str = ""
    """Why nothing was negotiated: `alert`, `version` (another than was offered), `certificate`, `closed`, `reset`,
    `timeout`, `refused`, `unreachable`, `name`, `not-tls`, or `ours`, which lies with us."""
    alert: str | None = None
    """Name of the alert that the product sent (RFC 8446 section 6)."""


class Greeting(msgspec.Struct, frozen=True, kw_only=True, tag="greeting"):
    """One TLS handshake that the product began with a partner of ours, and what came of it (RFC 8446)."""

    id: ExchangeId
    to_party: str
    at: int = 0
    """Wall clock, microseconds since 1970, UTC."""
    fault: str | None = None
    """The fault that the partner played in it: a certificate that nobody should trust."""
    negotiated: str | None = None
    """The version; None where the handshake did not come to its end."""
    why: str = ""
    """Why nothing was negotiated: `alert`, `closed`, `reset`, `timeout`, `version` (no version or cipher in common),
    `in-the-clear` (a request of HTTP came without TLS) or `not-tls` (something else did); or what was wrong with the
    certificate that the product was asked for: `no-certificate`, `bad-certificate`."""
    alert: str | None = None
    """Name of the alert that the product sent (RFC 8446 section 6)."""


class Document(msgspec.Struct, frozen=True, kw_only=True, tag="document"):
    """A document that was handed over or fetched outside an operation, such as the supplier's own description."""

    id: ExchangeId
    name: str
    media_type: str
    body: bytes


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag="answer"):
    """What a person said; a finding that rests on it alone is attested (house law 10)."""

    id: ExchangeId
    by: str
    question: str
    text: str
    at: int


Observation: TypeAlias = Exchange | Handshake | Greeting | Document | Answer


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What was tested: one profile and role at one target."""

    profile: str
    """`id@version`."""
    profile_digest: str
    contract_digest: str
    role: str
    target: str
    """Base URL without a trailing slash; its path is the prefix of every operation's path."""
    classes: tuple[str, ...]
    """The conformance classes that the supplier claims."""
    only: tuple[str, ...] = ()
    """Requirements that the run was limited to; empty means all of the claimed classes."""
    party: str | msgspec.UnsetType = msgspec.UNSET
    """Its name in this evidence, where several products are in it; unset: it is `product`."""
    calls: str | msgspec.UnsetType = msgspec.UNSET
    """Beside `party`: the name of the party whose interface it calls; unset: it is called itself. Without `party`: of
    several partners that the product called, the one whose interface this is about."""
    product: Product | msgspec.UnsetType = msgspec.UNSET
    """Beside `party`: which product that is, where somebody said so."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """The supplier's product as declared."""

    name: str
    """As it is sold; printed on every report."""
    version: str
    """Of the build under test. The gate orders versions that are numbers: `4.2.1`."""
    supplier: str
    """Who makes it."""


class Deviation(msgspec.Struct, frozen=True, kw_only=True):
    """A known deviation that the supplier declares; it is printed and changes no outcome."""

    requirement: str
    """The id of the requirement that is not met: `IT-012`."""
    owner: str
    """Who answers for it."""
    reason: str
    """Why it is so, and what is planned."""
    expires: str
    """The day, as in `2027-03-31`, until which the gate accepts it."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """The conditions under which evidence was gathered."""

    name: str = "sandbox"
    round_trip: int = 0
    """Median time to open a connection, microseconds: the network's share of each answer."""
    skew: int = 0
    """The product's clock less ours, microseconds, from its Date header; exact to one second at best."""
    public_url: str = ""
    """Where the product was told to call us back; empty when no path was open."""
    platform: str = ""


class RunContext(msgspec.Struct, frozen=True, kw_only=True):
    """Everything outside the observations that a judgement may depend on."""

    run: str
    subjects: tuple[Subject, ...]
    product: Product
    seed: int
    harness: str
    """Version of Hallmark that gathered."""
    started: int
    """Wall clock, microseconds since 1970, UTC."""
    fixtures: dict[str, Any] = {}
    environment: Environment = Environment()
    deviations: tuple[Deviation, ...] = ()
    unavailable: dict[str, str] = {}
    """What the gatherer could not bring about, and why: `identity:other-agency`, `inbound`, `class:hub` ..."""
    witness: str = "supplier"
    challenge: str | None = None
    previous_run: str | None = None


HUNG_UP = "hung-up"
"""Why a requirement was left untried that holds what does not come, where nobody listened long enough for it."""


class Footer(msgspec.Struct, frozen=True, kw_only=True):
    """Closes a run; evidence without one is incomplete and can show nothing as conforming."""

    ended: int
    stopped: str
    """`finished`, `limit: ...`, `breaker: ...`, `interrupted` ..."""
    counts: dict[str, int]
    """Observations per partition."""
    planned: dict[str, int] = {}
    """Probes that the plan meant to send, per partition."""
    left: tuple[str, ...] = ()
    """Resources that the run made over there and did not close."""
    untried: dict[str, str] = {}
    """Requirements of which a probe could not be sent once the run was under way, and why: `setup:open-incident`."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence as the judge takes it: context, a stream of observations in canonical order, and the footer if any."""

    context: RunContext
    observations: Iterable[Observation]
    footer: Footer | None
