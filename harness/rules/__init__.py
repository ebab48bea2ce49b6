"""Names every rule kind that a profile may call; an explicit table, so that third-party code never judges."""

from __future__ import annotations

from typing import Any

from harness.rules import (
    acceptance,
    append_only,
    authentication,
    conditional,
    description,
    head,
    header,
    idempotency,
    identifiers,
    isolation,
    latency,
    leak,
    media_type,
    methods,
    negotiation,
    offers,
    pagination,
    problem,
    refusal,
    round_trip,
    schema,
    sequence,
    server_error,
    status,
    strict_json,
    top_level,
)
from harness.rules.base import RuleKind

RULEBOOK = "hallmark-rules 1"
"""Named on every verdict: together with the profile it fixes what the evidence means."""

RULES: dict[str, RuleKind[Any]] = {
    "acceptance/1": acceptance.KIND,
    "append-only/1": append_only.KIND,
    "authentication/1": authentication.KIND,
    "conditional/1": conditional.KIND,
    "description/1": description.KIND,
    "head/1": head.KIND,
    "header/1": header.KIND,
    "idempotency/1": idempotency.KIND,
    "identifiers/1": identifiers.KIND,
    "isolation/1": isolation.KIND,
    "latency/1": latency.KIND,
    "leak/1": leak.KIND,
    "media-type/1": media_type.KIND,
    "methods/1": methods.KIND,
    "negotiation/1": negotiation.KIND,
    "no-server-error/1": server_error.KIND,
    "offers/1": offers.KIND,
    "pagination/1": pagination.KIND,
    "problem/1": problem.KIND,
    "refusal/1": refusal.KIND,
    "round-trip/1": round_trip.KIND,
    "schema/1": schema.KIND,
    "sequence/1": sequence.KIND,
    "status/1": status.KIND,
    "strict-json/1": strict_json.KIND,
    "top-level/1": top_level.KIND,
}
