"""Each exchange reaches the rules that look at it, and few others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from building import context, exchange, notes, reading
from rules.cases import CASES, closed, created, read

from harness.adjudicate import world_of
from harness.rules import RULES
from harness.rules.base import Single, Watch, World
from harness.rules.routes import Routes


@dataclass
class Duty:
    name: str
    watch: Watch


def world() -> World:
    bundle = notes()
    return world_of(bundle.profile, bundle.contract, bundle.workflows, context(), "keeper", None)


def duty(name: str, kind: str, where: World, **with_: Any) -> Duty:
    rule = RULES[kind]
    return Duty(name, rule.watch(rule.Params(**with_), where))


def test_by_operation() -> None:
    where = world()
    everywhere, notes_only = duty("all", "status/1", where), duty("some", "status/1", where, operations=("getNote",))
    lost = duty("lost", "methods/1", where)
    routes = Routes([everywhere, notes_only, lost])
    assert [d.name for d in routes.of(reading(read()))] == ["all", "some"]
    assert [d.name for d in routes.of(reading(exchange("PATCH", "/notes/n1")))] == ["all"]
    assert [d.name for d in routes.of(reading(exchange("PUT", "/words")))] == ["all", "lost"]


def test_those_that_follow_a_workflow_see_where_it_begins_and_all_of_a_run() -> None:
    where = world()
    first = duty("first", "sequence/1", where, workflow="close-twice", steps=("close",))
    second = duty("second", "sequence/1", where, workflow="close-twice", steps=("again",))
    routes = Routes([first, second])
    names = []
    for ordinal, x in enumerate((read(), created(), read(), closed(), closed(409), read())):
        found = routes.of(reading(exchange_at(x, ordinal)))
        names.append([d.name for d in found])
        for d in found:
            d.watch.step(None, reading(exchange_at(x, ordinal)))
    both = ["first", "second"]
    assert names == [[], both, both, both, both, []]


def exchange_at(x: Any, ordinal: int) -> Any:
    return msgspec.structs.replace(x, id=type(x.id)("p", ordinal))


def test_rules_are_asked_only_about_what_they_heed() -> None:
    where = world()
    duties = [
        duty("absent", "authentication/1", where, credentials=("absent",)),
        duty("own", "authentication/1", where, credentials=("own-agency",)),
        duty("errors", "leak/1", where),
        duty("location", "header/1", where, header="Location", statuses=(201,)),
    ]
    routes = Routes(duties)

    def names(x: Any) -> list[str]:
        return [d.name for d in routes.of(reading(x))]

    assert names(read()) == ["own"]
    assert names(read(credential="absent")) == ["absent", "own"]
    assert names(read(identity="other-agency")) == ["absent", "own"]
    assert names(exchange("HEAD", "/notes/n1")) == ["absent", "own"]
    assert names(read(status=404, got={})) == ["own", "errors"]
    assert names(created()) == ["own", "location"]


@pytest.mark.parametrize("kind", sorted(CASES))
def test_what_a_rule_does_not_heed_it_would_not_have_looked_at(kind: str) -> None:
    """Otherwise the short cut would change what a rule means."""
    rule = RULES[kind]
    watch = rule.watch(msgspec.convert(CASES[kind].with_, rule.Params), world())
    if not isinstance(watch, Single):
        return
    for case in CASES.values():
        for x in map(reading, (*case.conforms(), *case.violates())):
            usual = x.exchange.identity == "own-agency" and x.credential == "genuine"
            usual = usual and x.exchange.request.method != "HEAD"
            if not watch.heeds(x.status, usual):
                assert watch.look(x) is None
