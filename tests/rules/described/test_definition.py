"""`definition/1`: the definition is found by the landing page, and what it is held against may come in any order."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist
from featured import LANDED, WITH, answered, asked, judged

from harness.errors import ProfileError
from harness.rules.described.definition import CHECKS, OF_LINKS
from harness.served import UNKNOWN
from harness.verdict import Outcome

ITEMS = "/collections/incidents/items"
WHOLE = (*LANDED, "/api.html", "/collections", ITEMS, f"{ITEMS}/f1", f"{ITEMS}?{UNKNOWN}=1", f"{ITEMS}/none")
ALL = {**WITH, "collections": "getCollections"}


def whole(defect: str = "") -> tuple[Any, ...]:
    """Return a conversation that shows all there is to see, who is refused without a credential included."""
    refused = answered(ITEMS, 401, {}, identity="none")
    return (*asked(*WHOLE, defect=defect), refused)


@pytest.mark.parametrize("check", CHECKS)
def test_a_perfect_server_keeps_every_check(check: str) -> None:
    found = judged("definition/1", {**ALL, "check": check}, *whole())
    assert found.outcome is Outcome.CONFORMS, found.because


@pytest.mark.parametrize("check", CHECKS)
def test_without_a_landing_page_nothing_is_said(check: str) -> None:
    found = judged("definition/1", {**ALL, "check": check}, *whole()[1:])
    assert gist(found) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("check", sorted(CHECKS.keys() - OF_LINKS))
def test_without_a_definition_that_can_be_read_nothing_is_held_against_it(check: str) -> None:
    conversation = (asked("/")[0], answered("/api", 200, b"{"), *whole()[2:])
    found = judged("definition/1", {**ALL, "check": check}, *conversation)
    assert gist(found) == "inconclusive: no-definition"


@pytest.mark.parametrize("check", CHECKS)
def test_what_comes_before_the_definition_counts_as_what_comes_after(check: str) -> None:
    landed, rest = whole()[:2], whole()[2:]
    found = judged("definition/1", {**ALL, "check": check}, landed[0], *rest, landed[1])
    assert found.outcome is Outcome.CONFORMS, found.because


def test_a_credential_that_is_bad_on_purpose_shows_nothing() -> None:
    from building import exchange  # of another API: only who asks matters here

    x = exchange("GET", "/", b"", 200, {"links": []}, credential="tampered")
    assert gist(judged("definition/1", {**ALL, "check": "served"}, x)) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("with_", [{"check": "odd"}, {"check": "served", "entry": "nobody"}])
def test_what_cannot_be_looked_at_is_said_to_the_profile_s_author(with_: dict[str, str]) -> None:
    with pytest.raises(ProfileError, match="definition/1"):
        judged("definition/1", {**ALL, **with_}, *whole())
