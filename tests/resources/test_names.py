"""Names are compared by their letters and digits."""

from __future__ import annotations

import pytest

from harness.resources.names import FROM, TO, noun, plain, refers, singular, without


def test_case_and_punctuation_make_no_difference() -> None:
    assert {plain(name) for name in ("page-size", "pageSize", "page_size", "PageSize")} == {"pagesize"}


@pytest.mark.parametrize(
    "word, one",
    [("persons", "person"), ("stories", "story"), ("boxes", "box"), ("addresses", "address"), ("address", "address"),
     ("branches", "branch"), ("data", "data"), ("ties", "tie")],
)  # fmt: skip
def test_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_the_noun_of_a_path() -> None:
    assert noun("/v1/court-houses/{id}") == "courthouse"
    assert noun("/{id}") == ""


@pytest.mark.parametrize("name", ["ownerId", "owner_id", "id", "callbackUrl", "person-uuid"])
def test_a_member_that_names_another_thing(name: str) -> None:
    assert refers(name)


@pytest.mark.parametrize("name", ["reference", "name", "size", "identity"])
def test_a_member_that_names_nothing_else(name: str) -> None:
    assert not refers(name)


def test_a_name_without_a_word() -> None:
    assert without("createdfrom", FROM) == "created"
    assert without("untilcreated", TO) == "created"
    assert without("weather", FROM) is None
    assert without("from", FROM) == ""
