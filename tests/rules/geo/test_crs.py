"""`crs/1`: a perfect server keeps every check, and what is not asked for shows nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from building import gist, judge
from featured import asked, judged
from features_crs import WEB

from harness.errors import ProfileError
from harness.formats.systems import CRS84, NATIONAL_GRID
from harness.rules.geo.crs import CHECKS, OF_RUN
from harness.verdict import Outcome

ITEMS = "/collections/incidents/items"
UNLISTED = quote("http://www.opengis.net/def/crs/EPSG/0/99999", safe="")
GRID = quote(NATIONAL_GRID, safe="")
BOX = "-4.55,50.95,-4.45,51.05"
GRID_BOX = "220978,119588,228371,130944"
WHOLE = (
    *("/collections", ITEMS, f"{ITEMS}/f0"),
    *(f"{ITEMS}?crs={quote(uri, safe='')}" for uri in (CRS84, NATIONAL_GRID, WEB)),
    *(f"{ITEMS}?crs={UNLISTED}", f"{ITEMS}/f0?crs={UNLISTED}", f"{ITEMS}?bbox={BOX}"),
    *(f"{ITEMS}?bbox={GRID_BOX}&bbox-crs={GRID}", f"{ITEMS}?bbox={BOX}&bbox-crs={UNLISTED}"),
)


def whole(defect: str = "", **rest: Any) -> tuple[Any, ...]:
    """Return a conversation that shows all there is to see."""
    return asked(*WHOLE, defect=defect, **rest)


@pytest.mark.parametrize("check", CHECKS)
def test_a_perfect_server_keeps_every_check(check: str) -> None:
    found = judged("crs/1", {"check": check}, *whole())
    assert found.outcome is Outcome.CONFORMS, found.because


@pytest.mark.parametrize("check", CHECKS)
def test_a_partition_shows_nothing_of_another(check: str) -> None:
    apart = [x for name in ("p", "q") for x in asked(WHOLE[0] if name == "p" else "/conformance", partition=name)]
    found = judged("crs/1", {"check": check}, *apart)
    assert found.outcome is Outcome.CONFORMS if check in LISTS else found.outcome is Outcome.INCONCLUSIVE


LISTS = ("uris", "listed", "storage-said", "storage-listed", "storage-given", "global-used")
"""Checks that the list of collections alone shows."""


def test_one_collection_that_refers_to_the_global_list_is_enough() -> None:
    alone = asked("/collections/posts", partition="a")
    found = judged("crs/1", {"check": "global-used"}, *alone, *asked("/collections", partition="b"))
    assert found.outcome is Outcome.CONFORMS
    assert gist(judged("crs/1", {"check": "global-used"}, *alone)) == "violates: global-crs-not-used"


@pytest.mark.parametrize("check", sorted(OF_RUN))
def test_a_server_that_does_not_declare_part_2_is_not_asked(check: str) -> None:
    conversation = asked("/conformance", "/collections", defect="part-2-not-declared")
    assert gist(judged("crs/1", {"check": check}, *conversation)) == "violates: not-declared"


def test_a_request_that_is_wrong_in_itself_shows_nothing() -> None:
    wrong = asked(f"{ITEMS}?crs={GRID}&limit=none")
    assert gist(judged("crs/1", {"check": "taken"}, *asked("/collections"), *wrong)) == "inconclusive: nothing-seen"


def test_what_cannot_be_looked_at_is_said_to_the_profile_s_author() -> None:
    with pytest.raises(ProfileError, match="no check"):
        judged("crs/1", {"check": "odd"}, *whole())
    with pytest.raises(ProfileError, match="bbox-crs"):
        judge("crs/1", {"check": "taken"})
