"""The judge is a pure function: evidence and profile in, one verdict out, ours kept apart from theirs."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from building import FINISHED, context, exchange, gist, judge, judge_all, notes, numbered, requirement, subject
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import CASES, PROBLEM, closed, created, new, read, words
from strategies import partials, silences

from harness import archive
from harness.adjudicate import adjudicate, in_scope
from harness.canonical import canonical
from harness.evidence import (
    Answer,
    Exchange,
    ExchangeId,
    Footer,
    Handshake,
    Observation,
    Redaction,
    Response,
    Silence,
)
from harness.profile import Effort, NotTested, RuleCall
from harness.verdict import Outcome, Verdict

EVERYTHING = [requirement(kind, case.with_, id=f"N-{n:02}") for n, (kind, case) in enumerate(CASES.items(), 1)]
BREAKER = Footer(ended=0, stopped="breaker: something in between", counts={})


def observed() -> tuple[Exchange, ...]:
    """Return every conversation of every case, each in a partition of its own, in canonical order."""
    found = []
    for kind, case in CASES.items():
        for name, conversation in (("a", case.conforms()), ("b", case.violates())):
            for x in numbered(conversation):
                found.append(msgspec.structs.replace(x, id=ExchangeId(f"{kind}:{name}", x.id.ordinal)))
    return tuple(sorted(found, key=lambda x: x.id))


def test_two_judgements_are_byte_identical() -> None:
    one, two = judge_all(EVERYTHING, observed()), judge_all(EVERYTHING, observed())
    assert canonical(one) == canonical(two)
    assert {f.outcome for f in one.findings} == {Outcome.VIOLATES}


@pytest.mark.parametrize("seed", range(5))
def test_any_arrangement_into_shards_gives_the_same_verdict(seed: int, tmp_path: Any) -> None:
    """House law 9: who gathered a partition, and when, does not show."""
    chance = random.Random(seed)
    partitions: dict[str, list[Observation]] = {}
    for x in observed():
        partitions.setdefault(x.id.partition, []).append(x)
    order = list(partitions)
    chance.shuffle(order)
    shards: list[list[Observation]] = [[], [], []]
    for name in order:
        chance.choice(shards).extend(partitions[name])
    archive.Journal.begin(tmp_path, context())
    for number, observations in enumerate(shards):
        with archive.Journal(tmp_path, f"worker-{number}") as journal:
            for observation in observations:
                journal.got(observation)
    archive.finish(tmp_path, FINISHED)
    path = archive.seal(tmp_path, b"k" * 32)
    bundle = notes()
    profile = msgspec.structs.replace(bundle.profile, requirements=tuple(EVERYTHING))
    verdict = adjudicate(profile, bundle.contract, bundle.workflows, archive.read(path), subject())
    assert canonical(verdict) == canonical(judge_all(EVERYTHING, observed()))


def test_evidence_may_come_as_a_stream_that_is_read_once() -> None:
    assert judge_all(EVERYTHING, iter(observed())) == judge_all(EVERYTHING, observed())


def test_no_evidence_shows_nothing() -> None:
    verdict = judge_all(EVERYTHING, ())
    assert {f.because.code for f in verdict.findings} == {"nothing-seen"}
    assert (verdict.verdict.value, verdict.because.code) == ("inconclusive", "nothing-shown")
    assert {f.because.code for f in judge_all(EVERYTHING, (), footer=None).findings} == {"no-footer"}


def test_a_profile_without_requirements_shows_nothing() -> None:
    assert judge_all((), observed()).verdict.value == "inconclusive"


def test_a_condition_that_is_false_is_cited() -> None:
    applies = RuleCall(rule="status/1", with_={"operations": ["changeNote"]})
    undocumented = exchange("PATCH", "/notes/n1", {"text": "x"}, 405, {})
    finding = judge("schema/1", {}, read(), undocumented, applies=applies)
    assert (gist(finding), finding.violations) == ("not_applicable: condition-false", ())
    assert finding.cites.first == (ExchangeId("p", 1),)


def test_a_condition_that_holds_or_cannot_be_told() -> None:
    applies = RuleCall(rule="status/1", with_={"operations": ["getNote"]})
    assert gist(judge("schema/1", {}, read(), applies=applies)) == "conforms"
    assert gist(judge("schema/1", {}, created(), applies=applies)) == "inconclusive: condition-unknown"


def test_what_is_not_tested_is_said_to_be() -> None:
    untested = requirement(rule=NotTested(reason="nobody can"))
    finding = judge_all([untested], [read()]).findings[0]
    assert gist(finding) == "not_tested: not-tested"


def test_the_scope() -> None:
    core, extra = requirement(id="A"), requirement(id="B", class_="extra")
    untested = requirement(id="C", class_="extra", rule=NotTested(reason="nobody can"))
    profile = msgspec.structs.replace(notes().profile, requirements=(core, extra, untested))
    assert [r.id for r in in_scope(profile, subject())] == ["A", "C"]
    assert [r.id for r in in_scope(profile, subject(classes=("extra",)))] == ["B", "C"]
    assert [r.id for r in in_scope(profile, subject(only=("B",)))] == ["B"]
    assert in_scope(profile, subject(role="reader")) == ()


def test_other_observations_are_passed_over() -> None:
    others = (
        Handshake(id=ExchangeId("a", 0), to_party="product"),
        Answer(id=ExchangeId("a", 1), by="me", question="?", text="yes", at=0),
    )
    assert judge_all([requirement()], (*others, read())).verdict.value == "conforms"


def test_where_something_in_between_answered_nothing_is_held_against_the_product() -> None:
    page = read(status=403, got=b"<html>Blocked</html>", say={"Content-Type": "text/html"})
    gateway = read(status=502, got={})
    for x in (page, gateway):
        assert judge("no-server-error/1", {}, read(), gateway, footer=BREAKER).because.code == "in-between"
        assert judge("schema/1", {}, x, footer=BREAKER).outcome is Outcome.INCONCLUSIVE
    own = read(got={"noteId": 7})
    assert gist(judge("schema/1", {}, own, page, footer=BREAKER)) == "violates: schema"
    assert gist(judge("no-server-error/1", {}, gateway)) == "violates: server-error"


def test_keys_end_with_their_partition() -> None:
    """Memory: what was learned of one partition is gone in the next, and two of them do not mix."""
    made, seen = created(partition="a"), read(partition="b", identity="other-agency")
    case = CASES["isolation/1"]
    assert gist(judge("isolation/1", case.with_, made, seen)) == "inconclusive: nothing-seen"


METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "BREW", "")
TARGETS = (
    "/words?limit=²",
    "/words?limit=2&cursor=%F0%9F",
    "/notes",
    "/notes/n1",
    "/notes/n1/comments",
    "/",
    "",
    "*",
    "%",
)
BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"x"',
    b'{"items":7}',
    b'{"items":[null,7,[],{"word":{}},{"commentId":[]}],"nextCursor":{},"total":"x"}',
    b'{"items":[{"word":1e308},{"commentId":18446744073709551615}],"nextCursor":7}',
    b'{"noteId":{"a":1},"text":null,"uprn":[1],"version":[]}',
    b'{"messageId":7,"agency":[],"text":{}}',
    b'{"messageId":"m","text":"t","noteId":"n1","status":404.5}',
    b"\xff\xfe",
    b"[" * 5000,
)
FIELDS = (
    b"",
    b"\r\nContent-Type: application/json",
    b'\r\nContent-Type: ;;=,\r\nETag: "',
    b"\r\nContent-Encoding: gzip",
)
hostile = st.builds(
    Exchange,
    id=st.just(ExchangeId("p", 0)),
    from_party=st.sampled_from(["hallmark", "hallmark", "product"]),
    to_party=st.just("product"),
    identity=st.sampled_from(["own-agency", "other-agency", "none"]),
    request=st.builds(
        lambda method, target, fields, body: exchange(method, target, body).request.__class__(
            method=method, target=f"/v1{target}", head=b"X" + fields, body=body
        ),
        st.sampled_from(METHODS),
        st.sampled_from(TARGETS),
        st.sampled_from(FIELDS),
        st.sampled_from(BODIES),
    ),
    reply=st.builds(
        lambda status, fields, body: Response(status=status, head=b"X" + fields, body=body),
        st.sampled_from([100, 200, 201, 204, 304, 401, 404, 405, 412, 500, 999]),
        st.sampled_from(FIELDS),
        st.sampled_from(BODIES),
    )
    | partials
    | silences,
    times=st.just(read().times),
    redactions=st.lists(
        st.builds(
            Redaction,
            part=st.sampled_from(["reply.body", "request.body", "reply.head", "request.target"]),
            offset=st.integers(0, 40),
            length=st.integers(0, 9),
            marker=st.just("personal:"),
            pointer=st.sampled_from(["", "/text", "/items/0"]),
        ),
        max_size=2,
    ).map(tuple),
)


@given(st.lists(hostile | st.sampled_from([created(), read(), closed(), words("a", "b", more="2")]), max_size=6))
def test_nothing_that_a_product_does_makes_a_rule_crash(exchanges: list[Exchange]) -> None:
    """A FAULT that a product can bring about would keep it from being judged."""
    verdict = judge_all(EVERYTHING, numbered(exchanges))
    assert [f for f in verdict.findings if f.outcome is Outcome.FAULT] == []
    assert canonical(verdict)


@given(st.lists(st.sampled_from([created(), read(), closed(), closed(409), words("a", more="2")]), max_size=6))
def test_a_product_that_says_nothing_is_never_certified(exchanges: list[Exchange]) -> None:
    silent = [msgspec.structs.replace(x, reply=Silence(why="closed")) for x in exchanges]
    verdict = judge_all(EVERYTHING, numbered(silent))
    assert {f.outcome for f in verdict.findings} <= {Outcome.INCONCLUSIVE}


def test_one_passing_case_is_not_more_than_it_is() -> None:
    assert gist(judge("status/1", {}, read(), effort=2)) == "inconclusive: too-little"
    assert gist(judge("status/1", {}, read(), read(status=404, got=PROBLEM), effort=2)) == "conforms"


def test_the_verdict_names_what_it_was_made_by() -> None:
    verdict: Verdict = judge_all([requirement(effort=Effort(probes=1))], [read()])
    assert (verdict.profile, verdict.role, verdict.rulebook) == ("notes@1.0", "keeper", "hallmark-rules 1")
    assert (verdict.profile_digest, verdict.contract_digest) == ("p", "c")


def turned_away(**rest: Any) -> Exchange:
    return read(status=401, got={"status": 401}, **rest)


def test_a_door_that_is_shut_to_all_shows_nothing_of_bad_credentials() -> None:
    with_: dict[str, Any] = {"credentials": ["tampered"], "statuses": [401]}
    bad = turned_away(credential="tampered")
    assert gist(judge("authentication/1", with_, bad, turned_away())) == "inconclusive: nobody-let-in"
    open_ = judge("authentication/1", with_, bad, read())
    assert (gist(open_), open_.cites.first) == ("conforms", (ExchangeId("p", 0), ExchangeId("p", 1)))
    other = read(status=403, got={"status": 403}, credential="tampered")
    assert gist(judge("authentication/1", with_, other, turned_away())) == "inconclusive: nobody-let-in"
    assert gist(judge("authentication/1", with_, other, read())) == "violates: not-a-refusal"


def test_a_door_that_is_shut_hides_nothing_else() -> None:
    finding = judge("acceptance/1", {}, turned_away(), exchange("POST", "/notes", new(), 302))
    assert (gist(finding), finding.failed) == ("violates: refused-right-request", 1)
    finding = judge("status/1", {}, turned_away(), read(status=202))
    assert gist(finding) == "violates: undocumented-status"
    with_ = {"credentials": ["tampered"]}
    assert gist(judge("authentication/1", with_, turned_away(), read(credential="tampered"))) == (
        "violates: credential-accepted"
    )


def test_what_is_never_there_shows_nothing_by_a_refusal() -> None:
    with_: dict[str, Any] = {"operations": ["createNote"], "when": [{"is": "invalid"}], "statuses": [404, 422]}
    wrong = exchange("POST", "/notes", new(""), 404, {"status": 404})
    right = exchange("POST", "/notes", new(), 404, {"status": 404})
    assert gist(judge("refusal/1", with_, wrong, right)) == "inconclusive: never-there"
    shown = judge("refusal/1", with_, wrong, created())
    assert (gist(shown), shown.cites.first) == ("conforms", (ExchangeId("p", 0), ExchangeId("p", 1)))


def test_a_web_page_in_place_of_an_answer_passes_nothing() -> None:
    page = read(say={"Content-Type": "text/html"}, got=b"<html>Sign in</html>")
    assert gist(judge("no-server-error/1", {}, page)) == "inconclusive: page-instead"
    assert gist(judge("no-server-error/1", {}, page, read())) == "conforms"


def test_a_credential_that_ran_out_on_the_way_blames_nobody() -> None:
    wrong = exchange("POST", "/notes", new(), 401, {"status": 401}, at=30)
    late = turned_away(at=40)
    before = (created(at=10), read(at=20))
    finding = judge("acceptance/1", {"operations": ["createNote"]}, *before, wrong, late)
    assert gist(finding) == "inconclusive: let-in-no-more"
    # One operation alone may ask for more than the credential holds.
    assert gist(judge("acceptance/1", {}, *before, wrong)) == "violates: refused-right-request"
    # Who is let in again was not turned away for good.
    again = read(at=50)
    assert gist(judge("acceptance/1", {}, *before, wrong, late, again)) == "violates: refused-right-request"
    # What broke before it ran out is as it was.
    soon = exchange("POST", "/notes", new(), 401, {"status": 401}, at=15)
    assert gist(judge("acceptance/1", {}, *before, soon, wrong, late)) == "violates: refused-right-request"


def test_one_operation_that_refused_everybody_until_the_run_was_stopped_blames_nobody() -> None:
    limit = Footer(ended=1, stopped="limit: max_requests 4", counts={})
    refused = [exchange("POST", "/notes", new(), 403, {"status": 403}, at=at) for at in (30, 40)]
    said = numbered((created(at=10), *refused))
    asked = [requirement("acceptance/1")]
    assert gist(judge_all(asked, said, footer=limit).findings[0]) == "inconclusive: let-in-no-more"
    assert gist(judge_all(asked, said[:2], footer=limit).findings[0]) == "violates: refused-right-request"
    assert gist(judge_all(asked, said).findings[0]) == "violates: refused-right-request"


def test_a_page_that_refuses_whoever_comes_blames_nobody() -> None:
    limit = Footer(ended=1, stopped="limit: max_requests 5", counts={})
    page: dict[str, Any] = {"got": b"<html>", "say": {"Content-Type": "text/html"}, "status": 403}
    refused = [read(at=at, **page) for at in (30, 40)]
    said = numbered((read(at=10), *refused, read(at=50, identity="other-agency", **page)))
    asked = [requirement("media-type/1")]
    assert gist(judge_all(asked, said, footer=limit).findings[0]) == "inconclusive: let-in-no-more"
    assert gist(judge_all(asked, said).findings[0]) == "violates: media-type"


def test_a_refusal_shows_nothing_once_everybody_is_refused() -> None:
    with_: dict[str, Any] = {"credentials": ["tampered"], "statuses": [401]}
    before = (created(at=10), read(at=20))
    after = (exchange("POST", "/notes", new(), 401, {"status": 401}, at=30), turned_away(at=40))
    early, late = (turned_away(credential="tampered", at=at) for at in (15, 35))
    assert gist(judge("authentication/1", with_, *before, *after, late)) == "inconclusive: let-in-no-more"
    assert gist(judge("authentication/1", with_, *before, *after, early)) == "conforms"
    shown = judge("authentication/1", with_, *before, *after, early, late)
    assert (gist(shown), shown.passed) == ("conforms", 2)
    # Of two that are needed one was refused while others were let in.
    two = requirement("authentication/1", with_, effort=Effort(probes=2))
    found = judge_all([two], numbered((*before, *after, early, late))).findings[0]
    assert (gist(found), found.passed, found.unknown) == ("inconclusive: let-in-no-more", 1, 1)
    # Who is let in again was not turned away for good.
    assert gist(judge("authentication/1", with_, *before, *after, late, read(at=50))) == "conforms"


def causes(*exchanges: Exchange) -> set[str]:
    """Return the causes of what several rules say of an operation that is not there."""
    asked = [
        requirement("acceptance/1", {"tolerated": []}, id="N-01"),
        requirement("authentication/1", {"credentials": ["tampered", "absent"]}, id="N-02"),
    ]
    return {cause.id for cause in judge_all(asked, numbered(exchanges)).causes}


def test_an_operation_that_is_not_there_is_one_cause() -> None:
    gone = [read(status=404, got={"status": 404}, **rest) for rest in ({}, {"credential": "tampered"})]
    assert causes(created(), *gone) == {"not-there/getNote"}
    assert causes(*gone) == {"not-there/*"}
    # Once it was there, what is missing is the thing.
    assert causes(read(), *gone) == {"refused-right-request/getNote", "authentication/tampered"}
    assert causes(created(), gone[0]) == {"refused-right-request/getNote"}
