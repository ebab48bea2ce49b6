"""Says what a rule is: it selects exchanges, keeps a bounded state for each key, and gives signs; it never decides.

A *rule kind* (`sequence/1`) has a name, the shape of its parameters (`Params`), and `watch(params, world)`, which
returns a *watch*: the rule at work for one requirement. For each exchange in canonical order the judge asks `select(x)`
for a key (None: not mine), keeps what `step(state, x)` returns for that key, and collects the signs. At the end of the
watch's `scope` it asks `conclude(key, state)` for the rest.

A sign is what one case showed: `Passed`, `Broke` or `Unsure`. The judge counts signs and makes the finding
(tally.py). A rule selects by operation and correlated identifiers, never by `Exchange.probe` or `.intent`. A rule
kind's meaning never changes once released: a correction is `name/2`, and `name/1` stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from harness.arazzo import OWN, Workflow
from harness.contract import Contract, Problem
from harness.description import Description
from harness.evidence import ExchangeId, Observation, RunContext
from harness.profile import Profile
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.entry import LACKING, TURNED_AWAY, Entry, rightly_ours
from harness.reading.request import SOUND
from harness.rules.kinds import FAMILIES, kinds
from harness.verdict import Because
from harness.walks import Seen, Walks

Scope: TypeAlias = Literal["exchange", "partition", "run"]


class Params(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every rule kind's parameters: the `with` of a requirement."""


class Passed(msgspec.Struct, frozen=True, gc=False):
    """A case was decided in the product's favour by these exchanges."""

    cites: tuple[ExchangeId, ...]
    cases: int = 1
    """More than one where a single statement rests on many cases, such as measurements."""
    turned_away: bool = False
    """Whether the answer is one that who is not let in gets: it shows nothing where everybody gets it."""
    refusing: str = ""
    """The operation, where it is a refusal that counts, which one gives as well who lacks it or lets nobody in."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of an exchange whose sign is held until more is known, so that its repeats are counted."""

    id: ExchangeId
    request_print: bytes
    """As `Reading` has it."""
    length: int
    """Octets of the request's target and content."""


class Broke(msgspec.Struct, frozen=True, kw_only=True):
    """A case was decided against the product."""

    because: Because
    cites: tuple[ExchangeId, ...]
    """The first is the exchange that shows it."""
    operation: str = ""
    cause: str = ""
    """Names the root cause across requirements; empty: `because.code` and the operation."""
    size: int = 0
    """Size of the request that shows it, octets; the smallest is shown as minimal."""
    kinds: tuple[str, ...] | None = None
    """Of what kinds the request is, where the cause may lie in that and not in the operation."""
    case: Case | None = None
    """The exchange that shows it, where the sign was held; None: it is given as it is shown."""
    turned_away: bool = False
    """Whether it lies in being turned away, which says nothing of a product where every good credential is."""
    lacking: bool = False
    """Whether the answer is one that a product gives which does not have the operation: then that is the cause."""


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """A case of the kind sought came up and could not be told; never counts for or against the product."""

    because: Because
    cites: tuple[ExchangeId, ...]
    blocks: bool = True
    """Whether it keeps the requirement from conforming; if not, it only explains why too little was shown."""


Sign: TypeAlias = Passed | Broke | Unsure


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may know besides the exchanges."""

    profile: Profile
    contract: Contract
    workflows: dict[str, Workflow]
    context: RunContext
    role: str = ""
    target: str = ""
    """Base URL of the product, without a trailing slash."""
    finished: bool = True
    """Whether the run went to its end, so that what did not come was waited for."""
    ended: int = 0
    """When that was, microseconds since 1970; 0 where nobody says."""
    description: Description | None = None
    """The product's own API description, where the evidence brings one."""
    walks: dict[str, Walks]
    """Runs of each workflow as found so far; shared, so that several requirements follow them once."""
    seen: Seen = msgspec.field(default_factory=Seen)
    """Names that the partition being read has used so far."""
    entry: Entry = msgspec.field(default_factory=Entry)
    """Whether anybody was let in, and which operations are there; known when all was read."""

    def fixture(self, name: str) -> Any:
        """Return a fixture that the run declared, or None."""
        return self.context.fixtures.get(name)


class Watch(Protocol):
    """A rule at work for one requirement."""

    scope: Scope
    """When a key is finished: after its exchange, at the end of its partition, or at the end of the run."""
    operations: frozenset[str] | None
    """The operations it looks at, '' for requests that match none; None: every exchange."""
    least: int
    """Cases without which not all was looked at that the parameters name."""

    def select(self, x: Reading) -> Hashable | None:
        """Return the key of the case that `x` belongs to, or None."""

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[Sign, ...]]:
        """Return the next state of that key (None at first) and what `x` showed."""

    def conclude(self, key: Hashable, state: Any) -> tuple[Sign, ...]:
        """Return what the finished key showed."""


P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class RuleKind(Generic[P]):
    """One kind of requirement; see the module's text."""

    name: str
    Params: type[P]
    watch: Callable[[P, World], Watch]
    """Puts the rule to work. Raises ProfileError when the parameters contradict the profile or themselves."""


class Single:
    """A watch whose cases are single exchanges: subclasses say only what one exchange shows."""

    scope: Scope = "exchange"
    least: int = 1

    def __init__(self, operations: tuple[str, ...] = ()) -> None:
        self.operations: frozenset[str] | None = frozenset(operations) or None

    def look(self, x: Reading) -> Sign | None:
        """Return what `x` showed, or None where it is not of the kind sought."""
        raise NotImplementedError

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Tell whether `look` has to be asked at all; the answer is kept for all exchanges alike.

        `status` is None where no whole answer came. `usual`: sent in our own name, with a genuine credential, not HEAD.
        """
        return True

    def select(self, x: Reading) -> Hashable | None:
        """Take every exchange; `look` tells."""
        return x.id

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[Sign, ...]]:
        """Give the sign of the one exchange; nothing is remembered."""
        sign = self.look(x)
        return None, (sign,) if sign is not None else ()

    def conclude(self, key: Hashable, state: Any) -> tuple[Sign, ...]:
        """Nothing is left to say."""
        return ()


class OfDescription(Single):
    """A watch that judges the product's own API description itself; exchanges show it nothing."""

    def __init__(self) -> None:
        super().__init__()

    def opening(self) -> tuple[Sign, ...]:
        """Return what the description shows; asked once, before the first exchange."""
        raise NotImplementedError

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Look at no exchange."""
        return False

    def look(self, x: Reading) -> Sign | None:
        """Show nothing."""
        return None


class Beside(Single):
    """A watch of what is not the product's surface: handshakes, requests without TLS, calls for tokens, answers."""

    attested: bool = False
    """Whether what it shows rests on a person's word alone (house law 10)."""

    def __init__(self) -> None:
        super().__init__()

    def aside(self, one: Observation) -> tuple[Sign, ...]:
        """Return what one observation shows that no other rule is shown."""
        raise NotImplementedError

    def closing(self) -> tuple[Sign, ...]:
        """Return what is left to say at the end of the run."""
        return ()

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Look at no exchange."""
        return False

    def look(self, x: Reading) -> Sign | None:
        """Show nothing."""
        return None


class Following:
    """A watch that follows things through a partition and judges each exchange as it comes."""

    scope: Scope = "partition"
    operations: frozenset[str] | None = None
    least: int = 1

    def conclude(self, key: Hashable, state: Any) -> tuple[Sign, ...]:
        """Nothing is left to say."""
        return ()


def passed(x: Reading, *cites: ExchangeId) -> Passed:
    """Say that `x` decided a case in the product's favour, together with what it rests on."""
    return Passed((x.exchange.id, *cites), turned_away=x.status in TURNED_AWAY and not x.from_product)


def passed_if_there(x: Reading, *cites: ExchangeId) -> Passed:
    """The same where it is a refusal that counts: of a product that does not have the operation it shows nothing."""
    refuses = x.status in LACKING | TURNED_AWAY and not x.from_product
    return msgspec.structs.replace(passed(x, *cites), refusing=(x.operation_id or "-") if refuses else "")


def broke(
    x: Reading,
    code: str,
    *,
    cause: str = "",
    own: bool = False,
    anybody: bool = False,
    cites: tuple[ExchangeId, ...] = (),
    **params: Any,
) -> Broke:
    """Say that `x` decided a case against the product; a server error or HTML answer is its own root cause.

    `own` says that the cause is another than what the answers of that status have in common; `anybody`, that being
    turned away says nothing of the product where everybody is, whoever came here.
    """
    page = x.media_type == "text/html"  # what something in between says to whoever comes
    cause = cause if own else shared_cause(x) or cause
    return Broke(
        because=Because(code=code, params=params),
        cites=(x.id, *(c for c in cites if c != x.id)),
        operation=x.operation_id,
        cause=cause,
        size=len(x.exchange.request.target) + len(x.exchange.request.body),
        kinds=kinds(x) if (cause or code).partition("/")[0] in FAMILIES else None,
        lacking=x.status in LACKING and not x.from_product and x.operation is not None,
        turned_away=x.status in TURNED_AWAY and not x.from_product and (anybody or page or rightly_ours(x)),
    )


def held(sign: Broke, x: Reading) -> Broke:
    """Return a sign of `x` that can be given once more is known."""
    return msgspec.structs.replace(sign, case=Case(id=x.id, request_print=x.request_print, length=sign.size))


def unsure(x: Reading, code: str, **params: Any) -> Unsure:
    """Say that `x` was of the kind sought and could not be told."""
    return Unsure(because=Because(code=code, params=params), cites=(x.id,))


def open_question(x: Reading, problem: Problem) -> Unsure:
    """Say that `x` could not be told, and whose doing that is: the description's, the harness's or redaction's."""
    if problem.code == "unresolved":
        return unsure(x, "contract-unresolved", where=problem.schema_pointer, reason=problem.params.get("reason", ""))
    if problem.code in ("unread", "unjudged", "ambiguous"):
        return unsure(x, "not-judged", where=problem.schema_pointer, rule=problem.code)
    return unsure(x, "redacted", pointer=problem.pointer)


def aside(sign: Unsure) -> Unsure:
    """Say that something else has to show what could not be told here; by itself it keeps nothing from conforming."""
    return msgspec.structs.replace(sign, blocks=False)


def hidden(x: Reading) -> Unsure:
    """Say that the status of `x` has another reason, which hides what was asked; something else has to show it."""
    because = Because(code="hidden-by-status", params={"status": x.status})
    return Unsure(because=because, cites=(x.id,), blocks=False)


def listened(id: ExchangeId, since: int, quiet: int, ended: int) -> Sign:
    """Say that nothing came after `since` that must not come, where the run went on so long; all in microseconds."""
    if quiet and ended and ended - since < quiet:
        params = {"listened": max(0, ended - since) // 1000, "needed": quiet // 1000}
        return Unsure(because=Because(code="not-listened", params=params), cites=(id,), blocks=False)
    return Passed((id,))


def no_answer(x: Reading) -> Unsure | None:
    """Return the sign for an exchange without a whole answer (house law 4); None where the lack of it lies with us."""
    return None if x.status is not None or x.silence in NOT_THEIRS else unsure(x, "no-answer", why=x.silence)


def busy(x: Reading) -> bool:
    """Tell whether the product asked to be called later (RFC 6585 section 4, RFC 9110 section 15.6.4)."""
    return x.status == 429 or (x.status == 503 and "retry-after" in x.reply_headers)


def at_the_door(x: Reading) -> bool:
    """Tell whether who asks was turned away, which says nothing of what was asked.

    It does of our own agency with a good credential, which was let in before: where that is let in nowhere any more,
    the whole run shows it (tally.py).
    """
    return x.status in TURNED_AWAY and (x.renewed or not rightly_ours(x))


def soundly_ours(x: Reading) -> bool:
    """Tell whether `x` was sent in our own agency's name with a credential that is not bad on purpose."""
    return x.exchange.identity == OWN and x.credential in SOUND


def shared_cause(x: Reading) -> str:
    """Name the root cause that one answer has for every rule that looks at it, or return ''.

    What a call of the product's was answered is the partner's doing, and explains nothing of the product.
    """
    if x.from_product:
        return ""
    status = x.status or 0
    if status >= 500:
        return f"server-error/{x.operation_id}"
    if status and x.media_type == "text/html" and not x.comes_as_asked:
        return f"html-instead-of-api/{status}"
    if status >= 300 and x.operation is not None and x.operation.reply_for(status) is None:
        return f"status/{status}"
    return ""
