"""Draws evidence of every shape that our types allow, for property tests."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from harness import evidence as e

INTERRUPTED = e.Silence(why="interrupted")

words = st.text(max_size=12)
micros = st.integers(0, 2**53)
bodies = st.binary(max_size=80)
PARTIALS = ("our_cap", "timeout", "reset", "closed", "length", "malformed", "head_cap", "interrupted")
SILENCES = ("refused", "unreachable", "reset", "closed", "timeout", "tls", "name", "stale", "interrupted")

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
"""What `fixtures` may hold: JSON, integers within 64 bits, no NaN."""

ids = st.builds(e.ExchangeId, partition=words, ordinal=st.integers(0, 2**63 - 1) | st.integers(0, 20))
times = st.builds(
    e.Times,
    anchor=micros,
    queued=micros,
    connect=micros,
    sent=micros,
    first_byte=micros,
    last_byte=micros,
    lag=micros,
)
redactions = st.builds(
    e.Redaction,
    part=st.sampled_from(["request.target", "request.head", "request.body", "reply.head", "reply.body"]),
    offset=micros,
    length=micros,
    marker=words,
    pointer=words,
    facts=st.dictionaries(words, words, max_size=2),
)
requests = st.builds(
    e.Request,
    method=st.sampled_from(["GET", "POST", "PATCH", "HEAD"]),
    target=words,
    head=bodies,
    body=bodies,
    broken_off=words | st.just(msgspec.UNSET),
)
responses = st.builds(e.Response, status=st.integers(100, 599), head=bodies, body=bodies)
partials = st.builds(
    e.Partial,
    why=st.sampled_from(PARTIALS),
    status=st.integers(0, 599),
    head=bodies,
    body=bodies,
)
silences = st.builds(e.Silence, why=st.sampled_from(SILENCES))
replies = responses | partials | silences
parties = st.sampled_from([e.HALLMARK, e.PRODUCT, "example-fire"])

exchanges = st.builds(
    e.Exchange,
    id=ids,
    from_party=parties,
    to_party=parties,
    request=requests,
    reply=replies,
    times=times,
    identity=words,
    fault=st.none() | words,
    caused_by=st.none() | ids,
    attempt=st.integers(1, 5),
    redactions=st.lists(redactions, max_size=2).map(tuple),
    probe=words,
    intent=words,
)
handshakes = st.builds(
    e.Handshake,
    id=ids,
    to_party=parties,
    host=words,
    port=st.integers(0, 65535),
    at=micros,
    offered=st.lists(words, max_size=2).map(tuple),
    can_offer=st.booleans(),
    negotiated=st.none() | words,
    sni=words,
    chain=st.lists(bodies, max_size=2).map(tuple),
    checked=st.booleans(),
    verify_code=st.integers(0, 100),
    anchor=bodies,
    roots=words,
    roots_digest=words,
    why=words,
    client_cert=st.booleans(),
    alert=st.none() | words,
)
documents = st.builds(e.Document, id=ids, name=words, media_type=words, body=bodies)
answers = st.builds(e.Answer, id=ids, by=words, question=words, text=words, at=micros)
observations: st.SearchStrategy[e.Observation] = exchanges | handshakes | documents | answers

histories = st.lists(observations, max_size=8, unique_by=lambda observation: observation.id).map(
    lambda drawn: tuple(sorted(drawn, key=lambda observation: observation.id))
)
"""Observations in canonical order, each id once."""

subjects = st.builds(
    e.Subject,
    profile=words,
    profile_digest=words,
    contract_digest=words,
    role=words,
    target=words,
    classes=st.lists(words, max_size=3).map(tuple),
    only=st.lists(words, max_size=2).map(tuple),
)
deviations = st.builds(e.Deviation, requirement=words, owner=words, reason=words, expires=words)
environments = st.builds(
    e.Environment,
    name=words,
    round_trip=micros,
    skew=st.integers(-(2**53), 2**53),
    public_url=words,
    platform=words,
)
contexts = st.builds(
    e.RunContext,
    run=words,
    subjects=st.lists(subjects, max_size=2).map(tuple),
    product=st.builds(e.Product, name=words, version=words, supplier=words),
    seed=st.integers(0, 2**64 - 1),
    harness=words,
    started=micros,
    fixtures=st.dictionaries(words, json_values, max_size=3),
    environment=environments,
    deviations=st.lists(deviations, max_size=2).map(tuple),
    unavailable=st.dictionaries(words, words, max_size=2),
    witness=st.sampled_from(["supplier", "force", "laboratory"]),
    challenge=st.none() | words,
    previous_run=st.none() | words,
)
footers = st.builds(
    e.Footer,
    ended=micros,
    stopped=words,
    counts=st.dictionaries(words, st.integers(0, 10**6), max_size=3),
    planned=st.dictionaries(words, st.integers(0, 10**6), max_size=3),
    left=st.lists(words, max_size=3).map(tuple),
)
evidences = st.builds(e.Evidence, context=contexts, observations=histories, footer=st.none() | footers)
"""Whole evidence; `observations` is a tuple in canonical order."""
