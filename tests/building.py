"""Builds exchanges with the tiny notes API and judges them, so that tests of rules stay short."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from harness.adjudicate import adjudicate
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Environment,
    Evidence,
    Exchange,
    ExchangeId,
    Footer,
    Observation,
    Product,
    Redaction,
    Reply,
    Request,
    Response,
    RunContext,
    Subject,
    Times,
)
from harness.loading import Bundle, load_bundle
from harness.profile import Basis, Effort, Level, NotTested, Profile, Requirement, RuleCall, Source
from harness.reading import Reading
from harness.verdict import Finding, Outcome, Verdict

NOTES = Path(__file__).parent / "miniatures" / "notes" / "1.0"
TARGET = "https://notes.example.org/v1"
FIXTURES = {"own_agency": "GB-POL-X01"}
FINISHED = Footer(ended=0, stopped="finished", counts={})
_BUNDLES: dict[Path, Bundle] = {}


def notes() -> Bundle:
    """Return the tiny profile, loaded once."""
    if NOTES not in _BUNDLES:
        _BUNDLES[NOTES] = load_bundle(NOTES)
    return _BUNDLES[NOTES]


def exchange(
    method: str,
    target: str,
    sent: Any = b"",
    status: int = 200,
    got: Any = b"",
    *,
    ask: dict[str, str] | None = None,
    say: dict[str, str] | None = None,
    partition: str = "p",
    ordinal: int = 0,
    identity: str = "own-agency",
    credential: str = "genuine",
    facts: dict[str, str] | None = None,
    reply: Reply | None = None,
    redactions: tuple[Redaction, ...] = (),
    at: int = 0,
    took: int = 1000,
    lag: int = 0,
    **rest: Any,
) -> Exchange:
    """Return one exchange; `sent` and `got` are JSON values or bytes, `ask` and `say` header fields."""
    asked, body = _message(sent, "application/json")
    credentials = {} if credential == "absent" else {"Authorization": "Bearer ****"}
    start = f"{method} /v1{target} HTTP/1.1"
    if reply is None:
        said, content = _message(got, "application/json" if status < 400 else "application/problem+json")
        reply = Response(status=status, head=_head(f"HTTP/1.1 {status} .", said | (say or {})), body=content)
    fact = Redaction(
        part="request.head",
        offset=0,
        length=4,
        marker="secret:bearer",
        facts={"credential": credential, **(facts or {})},
    )
    return Exchange(
        id=ExchangeId(partition, ordinal),
        from_party=rest.pop("from_party", HALLMARK),
        to_party=rest.pop("to_party", PRODUCT),
        identity="none" if credential == "absent" else identity,
        request=Request(
            method=method,
            target=f"/v1{target}",
            head=_head(start, {"Host": "notes.example.org"} | asked | credentials | (ask or {})),
            body=body,
        ),
        reply=reply,
        times=Times(anchor=at, first_byte=took, last_byte=took, lag=lag),
        redactions=(fact, *redactions) if credential != "absent" else redactions,
        **rest,
    )


def call_of_the_product(sent: Any, *, target: str = "/5ca1ab1e/notes", **rest: Any) -> Exchange:
    """Return a call that the product made to the address that it was given."""
    x = exchange("POST", target, sent, 204, from_party=PRODUCT, to_party=HALLMARK, credential="absent", **rest)
    return msgspec.structs.replace(x, request=msgspec.structs.replace(x.request, target=target))


def numbered(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Return the exchanges with ordinals in the order in which they stand, from 0 in each partition."""
    counts: dict[str, int] = {}
    found = []
    for x in exchanges:
        partition = x.id.partition
        found.append(msgspec.structs.replace(x, id=ExchangeId(partition, counts.get(partition, 0))))
        counts[partition] = counts.get(partition, 0) + 1
    return tuple(found)


def reading(x: Exchange) -> Reading:
    """Return an exchange as the rules see it."""
    return Reading(x, notes().contract, TARGET)


def requirement(
    rule: str | RuleCall | NotTested = "status/1", with_: dict[str, Any] | None = None, **rest: Any
) -> Requirement:
    """Return a MUST of the tiny profile's one class."""
    given: dict[str, Any] = {"id": "N-99", "class_": "all", "level": Level.MUST, "basis": Basis.HARNESS} | rest
    return Requirement(
        role="keeper",
        statement="It does.",
        source=Source(ref="hallmark"),
        rule=RuleCall(rule=rule, with_=with_ or {}) if isinstance(rule, str) else rule,
        explain="It matters.",
        **given,
    )


def subject(**rest: Any) -> Subject:
    """Return the tiny profile at its address, everything claimed."""
    given = {"profile": "notes@1.0", "profile_digest": "p", "contract_digest": "c", "role": "keeper", "target": TARGET}
    return Subject(**(given | {"classes": ("all",)} | rest))


def context(**rest: Any) -> RunContext:
    """Return a run's context."""
    given: dict[str, Any] = {"run": "1", "subjects": (subject(),), "seed": 1, "harness": "1", "started": 0}
    product = Product(name="Notes", version="1", supplier="Example Ltd")
    return RunContext(**(given | {"product": product, "fixtures": FIXTURES, "environment": Environment()} | rest))


def profile_of(*requirements: Requirement) -> Profile:
    """Return the tiny profile with other requirements."""
    return msgspec.structs.replace(notes().profile, requirements=requirements)


def judge_all(
    requirements: Iterable[Requirement],
    observations: Iterable[Observation],
    *,
    footer: Footer | None = FINISHED,
    subject: Subject | None = None,
    **rest: Any,
) -> Verdict:
    """Judge observations, in the order given, by requirements; `rest` is the context's."""
    bundle, profile, whom = notes(), profile_of(*requirements), subject or globals()["subject"]()
    evidence = Evidence(context=context(**rest), observations=tuple(observations), footer=footer)
    return adjudicate(profile, bundle.contract, bundle.workflows, evidence, whom)


def judge(
    rule: str,
    with_: dict[str, Any] | None,
    *exchanges: Exchange,
    effort: int = 1,
    needs: tuple[str, ...] = (),
    applies: RuleCall | None = None,
    **rest: Any,
) -> Finding:
    """Judge exchanges, numbered as they stand, by one rule."""
    one = requirement(rule, with_, effort=Effort(probes=effort), needs=needs, applies=applies)
    return judge_all([one], numbered(exchanges), **rest).findings[0]


def gist(finding: Finding) -> str:
    """Return outcome and reason in short: `conforms`, `violates: schema`, `inconclusive: no-answer`."""
    return (
        finding.outcome.value
        if finding.outcome is Outcome.CONFORMS
        else f"{finding.outcome.value}: {finding.because.code}"
    )


def overwritten(x: Exchange, pointer: str, part: str = "reply.body") -> Exchange:
    """Return the exchange with the text at a top-level JSON pointer overwritten, as it is kept when it is personal."""
    whole = x.reply.body if part == "reply.body" else x.request.body  # type: ignore[union-attr]
    value = json.loads(whole)
    for token in pointer[1:].split("/"):
        value = value[int(token) if isinstance(value, list) else token]
    text = json.dumps(value, ensure_ascii=False).strip('"').encode()
    offset = whole.index(text)
    body = whole[:offset] + b"*" * len(text) + whole[offset + len(text) :]
    gone = Redaction(part=part, offset=offset, length=len(text), marker=f"personal:{pointer}", pointer=pointer)
    changes: dict[str, Any] = {"redactions": (*x.redactions, gone)}
    if part == "reply.body":
        changes["reply"] = msgspec.structs.replace(x.reply, body=body)  # type: ignore[type-var]
    else:
        changes["request"] = msgspec.structs.replace(x.request, body=body)
    return msgspec.structs.replace(x, **changes)


def with_reply(x: Exchange, reply: Reply) -> Exchange:
    """Return the exchange with another reply."""
    return msgspec.structs.replace(x, reply=reply)


def _message(value: Any, media_type: str) -> tuple[dict[str, str], bytes]:
    if isinstance(value, bytes):
        return ({"Content-Type": media_type} if value else {}), value
    return {"Content-Type": media_type}, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _head(start: str, fields: dict[str, str]) -> bytes:
    return "\r\n".join([start, *(f"{name}: {value}" for name, value in fields.items())]).encode("latin-1")
