"""What the same kind of request provokes in several operations has one cause; what one operation does stays its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from building import judge_all, numbered, requirement
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import read

from harness.evidence import ExchangeId
from harness.grouping import Node, explained, family_of, grouped, kind_of
from harness.verdict import Because, Cites, EffortReached, Finding, Outcome, Violation

ORDER = {"large": 0, "no-json": 1, "nul": 2}


def node(operation: str, first: str, family: str = "server-error") -> Node:
    return Node(f"{family}/{operation}", operation, first)


def causes(found: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return the common causes of nodes, each given as operation and kinds with the most telling first."""
    nodes = [(node(operation, kinds.split(" ")[0]), frozenset(kinds.split())) for operation, kinds in found]
    return {f"{n.operation} {n.first}": cause for n, cause in grouped(nodes, ORDER).items()}


@pytest.mark.parametrize(
    "nodes, expected",
    [
        ([("a", "large"), ("b", "large nul")], {"a large": "large", "b large": "large"}),
        ([("a", "large"), ("b", "nul")], {}),
        ([("a", "large"), ("a", "nul")], {}),
        ([("a", ""), ("a", "large"), ("b", "large"), ("c", "large")], {"b large": "large", "c large": "large"}),
        ([("a", ""), ("a", "large"), ("b", ""), ("b", "large")], {}),
        (
            [("a", "large body"), ("b", "nul body"), ("c", "body")],
            dict.fromkeys(("a large", "b nul", "c body"), "body"),
        ),
        (
            [("a", "large"), ("b", "large"), ("a", "nul"), ("b", "nul"), ("c", "no-json")],
            {"a large": "large", "b large": "large", "a nul": "nul", "b nul": "nul"},
        ),
        ([("a", "nul no-json"), ("b", "nul no-json")], {"a nul": "no-json", "b nul": "no-json"}),
    ],
    ids=["one", "different", "alone", "plain", "plain-both", "common", "two", "most-telling"],
)
def test_common_causes(nodes: list[tuple[str, str]], expected: dict[str, str]) -> None:
    found = causes(dict.fromkeys(nodes, ""))
    assert {name: kind_of(cause) for name, cause in found.items()} == expected


def test_requirements_that_share_a_node_narrow_its_kinds() -> None:
    one, other = node("a", "large"), node("b", "large")
    nodes = [(one, frozenset({"large", "nul"})), (one, frozenset({"large"})), (other, frozenset({"large", "nul"}))]
    assert set(grouped(nodes, {"nul": 0, "large": 1}).values()) == {"server-error/*/large"}


def test_families_are_kept_apart() -> None:
    nodes = [(node("a", "large"), frozenset({"large"})), (node("b", "large", "never-answered"), frozenset({"large"}))]
    assert grouped(nodes, ORDER) == {}
    assert family_of(nodes[1][0]) == "never-answered"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sets(st.sampled_from(["large", "nul", "x", "y"])))))
def test_the_order_of_nodes_changes_nothing(found: list[tuple[str, set[str]]]) -> None:
    nodes = [(node(operation, min(kinds, default="")), frozenset(kinds)) for operation, kinds in found]
    assert grouped(nodes, ORDER) == grouped(list(reversed(nodes)), ORDER)


@pytest.mark.parametrize("cause", ["server-error/GET /notes/*/x", "server-error/addNote", "schema/#/a", ""])
def test_other_causes_name_no_kind(cause: str) -> None:
    assert kind_of(cause) == ""


def broken(cause: str, operation: str, **params: int) -> Violation:
    because, id = Because(code=cause.partition("/")[0], params=dict(params)), ExchangeId("p", 0)
    return Violation(cause=cause, operation=operation, because=because, minimal=id, cites=Cites(first=(id,), count=1))


def causes_in(*violations: Violation) -> list[str]:
    effort, because = EffortReached(needed=1, reached=1), Because(code="x")
    found = Finding(requirement="N-01", outcome=Outcome.VIOLATES, because=because, effort=effort, violations=violations)
    return [v.cause for v in explained((found,))[0].violations]


def test_what_goes_wrong_alike_in_several_lists_is_one_cause() -> None:
    one, other = broken("total-differs/listA", "listA"), broken("total-differs/listB", "listB")
    assert causes_in(one, one) == ["total-differs/listA"] * 2
    assert causes_in(one, other) == ["total-differs/*"] * 2
    assert causes_in(one, broken("schema/#/a", "listB")) == ["total-differs/listA", "schema/#/a"]
    ghosts = [broken(f"listed-not-found/list{x}", f"read{x}") for x in "AB"]
    assert causes_in(*ghosts, broken("element-missing/listA", "listA")) == ["listed-not-found/*"] * 3
    assert kind_of("total-differs/*") == ""


def test_what_goes_wrong_alike_with_several_messages_is_one_cause() -> None:
    assert causes_in(*(broken(f"other-name/{x}", x) for x in ("send", "change"))) == ["other-name/*"] * 2
    assert causes_in(broken("other-name/send", "send"), broken("sent-again/send", "send"))[0] == "other-name/send"


@pytest.mark.parametrize(
    "status, cause", [(404, "listed-not-found/listA"), (410, "listed-not-found/listA"), (500, "element-missing/listA")]
)
def test_a_read_that_fails_does_not_explain_why_a_list_leaves_something_out(status: int, cause: str) -> None:
    ghost = broken("listed-not-found/listA", "readA", status=status)
    assert causes_in(ghost, broken("element-missing/listA", "listA"))[1] == cause


@pytest.mark.parametrize(
    "absent, expected",
    [
        (200, {"authentication/absent"}),
        (401, {"authentication/in-query", "authentication/malformed", "authentication/tampered"}),
        (
            404,
            {"authentication/absent", "authentication/in-query", "authentication/malformed", "authentication/tampered"},
        ),
    ],
    ids=["open-door", "takes-any", "refuses-otherwise"],
)
def test_an_operation_that_serves_anybody_is_one_cause(absent: int, expected: set[str]) -> None:
    wanted = (
        requirement("authentication/1", {"credentials": ["absent"]}, id="N-01"),
        requirement("authentication/1", {"credentials": ["in-query"], "statuses": [400, 401, 403]}, id="N-02"),
        requirement("bad-credentials/1", {}, id="N-03"),
    )
    reads = (
        read(credential="absent", status=absent, got={"status": absent}),
        *(read(credential=bad, status=200, got={}) for bad in ("in-query", "malformed", "tampered")),
    )
    verdict = judge_all(wanted, numbered(reads))
    assert {f.outcome for f in verdict.findings[1:]} == {Outcome.VIOLATES}
    assert {cause.id for cause in verdict.causes} == expected
