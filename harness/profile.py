"""Says what is promised: a profile, its conformance classes, and the requirements a product in a role must meet."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

import msgspec


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Basis(StrEnum):
    """Who says so: a named standard, our testable reading of one, or Hallmark itself."""

    PUBLISHED = "published"
    DERIVED = "derived"
    HARNESS = "harness"


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a requirement comes from: a key of the profile's `sources`, and the clause there."""

    ref: str
    clause: str = ""


class Publication(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that requirements rest on."""

    title: str
    url: str = ""
    read: str = ""
    """How far it was read: `in full`, `first page`, `second hand`."""


class RuleCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """A rule kind such as `sequence/1`, and the parameters that a requirement gives it."""

    rule: str
    with_: dict[str, Any] = {}


class NotTested(msgspec.Struct, frozen=True, kw_only=True):
    """Says that nothing here can show the requirement, and why; the reason is printed on every report."""

    reason: str


OWN_DESCRIPTION = "own"
"""The profile brings the API description that products are held against."""
SUBJECT_DESCRIPTION = "subject"
"""The product brings its own; what is in it is the contract."""
ALL = "*"
"""Among a probe's operations: every one that the description has."""


class Probe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do to the product so that a rule has something to judge; exactly one of the first six is given."""

    workflow: str = ""
    """A workflow of the profile's scenarios."""
    protocol: str = ""
    """A named protocol probe: `methods`, `head`, `accept`, `content-type`, `credentials`, `malformed-json` ..."""
    conversation: str = ""
    """A conversation that is held once with each resource that it fits: `lifecycle`, `collection`, `conditional` ..."""
    examples: tuple[str, ...] = ()
    """Operations whose documented request examples are replayed; `*` is all of them."""
    fuzz: tuple[str, ...] = ()
    """Operations that are fuzzed from their description; `*` is all of them."""
    stimuli: tuple[str, ...] = ()
    """What the product is made to do, in this order, for a role that calls a partner; each a key of `stimuli`."""
    operations: tuple[str, ...] = ()
    """For `protocol`: the operations it is tried on."""
    with_: dict[str, Any] = msgspec.field(default_factory=dict, name="with")
    """For `protocol`: its settings. For `fuzz`: `cases` (positive and negative, each). For `stimuli`: `scene` (a name),
    `faults` (as `hallmark mock --fault` has them), `until` (as a stimulus has it), `also` (operations that the
    product calls by itself some time later), `events` (what is delivered then),
    `settle` (seconds of quiet), `ask` (keys of `questions`) and, where several are called at once, `partners`: by the
    name that evidence has for each, its `agency` and its `faults`."""

    def __post_init__(self) -> None:
        ways = (self.workflow, self.protocol, self.conversation, self.examples, self.fuzz, self.stimuli)
        if sum(map(bool, ways)) != 1:
            raise ValueError("a probe is exactly one of workflow, protocol, conversation, examples, fuzz, stimuli")
        if self.stimuli and not self.with_.get("scene"):
            raise ValueError("stimuli are a scene, and a scene has a name: with: {scene: outage}")


class Effort(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least that must have been tried before a requirement may be said to conform."""

    probes: int = 1
    """Cases that the rule decided."""
    cases: int = 0
    """Different requests, by method, target and content, to each operation that is fuzzed for it."""

    def __post_init__(self) -> None:
        if self.probes < 1 or self.cases < 0:
            raise ValueError("effort.probes is at least 1, and effort.cases 0: nothing tried shows nothing")


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One testable promise."""

    id: str
    """Written by hand, never reused, never positional."""
    role: str
    class_: str
    level: Level
    basis: Basis
    statement: str
    source: Source
    rule: RuleCall | NotTested
    explain: str
    """Plain English for a buyer: why it matters, and what a failure would mean on the day."""
    applies: RuleCall | None = None
    """None: always. Otherwise a rule that conforms where the requirement applies, and is violated where it does not."""
    probes: tuple[Probe, ...] = ()
    effort: Effort = Effort()
    needs: tuple[str, ...] = ()
    """What a run must have: `identity:other-agency`, `inbound`, `fixture:unknown_agency`."""


class ConformanceClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set of requirements that a product claims as a whole."""

    id: str
    title: str
    explain: str


class Role(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side that a product can take."""

    id: str
    title: str
    explain: str = ""
    partner: str = ""
    """For a role that calls others: the partner of mocks/ that stands on the other side and is called."""


class Stimulus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a product is made to do, so that it calls a partner."""

    instruction: str
    """For a person at the product, in the imperative."""
    awaits: str
    """The operation that it calls then."""
    instead: tuple[str, ...] = ()
    """Others by which it may do the same."""
    until: Literal["taken", "called", "greeted"] = "taken"
    """What ends the waiting: a call that was answered well, any, or a handshake in which a bad certificate was shown.
    After a handshake the call is waited for as well, as long again: what comes late belongs to its own scene."""
    times: int = 1
    """How many such calls it causes; all are waited for."""
    within: float = 60.0
    """Seconds that are waited for it."""


class Deliveries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a partner of ours tells products of events: what is sent, how it is signed, and what shows that it was read.

    Places are JSON pointers (RFC 6901), of the event where nothing else is said.
    """

    webhook: str
    """The webhook of the description that takes events; they are made from its first example."""
    subscribe: str
    """The operation by which a product asks to be told."""
    callback: str
    """Where that request says which address is to be called."""
    subscription: str
    """Where its answer names the subscription."""
    key: str
    """Where its answer names the key."""
    secret: str
    """Where its answer shows the secret, in base64 (RFC 4648 section 4)."""
    name: str
    """What tells two events apart: an identifier."""
    kind: str
    """The type of the event."""
    kinds: tuple[str, ...]
    """The types that there are."""
    time: str
    """When it happened."""
    label: str
    """A text by which a person finds the event."""
    retrieve: str
    """The operation by which a product fetches what an event is about; the event's name stands in its path."""
    seconds: float = 5.0
    """How long the answer to an event may take."""
    largest: int = 1 << 20
    """Octets beyond which no event is."""
    oldest_days: float = 28.0
    """Days after which no event is delivered any more."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A published API profile."""

    id: str
    version: str
    title: str
    publisher: str
    owner: str = ""
    """Who answers for it now, and how they are reached; empty: its publisher."""
    summary: str
    notice: tuple[str, ...]
    """What the profile does not claim; printed on the first page of every report."""
    sources: dict[str, Publication]
    roles: tuple[Role, ...]
    classes: tuple[ConformanceClass, ...]
    requirements: tuple[Requirement, ...]
    description: str = OWN_DESCRIPTION
    """Whose API description is the contract: `own` or `subject`."""
    reference: str = ""
    """For `subject`, without a `reference.yaml`: the partner of mocks/ by whose description examples are judged."""
    status: str = "whole"
    """`whole`, or `draft`: not all of it is built, and it may change under its version."""
    stimuli: dict[str, Stimulus] = {}
    """What products in a role that calls others are made to do."""
    deliveries: Deliveries | None = None
    """How products are told of events, where the profile has a role that takes them."""
    questions: dict[str, str] = {}
    """What only a person can see, asked so that yes is what the requirement wants."""
    fixtures: dict[str, Any] = {}
    """Name of each fixture that a run file may give, and what it is for."""
    digest: str = ""
    """Digest of every file that decides a verdict."""

    @property
    def name(self) -> str:
        """Return `id@version`."""
        return f"{self.id}@{self.version}"

    def of_role(self, role: str) -> tuple[Requirement, ...]:
        """Return the requirements of `role`, in the profile's order."""
        return tuple(r for r in self.requirements if r.role == role)

    def testable_classes(self, role: str) -> tuple[str, ...]:
        """Return the classes of which at least one requirement of `role` can be tested, in the profile's order."""
        testable = {r.class_ for r in self.of_role(role) if not isinstance(r.rule, NotTested)}
        return tuple(c.id for c in self.classes if c.id in testable)

    def partner_of(self, role: str) -> str:
        """Return the partner that products in `role` call, or empty where they are called themselves."""
        return next((r.partner for r in self.roles if r.id == role), "")

    def requirement(self, requirement_id: str) -> Requirement | None:
        """Return the requirement with that id, if the profile has one."""
        return next((r for r in self.requirements if r.id == requirement_id), None)
