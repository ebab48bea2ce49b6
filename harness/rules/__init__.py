"""Names every rule kind that a profile may call; an explicit table, so that third-party code never judges."""

from __future__ import annotations

from harness.rules.acceptance import Acceptance
from harness.rules.append_only import AppendOnly
from harness.rules.authentication import Authentication
from harness.rules.base import RuleKind
from harness.rules.conditional import Conditional
from harness.rules.head import Head
from harness.rules.header import Header
from harness.rules.idempotency import Idempotency
from harness.rules.identifiers import Identifiers
from harness.rules.isolation import Isolation
from harness.rules.latency import Latency
from harness.rules.leak import Leak
from harness.rules.media_type import MediaType
from harness.rules.methods import Methods
from harness.rules.negotiation import Negotiation
from harness.rules.pagination import Pagination
from harness.rules.problem import Problem
from harness.rules.refusal import Refusal
from harness.rules.round_trip import RoundTrip
from harness.rules.schema import Schema
from harness.rules.sequence import Sequence
from harness.rules.server_error import NoServerError
from harness.rules.status import Status
from harness.rules.strict_json import StrictJson

RULEBOOK = "hallmark-rules 1"
"""Named on every verdict: together with the profile it fixes what the evidence means."""

RULES: dict[str, RuleKind] = {
    "acceptance/1": Acceptance(),
    "append-only/1": AppendOnly(),
    "authentication/1": Authentication(),
    "conditional/1": Conditional(),
    "head/1": Head(),
    "header/1": Header(),
    "idempotency/1": Idempotency(),
    "identifiers/1": Identifiers(),
    "isolation/1": Isolation(),
    "latency/1": Latency(),
    "leak/1": Leak(),
    "media-type/1": MediaType(),
    "methods/1": Methods(),
    "negotiation/1": Negotiation(),
    "no-server-error/1": NoServerError(),
    "pagination/1": Pagination(),
    "problem/1": Problem(),
    "refusal/1": Refusal(),
    "round-trip/1": RoundTrip(),
    "schema/1": Schema(),
    "sequence/1": Sequence(),
    "status/1": Status(),
    "strict-json/1": StrictJson(),
}
