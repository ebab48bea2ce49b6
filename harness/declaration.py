"""Says what the supplier declares in hallmark.yaml: product, profile, role, classes, target, limits, fixtures."""

from __future__ import annotations

import re
import shlex
from datetime import time
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from harness.auth import WORD, Auth, NoAuth, OwnAuthority, web_address
from harness.evidence import Deviation, Product
from harness.sealed import Reference, Sealed

TIME_OF_DAY: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
PROFILE_NAME: Final = re.compile(r"[a-z0-9-]+(@[0-9][0-9A-Za-z.-]*)?")
"""Of a profile that Hallmark carries."""
_ELSEWHERE: Final = re.compile(r"\.{1,2}/.+|/.+|[^:#]+\.zip(#.+)?|https?://.+", re.ASCII)
"""A folder or a packed file here, or an address."""


class Tls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files in PEM form, relative to the run file; without `ca` the certificates of this machine are trusted."""

    ca: str = ""
    """The authorities that are trusted; a private one of the product's is declared here, and is no fault of it."""
    client_cert: str = ""
    """Shown by every identity that has no certificate of its own."""
    client_key: str = ""
    """The key of `client_cert`; the two are given together."""
    client_key_password: Sealed | None = None
    """By reference, where the key is encrypted."""

    def __post_init__(self) -> None:
        if bool(self.client_cert) != bool(self.client_key):
            raise ValueError("client_cert and client_key are given together")


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The product's interface and how to sign in to it."""

    base_url: str
    """Where the interface begins: paths of the description are added to it."""
    plain_url: str = ""
    """Where the product would be reached without TLS, whose refusal is tried; empty: port 80 where base_url is on 443,
    else the same port."""
    environment: Literal["sandbox", "uat"] = "sandbox"
    """Never the live one: a run creates incidents."""
    proxy: str = ""
    """URL of a proxy on the way; `${HTTPS_PROXY}` that is not set means none."""
    auth: Auth = NoAuth()
    """The credential of identity `own-agency`."""
    identities: dict[str, Auth] = {}
    """Further credentials: `other-agency`, `expired`, `wrong-audience`, `read-only`."""
    tls: Tls = Tls()
    """Certificates: whom we trust, and what we show."""
    openapi: str = ""
    """The product's own API description, for profiles that bring none: a path relative to the run file, or a URL on one
    of the declared hosts, which is fetched when a run begins."""
    headers: dict[str, str | Reference] = {}
    """Fields that every request to the product carries besides; a value given by reference is a secret."""

    def __post_init__(self) -> None:
        web_address("base_url", self.base_url)
        if self.plain_url and not self.plain_url.startswith("http://"):
            raise ValueError("plain_url begins with http://: it is where TLS is not spoken")
        if self.plain_url:
            web_address("plain_url", self.plain_url)
        if self.openapi.lower().startswith(("http:", "https:")):
            web_address("openapi", self.openapi)
        if "own-agency" in self.identities:
            raise ValueError("the identity own-agency is what target.auth says; it is not given twice")
        if self.proxy:
            web_address("proxy", self.proxy)
        for name in self.headers:
            if not re.fullmatch(WORD, name):
                raise ValueError(f"headers: {name!r} is not the name of a header field")

    @property
    def base(self) -> str:
        """Return the base URL without a trailing slash."""
        return self.base_url.rstrip("/")

    def auth_of(self, identity: str) -> Auth | None:
        """Return the credential of `identity`, or None when none was declared."""
        return self.auth if identity == "own-agency" else self.identities.get(identity)


NOWHERE: Final = Target(base_url="http://nowhere.invalid")
"""The target of a run file that names none (RFC 2606)."""


class Blackout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A time of each day in which nothing is sent: the run pauses, and goes on after it."""

    from_: Annotated[str, msgspec.Meta(pattern=TIME_OF_DAY)]
    """When it begins, as in `08:30`."""
    to: Annotated[str, msgspec.Meta(pattern=TIME_OF_DAY)]
    """When it is over; earlier than `from` means on the next day."""
    zone: str = "UTC"
    """By whose clocks, as in `Europe/London`."""

    def __post_init__(self) -> None:
        if self.from_ == self.to:
            raise ValueError("a blackout has a beginning and another end")
        if self.zone != "UTC":
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"no time zone is called {self.zone!r}; one is Europe/London") from None

    @property
    def begin(self) -> time:
        """Return when it begins."""
        return time.fromisoformat(self.from_)

    @property
    def end(self) -> time:
        """Return when it is over."""
        return time.fromisoformat(self.to)


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard and how long the product may be worked; a run stops at the first that is reached."""

    requests_per_second: Annotated[float, msgspec.Meta(gt=0)] = 50.0
    """How many requests may be sent in a second."""
    max_requests: Annotated[int, msgspec.Meta(ge=1)] = 20_000
    """How many requests a run may send."""
    max_minutes: Annotated[float, msgspec.Meta(gt=0)] = 20.0
    """How long a run may take, with all that it waits for, a person at the product too."""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    """How long one request may take."""
    stimulus_seconds: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    """How long a product that was made to act is waited for, at most."""
    read_only: bool = False
    """Send nothing that creates or changes: only GET, HEAD and OPTIONS."""
    concurrency: Annotated[int, msgspec.Meta(ge=1)] = 16
    """Requests that may be under way at once."""
    blackouts: tuple[Blackout, ...] = ()
    """Times of day in which nothing is sent."""


class Hooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Programs that the run file's author wants run; none by a shell."""

    before: tuple[str | tuple[str, ...], ...] = ()
    """Each a list of words (`[./reset-sandbox, --quiet]`), or one text that is cut into words as a shell would."""
    after: tuple[str | tuple[str, ...], ...] = ()
    """The same, when the run has ended, however it ended."""

    def __post_init__(self) -> None:
        for command in (*self.before, *self.after):
            words(command)


def words(command: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a hook as a program and its arguments; raises ValueError when it is none."""
    cut = tuple(shlex.split(command)) if isinstance(command, str) else command
    if not cut or not cut[0]:
        raise ValueError("a hook is a program and its arguments: [./reset-sandbox, --quiet]")
    return cut


class PartnerTls(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A certificate of your own, which the product trusts already, in files (PEM)."""

    certificate: str
    """With those that lead to its authority below it."""
    key: str
    """Without a password."""
    ca: str = ""
    """The authority's, where the product has to be told of it; empty: everybody trusts it."""


class PartnerAuthority(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The identity provider that Hallmark plays, whose tokens the product takes: `auth: {kind: authority}`."""

    audience: str
    """Whom the product says that its tokens are for (`aud`)."""
    listen: str = ""
    """Address and port to listen on while the run lasts; empty: `hallmark mock authority --state DIR` serves it."""
    issuer: str = ""
    """The URL under which the product finds it, as its tokens name it (`iss`); empty: http:// and `listen`, or https://
    where it speaks TLS."""
    tls: Literal["", "auto"] | PartnerTls = ""
    """With what it speaks TLS while it listens: `auto` makes throw-away certificates, which stay in `state` while they
    hold, and in the run's folder otherwise; files are a certificate of your own; empty: it does not."""
    state: str = ""
    """A folder that keeps its keys, relative to the run file; empty: they are made for the run, and go with it."""
    algorithm: Literal["RS256", "PS256", "ES256"] = "RS256"
    """How tokens are signed."""
    type: Literal["JWT", "at+jwt"] = "JWT"
    """What a token calls itself (`typ`); RFC 9068 has `at+jwt`."""
    patience_seconds: Annotated[float, msgspec.Meta(ge=0)] = 60.0
    """How long a product may take to find a key that was not published when it last looked."""

    def __post_init__(self) -> None:
        if self.listen:
            host, colon, port = self.listen.rpartition(":")
            if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
                raise ValueError("authority.listen is an address and the port that the product knows: 127.0.0.1:8801")
        elif self.tls:
            raise ValueError("authority.tls goes with listen: who serves it elsewhere says there how")
        elif not (self.issuer and self.state):
            raise ValueError("authority: give listen, or issuer and state of one that is served already")
        if self.issuer:
            web_address("issuer", self.issuer)

    @property
    def url(self) -> str:
        """Return the issuer, without a trailing slash."""
        return (self.issuer or f"{'https' if self.tls else 'http'}://{self.listen}").rstrip("/")


def listens_on(name: str, text: str) -> None:
    """Raise ValueError for what is no address and port to listen on."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdigit() and int(port) < 65536):
        raise ValueError(f"{name} is an address and a port: 127.0.0.1:0")


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one of several partners listens, and is found."""

    listen: str = "127.0.0.1:0"
    """Address and port to listen on; port 0 takes a free one."""
    public_url: str = ""
    """Where the product finds that address; empty: there."""

    def __post_init__(self) -> None:
        listens_on("listen", self.listen)
        if self.public_url:
            web_address("public_url", self.public_url)


class Partners(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the product reaches the partners that Hallmark plays."""

    listen: str = "127.0.0.1:0"
    """Address and port to listen on; port 0 takes a free one."""
    public_url: str = ""
    """Where the product finds that address; empty: callbacks cannot be shown, unless the target is on this machine."""
    tls: Literal["", "auto"] | PartnerTls = ""
    """With what our partners speak TLS: `auto` makes throw-away certificates of an authority that the product is told
    of, in the run's folder; files are a certificate of your own; empty: they do not."""
    authority: PartnerAuthority | None = None
    """The identity provider that Hallmark plays, where the product takes its tokens."""
    behind_proxy: bool = False
    """Whether a proxy of yours takes the calls at public_url and passes them on: TLS ends there, so that nothing can be
    shown of handshakes."""
    client_secret: Sealed | None = None
    """What the product signs in with at our partners, by reference; without it each run makes one of its own, which
    programs and calls are told, and a person finds in a file of the run."""
    allow_callbacks_to: tuple[str, ...] = ()
    """Further hosts that our partners may call back, by exact name; beside them only this machine is. Where a product
    refuses private addresses, the host of our own listener stands here as well: the product exempts it alone."""
    several: dict[str, Address] = {}
    """Where the partners are that are called in one scene together, by their names; those not named listen on a free
    port of this machine."""

    def __post_init__(self) -> None:
        listens_on("listen", self.listen)
        if self.public_url:
            web_address("public_url", self.public_url)
        if self.behind_proxy and (self.tls or not self.public_url):
            raise ValueError("behind_proxy goes with public_url and without tls: TLS ends at the proxy")


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a product is made to act without a person: by a program, or by a call to its own test interface."""

    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell; what it needs to know stands in variables `HALLMARK_...`, and
    as JSON on its standard input."""
    url: str = ""
    """An address of the product's that is POSTed the same JSON; `{stimulus}`, or `{question}`, stands for the name."""

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.url):
            raise ValueError("a stimulus is brought about, and a question asked, by either a command or a url")
        if self.url:
            web_address("url", self.url.replace("{stimulus}", "x").replace("{question}", "x"))


class Subscribed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subscription that the product has already, where it takes events and cannot be made to subscribe."""

    url: str
    """Where it takes events: the callback URL that it would give."""
    key_id: str
    """The name of the key, as events bear it."""
    secret: Sealed
    """What events are signed with, in base64; by reference."""
    id: str = ""
    """What it calls the subscription when it fetches what an event is about."""

    def __post_init__(self) -> None:
        web_address("url", self.url)


class Effects(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it can be seen what a product that takes events made of them; they are found there by their names."""

    url: str = ""
    """An address of the product's that is read by GET: a list of the events that it acted on, in any form."""
    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell, that prints such a list."""

    def __post_init__(self) -> None:
        if bool(self.command) == bool(self.url):
            raise ValueError("effects are read by either a command or a url")
        if self.url:
            web_address("url", self.url)


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When `hallmark gate` stops a release; it changes no verdict."""

    fail_on: Literal["must", "should", "regressions"] = "must"
    """`must`: every MUST of a claimed class that is not met. `should`: recommendations too. `regressions`: only what
    the baseline did not have, MUST and SHOULD alike."""
    flakes_above: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    """Percentage of the requirements that may fail in the run and pass when it is repeated (`--rerun`)."""
    slower_above: Annotated[float, msgspec.Meta(ge=1)] | None = None
    """Ratio of a class's median answer to the baseline's, beyond which, spread and all, it is too slow; none: only
    said."""
    lost_coverage: Literal["stop", "say"] = "stop"
    """What to do when a class or an operation is no longer exercised."""
    stale_deviations: Literal["stop", "say"] = "stop"
    """What to do when a known deviation is no longer needed."""


class Declaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole run file."""

    product: Product
    """What is tested, as the report names it."""
    profile: str | tuple[str, ...]
    """What it is tested against: `id@version`, or a list; `hallmark profiles` lists them. Another publisher's is a
    folder (`./duty/1.0`), a packed file or an https address with `#sha256=` or `#key=`, relative to this file."""
    target: Target = NOWHERE
    """Where the product is, and how to sign in; left out for a role in which the product only calls others."""
    role: str = ""
    """The role that the product takes; empty: the first role of which the profile can test anything."""
    classes: tuple[str, ...] = ()
    """The conformance classes that the supplier claims; empty: all that can be tested."""
    limits: Limits = Limits()
    """How hard and how long it may be worked."""
    fixtures: dict[str, Any] = {}
    """What exists over there, by the names that the profile asks for."""
    hooks: Hooks = Hooks()
    """Programs run before and after."""
    partners: Partners = Partners()
    """How the product reaches us."""
    stimuli: dict[str, Way] = {}
    """How a product that calls others is made to act, by the profile's stimuli; `*` is for all that are not named. What
    is not given here a person at the terminal is asked for."""
    subscription: Subscribed | None = None
    """For a product that takes events: the subscription that it has. Without it the stimulus `subscribe` makes it ask
    for one, which is the better test."""
    effects: Effects | None = None
    """For a product that takes events: where its effects are seen, unless it fetches what they are about."""
    answers: str = ""
    """A file of answers that were recorded: the profile's questions, each with yes or no."""
    enquiries: dict[str, Way] = {}
    """How what a person at the product would see is found out where nobody sits there, by the profile's questions; `*`
    is for all that are not named. A program prints yes or no, an address answers with it; the finding is attested."""
    known_deviations: tuple[Deviation, ...] = ()
    """Requirements that are known not to be met; they are printed, weigh in the gate, and change no outcome."""
    seed: int | None = None
    """Makes a run repeatable; without it the command line draws one and says which."""
    gate: Gate = Gate()
    """When `hallmark gate` stops a release."""

    def __post_init__(self) -> None:
        if not self.profiles or not all(PROFILE_NAME.fullmatch(n) or _ELSEWHERE.fullmatch(n) for n in self.profiles):
            raise ValueError(
                "profile is an id and a version, as in incident-transfer@1.0, or a list of these; a profile of another"
                " publisher is a folder, as in ./duty/1.0, or a packed file, as in duty-1.0.zip#sha256=..."
            )
        declared = (self.target.auth, *self.target.identities.values())
        if self.partners.authority is None and any(isinstance(auth, OwnAuthority) for auth in declared):
            raise ValueError(
                "kind authority needs partners.authority: whom the product takes for its identity provider"
            )
        for deviation in self.known_deviations:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", deviation.expires):
                raise ValueError(f"known_deviations: expires of {deviation.requirement} is a date, as in 2027-03-31")

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles, one or many, as a tuple."""
        return (self.profile,) if isinstance(self.profile, str) else self.profile
