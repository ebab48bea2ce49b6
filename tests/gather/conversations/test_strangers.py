"""Another tenant asks for what is ours in every way that there is, and is refused every time by one that is sound."""

from __future__ import annotations

from records import conversation, said, steps

from harness.gather.conversations.strangers import CONVERSATION, STRANGER


def test_a_person_of_ours() -> None:
    readings = said([conversation("strangers")])
    theirs = [x for x in readings if x.exchange.identity == STRANGER]
    assert steps(theirs) == [
        ("getPerson", 404),
        ("listPersons", 200),
        ("replacePerson", 404),
        ("updatePerson", 404),
        ("deletePerson", 404),
    ]
    ours = [x for x in readings if x.exchange.identity != STRANGER]
    assert steps(ours)[0] == ("createPerson", 201)
    assert steps(ours)[-1] == ("getPerson", 200), "it is still there"
    changing = [x for x in theirs if x.exchange.request.method != "GET"]
    assert all("if-match" in x.request_headers for x in changing), "no lock but the tenant's keeps a stranger out"
    assert CONVERSATION.writes


def test_a_defect_shows() -> None:
    readings = said([conversation("strangers")], ["shows-to-all"])
    assert ("getPerson", 200) in steps([x for x in readings if x.exchange.identity == STRANGER])
