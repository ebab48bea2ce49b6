"""Builds a small report by hand, with every outcome in it, for tests of what people see."""

from __future__ import annotations

from typing import Any

import msgspec

from harness.arazzo import parse
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Deviation,
    Environment,
    Exchange,
    ExchangeId,
    Footer,
    Product,
    Redaction,
    Reply,
    Request,
    Response,
    RunContext,
    Subject,
    Times,
)
from harness.profile import (
    Basis,
    ConformanceClass,
    Level,
    NotTested,
    Profile,
    Publication,
    Requirement,
    Role,
    RuleCall,
    Source,
)
from harness.render.report import Part, Report
from harness.summary import summarise
from harness.verdict import Because, Cites, EffortReached, Finding, Outcome, Repeated, Seen, Violation, over_all

TARGET = "http://127.0.0.1:8801/notes/v1"
PRODUCT_DECLARED = Product(name="Notekeeper", version="4.2", supplier="Acme Ltd")
STARTED = 1_800_000_000_000_000

WORKFLOWS = {
    w.id: w
    for w in parse(
        {
            "arazzo": "1.0.1",
            "info": {"title": "Notes", "version": "1"},
            "sourceDescriptions": [{"name": "notes", "url": "openapi.yaml", "type": "openapi"}],
            "workflows": [
                {
                    "workflowId": "closed",
                    "steps": [
                        {
                            "stepId": "again",
                            "operationId": "addNote",
                            "successCriteria": [
                                {"condition": "$statusCode == 409 || $statusCode == 422"},
                                {"condition": "$response.body#/title == 'kept'"},
                            ],
                        }
                    ],
                }
            ],
        },
        "sample",
        {"addNote"},
    )
}


def exchange_id(ordinal: int, partition: str = "workflow:closed") -> ExchangeId:
    """Return a name in the one partition of the sample."""
    return ExchangeId(partition, ordinal)


def exchange(
    ordinal: int = 0,
    method: str = "POST",
    target: str = "/notes/v1/notes",
    fields: tuple[str, ...] = ("Accept: application/json", "Content-Type: application/json"),
    body: bytes = b'{"title":"one"}',
    reply: Reply | None = None,
    **changes: Any,
) -> Exchange:
    """Return an exchange; its credential has been taken out."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1:8801", *fields, "Authorization: Bearer ********"]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    answer = Response(
        status=201, head=b"HTTP/1.1 201 Created\r\nContent-Type: application/json", body=b'{"id":1,"title":"other"}'
    )
    values: dict[str, Any] = {
        "id": exchange_id(ordinal),
        "from_party": HALLMARK,
        "to_party": PRODUCT,
        "request": Request(method=method, target=target, head=head, body=body),
        "reply": reply or answer,
        "times": Times(anchor=STARTED),
        "redactions": (Redaction(part="request.head", offset=len(head) - 8, length=8, marker="secret:bearer"),),
    }
    return Exchange(**(values | changes))


def requirement(id: str, class_: str = "notes", level: Level = Level.MUST, **changes: Any) -> Requirement:
    """Return a requirement of the sample's profile."""
    values: dict[str, Any] = {
        "id": id,
        "role": "keeper",
        "class_": class_,
        "level": level,
        "basis": Basis.DERIVED,
        "statement": f"The statement of {id}.",
        "source": Source(ref="book", clause="clause 1"),
        "rule": RuleCall(rule="sequence/1"),
        "explain": f"Why {id} matters.",
    }
    return Requirement(**(values | changes))


def profile() -> Profile:
    """Return a profile with seven requirements of one role and one of another."""
    return Profile(
        id="notes",
        version="1.0",
        title="Keeping notes",
        publisher="The tests",
        summary="Notes are kept.",
        notice=("This profile stands for nothing.",),
        sources={"book": Publication(title="The book of notes", url="https://example.org/book", read="in full")},
        roles=(Role(id="keeper", title="Keeper"), Role(id="writer", title="Writer")),
        classes=(
            ConformanceClass(id="notes", title="Notes", explain="Notes come back."),
            ConformanceClass(id="links", title="Links", explain="Notes are linked."),
        ),
        requirements=(
            requirement("N-001"),
            requirement("N-002", basis=Basis.PUBLISHED),
            requirement("N-003", level=Level.SHOULD),
            requirement("N-004"),
            requirement("N-005"),
            requirement("N-006", rule=NotTested(reason="Nobody can see it from outside.")),
            requirement("N-007", level=Level.MAY),
            requirement("N-008", class_="links", rule=NotTested(reason="The form is not public.")),
            requirement("W-001", role="writer"),
        ),
        digest="sha256:profile",
    )


def finding(id: str, outcome: Outcome, code: str, params: dict[str, Any] | None = None, **changes: Any) -> Finding:
    """Return a finding with an effort of one case."""
    values: dict[str, Any] = {
        "requirement": id,
        "outcome": outcome,
        "because": Because(code=code, params=params or {}),
        "effort": EffortReached(needed=1, reached=1),
    }
    return Finding(**(values | changes))


def violated(id: str, code: str, params: dict[str, Any], cause: str = "", ordinal: int = 1) -> Finding:
    """Return a violation that rests on two exchanges of the sample."""
    cites = Cites(first=(exchange_id(ordinal), exchange_id(0)), count=2, digest="sha256:cited")
    because = Because(code=code, params=params)
    one = Violation(
        cause=cause or f"{code}/addNote",
        operation="addNote",
        because=because,
        minimal=exchange_id(ordinal),
        cites=cites,
        seen=Seen(first=STARTED, last=STARTED + 6_000_000),
        repeated=Repeated(shown=3, asked=4),
    )
    return finding(id, Outcome.VIOLATES, code, params, failed=1, violations=(one,))


def findings() -> tuple[Finding, ...]:
    """Return one finding of each outcome, and two violations that share a cause."""
    cited = Cites(first=(exchange_id(0),), count=1, digest="sha256:cited")
    again = {"workflow": "closed", "step": "again", "criterion": 0, "status": 201}
    return (
        finding("N-001", Outcome.CONFORMS, "shown", {"cases": 1}, passed=1, cites=cited),
        violated("N-002", "step-failed", again, "step/closed/again/0"),
        violated("N-003", "step-failed", again, "step/closed/again/0"),
        finding("N-004", Outcome.INCONCLUSIVE, "no-answer", {"why": "timeout"}, unknown=1, cites=cited),
        finding("N-005", Outcome.FAULT, "rule-crashed", {"error": "KeyError"}),
        finding("N-006", Outcome.NOT_TESTED, "not-tested"),
        finding("N-007", Outcome.NOT_APPLICABLE, "condition-false", cites=Cites(declared="hallmark.yaml: classes")),
        finding("N-008", Outcome.NOT_TESTED, "not-tested"),
    )


def report(
    found: tuple[Finding, ...] | None = None,
    exchanges: tuple[Exchange, ...] | None = None,
    product: Product = PRODUCT_DECLARED,
    **context: Any,
) -> Report:
    """Return a report on these findings; those of `findings()` by default."""
    told, footer = profile(), Footer(ended=STARTED, stopped="finished", counts={}, left=("note-7",))
    subject = Subject(
        profile=told.name,
        profile_digest=told.digest,
        contract_digest="sha256:contract",
        role="keeper",
        target=TARGET,
        classes=("notes",),
    )
    verdict = summarise(told, subject, "sample-rules 1", findings() if found is None else found, footer)
    values: dict[str, Any] = {
        "run": "20270115-0800-abcd",
        "subjects": (subject,),
        "product": product,
        "seed": 7,
        "harness": "0.1.0",
        "started": STARTED,
        "environment": Environment(name="sandbox"),
        "deviations": (Deviation(requirement="N-003", owner="A. Sampl", reason="Next version", expires="2026-12-31"),),
    }
    kept = (exchange(0), exchange(1)) if exchanges is None else exchanges
    decision = over_all([verdict.verdict])
    return Report(
        decision=decision,
        exit_code={"conforms": 0, "violates": 1, "inconclusive": 2}[decision.value],
        out="out/20270115-0800-abcd",
        evidence="out/20270115-0800-abcd/evidence.jsonl.gz",
        context=RunContext(**(values | context)),
        footer=footer,
        parts=(Part(profile=told, subject=subject, verdict=verdict, workflows=WORKFLOWS),),
        exchanges={x.id: x for x in kept},
    )


def with_reply(body: bytes, content_type: str = "application/json") -> Exchange:
    """Return the exchange that shows the violations, answered with this content."""
    head = f"HTTP/1.1 201 Created\r\nContent-Type: {content_type}".encode()
    return exchange(1, reply=Response(status=201, head=head, body=body))


def renamed(told: Report, **changes: Any) -> Report:
    """Return the report with other values."""
    return msgspec.structs.replace(told, **changes)
