"""What replies teach is kept by its name, within bounds."""

from __future__ import annotations

from tinyapi.bench import bench, json_reply, operation

from harness.gather.cases import Case
from harness.gather.fuzzing.learning import MOST_CASES, MOST_VALUES, Learnt, plain
from harness.gather.fuzzing.saying import Sayer


def heard(*answers: tuple[int, bytes], shared: bool = False) -> Learnt:
    left = list(answers)
    made, _, _ = bench(lambda message, identity: json_reply(*left.pop(0)))
    learnt, sayer = Learnt(), Sayer(made, operation("listNotes"), {})
    for number in range(len(answers)):
        case = Case(True, str(number))
        exchange = sayer.say(case)
        assert exchange is not None
        learnt.hear(case, exchange, made.read(exchange), shared=shared)
    return learnt


def test_values_are_known_by_their_names_in_any_spelling() -> None:
    learnt = heard((200, b'{"items":[{"note_id":"a"},{"note_id":"b"}],"total":2,"more":true}'))
    assert learnt.of("noteId") == ["a", "b"]
    assert learnt.of("TOTAL") == [2]
    assert learnt.of("more") == []


def test_a_list_teaches_only_that_it_came() -> None:
    learnt = heard((200, b'{"items":[{"id":"a"}]}'), (200, b'{"items":[],"next":"x"}'), (404, b"{}"), shared=True)
    assert learnt.values == {}
    assert [case.why for case in learnt.accepted] == ["0", "1", "2"]
    assert learnt.accepted == heard((200, b"{}"), (200, b"[]"), (404, b'{"a":1}'), shared=True).accepted


def test_refusals_teach_no_values() -> None:
    assert heard((404, b'{"id":"x"}')).of("id") == []


def test_replies_that_are_alike_teach_once_or_a_few_times() -> None:
    learnt = heard(*[(422, b'{"a":1}')] * 5, (422, b'{"b":1}'), *[(201, b'{"id":1}')] * 20)
    assert [case.why for case in learnt.accepted[:3]] == ["0", "5", "6"]
    assert len(learnt.accepted) == 10


def test_there_is_an_end_to_what_is_kept() -> None:
    learnt = Learnt({"id": ("known",)})
    for number in range(1000):
        learnt.remember({"id": number, f"n{number}": "x", "long": "x" * 1000})
    assert len(learnt.of("id")) == MOST_VALUES
    assert learnt.of("id")[0] == "known"
    assert learnt.of("long") == []
    assert len(learnt.values) <= 201
    assert MOST_CASES < 100


def test_names_without_case_and_punctuation() -> None:
    assert plain("Person-ID_x") == "personidx"
