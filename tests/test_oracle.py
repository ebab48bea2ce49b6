"""The oracle says of single exchanges what the judge will say of them; it steers fuzzing and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tinyapi.bench import bundle

from harness.adjudicate import adjudicate
from harness.evidence import (
    HALLMARK,
    PRODUCT,
    Evidence,
    Exchange,
    ExchangeId,
    Footer,
    Product,
    Reply,
    Request,
    Response,
    RunContext,
    Silence,
    Subject,
    Times,
)
from harness.oracle import jury, oracle
from harness.profile import RuleCall
from harness.verdict import Outcome

BASE = "http://127.0.0.1:9/api"
NOTE = b'{"id":"1c9e6679-7425-40de-944b-e07fc1f90ae7","text":"one","messageId":"m","sender":"GB-POL-1"}'


def subject(*classes: str, only: tuple[str, ...] = ()) -> Subject:
    """Return a subject of the tiny profile."""
    profile = bundle().profile
    return Subject(
        profile=profile.name,
        profile_digest=profile.digest,
        contract_digest=bundle().contract.digest,
        role="keeper",
        target=BASE,
        classes=classes or ("core", "calls"),
        only=only,
    )


def context(about: Subject) -> RunContext:
    """Return what is known before a run."""
    product = Product(name="Notes", version="1", supplier="The tests")
    return RunContext(run="oracle", subjects=(about,), product=product, seed=0, harness="", started=0)


def fine(about: Subject | None = None) -> Callable[[Exchange], bool]:
    """Return the oracle of the tiny profile."""
    chosen, made = about or subject(), bundle()
    wrong = oracle(made.profile, made.contract, made.workflows, chosen, context(chosen))
    return lambda exchange: not wrong(exchange)


def exchange(reply: Reply, method: str = "GET", target: str = "/api/notes", **changes: Any) -> Exchange:
    """Return one exchange with the product."""
    values: dict[str, Any] = {
        "id": ExchangeId("fuzz:createNote", 0),
        "from_party": HALLMARK,
        "to_party": PRODUCT,
        "request": Request(method=method, target=target, head=f"{method} {target} HTTP/1.1\r\nHost: x".encode()),
        "reply": reply,
        "times": Times(anchor=0),
    }
    return Exchange(**(values | changes))


def answered(status: int, body: bytes, content_type: str = "application/json") -> Response:
    """Return a reply."""
    return Response(status=status, head=f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}".encode(), body=body)


RIGHT = answered(200, b'{"items":[]}')
WRONG = answered(200, b'{"items":7}')


def test_an_exchange_that_breaks_a_rule_by_itself_is_not_fine() -> None:
    look = fine()
    assert look(exchange(RIGHT))
    assert not look(exchange(WRONG))
    assert look(exchange(RIGHT)), "one exchange leaves no trace in what is said of the next"


@pytest.mark.parametrize("reply", [Silence(why="timeout"), answered(404, b"")], ids=["silence", "no-operation"])
def test_what_shows_nothing_is_fine(reply: Reply) -> None:
    assert fine()(exchange(reply, target="/api/nowhere"))


def test_a_call_of_the_products_own_is_not_judged_as_its_reply() -> None:
    assert fine()(exchange(WRONG, from_party=PRODUCT, to_party=HALLMARK))


def test_only_what_is_in_scope_is_looked_at() -> None:
    assert not fine(subject("core"))(exchange(WRONG))
    assert fine(subject("calls"))(exchange(WRONG)), "the rule belongs to a class that is not claimed"
    assert fine(subject(only=("N-001",)))(exchange(WRONG))


def test_rules_that_need_more_than_one_exchange_say_nothing() -> None:
    about = subject(only=("N-001", "N-003", "N-004"))
    assert fine(about)(exchange(answered(201, NOTE), "POST"))


@pytest.mark.parametrize("reply", [RIGHT, WRONG], ids=["right", "wrong"])
def test_the_judge_finds_the_same_again_from_evidence_alone(reply: Reply) -> None:
    about, made, one = subject(only=("N-002",)), bundle(), exchange(reply)
    evidence = Evidence(
        context=context(about), observations=(one,), footer=Footer(ended=0, stopped="finished", counts={})
    )
    (finding,) = adjudicate(made.profile, made.contract, made.workflows, evidence, about).findings
    assert (finding.outcome is Outcome.VIOLATES) == (not fine(about)(one))
    assert msgspec.to_builtins(finding)["requirement"] == "N-002"


def test_what_is_wrong_has_a_name_and_the_same_reason_the_same_one() -> None:
    about, made = subject(), bundle()
    wrong = oracle(made.profile, made.contract, made.workflows, about, context(about))
    assert wrong(exchange(WRONG)) == wrong(exchange(answered(200, b'{"items":"x"}'))) == "N-002 schema"
    assert wrong(exchange(RIGHT)) == ""


@pytest.mark.parametrize(
    "status, found", [(400, "N-001 method-not-refused"), (405, "N-001 allow-incomplete"), (404, "")]
)
def test_what_a_rule_holds_until_more_is_known_is_said_of_one_exchange_alone(status: int, found: str) -> None:
    made, about = bundle(), subject(only=("N-001",))
    (first,) = (one for one in made.profile.requirements if one.id == "N-001")
    methods = msgspec.structs.replace(first, rule=RuleCall(rule="methods/1"))
    profile = msgspec.structs.replace(made.profile, requirements=(methods,))
    wrong = oracle(profile, made.contract, made.workflows, about, context(about))
    assert wrong(exchange(answered(status, b""), "DELETE")) == found


def test_the_jury_says_what_exchanges_show_together_and_remembers_nothing() -> None:
    made, about = bundle(), subject(only=("N-001",))
    (first,) = (one for one in made.profile.requirements if one.id == "N-001")
    ruled = msgspec.structs.replace(first, rule=RuleCall(rule="withstands/1"))
    profile = msgspec.structs.replace(made.profile, requirements=(ruled,))
    wrong = jury(profile, made.contract, made.workflows, about, context(about))
    silent, again = (exchange(Silence(why="timeout"), id=ExchangeId("conversation:pages:/notes", n)) for n in (0, 2))
    between = exchange(RIGHT, target="/api/notes?limit=1", id=ExchangeId("conversation:pages:/notes", 1))
    assert wrong((silent, between, again)) == "N-001 never-answered"
    assert wrong((silent,)) == wrong((between, again)) == ""
    assert oracle(profile, made.contract, made.workflows, about, context(about))(silent) == ""


def test_a_rule_that_raises_steers_nothing_and_stops_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    made, about = bundle(), subject()
    before = (made.profile, made.contract, made.workflows, about, context(about))
    for make, said in ((oracle, exchange(WRONG)), (jury, (exchange(WRONG),))):
        wrong = make(*before)
        with monkeypatch.context() as patch:
            patch.setattr("harness.oracle._signs", raising)
            patch.setattr("harness.oracle._said", raising)
            assert wrong(said) == ""


def raising(*_: object) -> None:
    raise ZeroDivisionError
