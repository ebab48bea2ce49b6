"""An example is judged alone, with an effort of one case, and is no longer than it must be."""

from __future__ import annotations

from pathlib import Path

import msgspec
from building import TARGET, exchange, notes, numbered

from harness.examples import Example, judge_example, read_example, smallest, write_example
from harness.profile import Requirement, RuleCall
from harness.verdict import Outcome


def requirement(rule: str) -> Requirement:
    """Return the tiny profile's requirement of a kind."""
    return next(r for r in notes().profile.requirements if isinstance(r.rule, RuleCall) and r.rule.rule == rule)


def again(example: Example, folder: Path, base: str = TARGET) -> Example:
    """Write an example and read it back."""
    file = folder / "example.json"
    file.write_bytes(write_example(example, base))
    return read_example(file)


def test_it_is_judged_alone_and_with_an_effort_of_one_case(tmp_path: Path) -> None:
    wanted = requirement("acceptance/1")
    assert wanted.effort.probes > 1
    note = {"messageId": "0190a5c0-0000-7000-8000-000000000001", "agency": "GB-POL-X01", "text": "Hedge on fire."}
    outcomes = {}
    for status in (201, 422):
        x = exchange("POST", "/notes", note, status)
        bare = msgspec.structs.replace(x, request=msgspec.structs.replace(x.request, target="/notes"))
        finding = judge_example(notes(), wanted, again(Example(exchanges=(bare,)), tmp_path))
        assert finding.requirement == wanted.id
        outcomes[status] = finding.outcome
    assert outcomes == {201: Outcome.CONFORMS, 422: Outcome.VIOLATES}


def test_the_smallest_example_keeps_what_decides_and_no_more() -> None:
    crash = exchange("GET", "/notes", status=500, got={"title": "x"})
    calm = [exchange("GET", "/notes", got={"items": []}) for _ in range(4)]
    chain = (*calm[:2], crash, *calm[2:])
    bare = [msgspec.structs.replace(x, request=msgspec.structs.replace(x.request, target="/notes")) for x in chain]
    example = Example(exchanges=numbered(bare), fixtures={"own_agency": "GB-POL-X01"})
    wanted = requirement("no-server-error/1")
    assert judge_example(notes(), wanted, example).outcome is Outcome.VIOLATES
    small = smallest(notes(), wanted, example)
    assert [x.id.ordinal for x in small.exchanges] == [2]
    assert small.fixtures == example.fixtures
    assert judge_example(notes(), wanted, small).outcome is Outcome.VIOLATES
