"""The reference feed keeps its description, is whole over its pages, and each of its defects shows to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from kept import kept

from harness.content import root
from harness.contract import compile_contract
from harness.partner.defects import list_defects
from harness.partner.host import Running, running

MOCK = "reference-feed"
CONTRACT = compile_contract(root("profiles") / "referral-oruk" / "3.0" / "openapi.yaml")
LISTS = {
    "/services": ("listServices", "getService", 13),
    "/service_at_locations": ("listServiceAtLocations", "getServiceAtLocation", 10),
    "/taxonomies": ("listTaxonomies", "getTaxonomy", 2),
    "/taxonomy_terms": ("listTaxonomyTerms", "getTaxonomyTerm", 7),
}
FIRST = "50472d60-10e7-5c90-a654-c43694dcaca4"
NOBODY = "0e5e0000-0000-4000-8000-00000000e0e0"
ALL = "/services?per_page=50"
SHOWN_BY = {
    "says-no-address": "/",
    "lists-what-is-gone": f"/services/{FIRST}",
    "null-term": "/taxonomy_terms",
    "null-in-one": f"/services/{FIRST}",
    "size-as-asked": "/services?per_page=2&page=7",
    "never-last": "/services?per_page=2&page=7",
    "never-empty": "/services?per_page=2&page=8",
    "size-ignored": "/services?per_page=2",
    "repeats-at-page-end": "/services?per_page=2&page=2",
    "loses-at-page-end": "/services?per_page=2&page=2",
    "fails-beyond-the-end": "/services?page=987654",
    "no-taxonomies": "/taxonomies",
    "ages-ignored": f"{ALL}&minimum_age=18",
    "greatest-age-ignored": f"{ALL}&maximum_age=25",
    "terms-that-lead-nowhere": f"/services/{FIRST}",
    "any-service-will-do": f"/services/{NOBODY}",
    "nothing-for-no-service": f"/services/{NOBODY}",
    "swaps-places": "/service_at_locations",
    "places-abroad": "/service_at_locations",
    "always-page-one": "/services?page=2",
    "terms-ignored": f"{ALL}&taxonomy_term_id={NOBODY}",
    "taxonomies-ignored": f"{ALL}&taxonomy_id={NOBODY}",
    "words-ignored": f"{ALL}&search=garden",
    "opening-times-ignored": f"{ALL}&start_time=23:59",
    "days-ignored": f"{ALL}&day=never",
    "distances-ignored": f"{ALL}&postcode=nowhere",
    "nameless-term": "/taxonomy_terms",
}
"""The request that shows each defect; those that are not here show in the list of services, two to a page."""


@pytest.fixture(scope="module")
def feed() -> Iterator[Running]:
    with running(MOCK) as partner:
        yield partner


def get(partner: Running, path: str) -> requests.Response:
    return requests.get(partner.url + path, timeout=5)


def page(partner: Running, path: str) -> Any:
    return get(partner, path).json()


@pytest.mark.parametrize("path", LISTS)
def test_each_list_is_whole_and_names_what_can_be_read(feed: Running, path: str) -> None:
    listing, reading, count = LISTS[path]
    found = kept(CONTRACT, listing, get(feed, f"{path}?per_page=50"), 200)["contents"]
    assert len({each["id"] for each in found}) == len(found) == count
    for each in found:
        whole = kept(CONTRACT, reading, get(feed, f"{path}/{each['id']}"), 200)
        assert each.items() <= whole.items()
        assert not {"terms", "taxonomies", "text"} & whole.keys()
    assert get(feed, f"{path}/{NOBODY}").status_code == 404


def test_pages_say_what_they_are(feed: Running) -> None:
    pages = [page(feed, f"/services?per_page=5&page={number}") for number in (1, 2, 3, 4)]
    assert [one["size"] for one in pages] == [5, 5, 3, 0]
    assert [(one["first_page"], one["last_page"], one["empty"]) for one in pages[:3]] == [
        (True, False, False),
        (False, False, False),
        (False, True, False),
    ]
    assert pages[3]["empty"]
    assert {(one["total_items"], one["total_pages"]) for one in pages} == {(13, 3)}


def test_filters_filter(feed: Running) -> None:
    assert [s["name"] for s in page(feed, f"{ALL}&search=garden")["contents"]] == ["Garden group"]
    assert all(s["minimum_age"] >= 18 for s in page(feed, f"{ALL}&minimum_age=18")["contents"])
    assert {s["maximum_age"] for s in page(feed, f"{ALL}&maximum_age=25")["contents"]} == {17, 18, 25}
    for name in ("taxonomy_terms", "taxonomies"):
        which = page(feed, f"/{name}")["contents"][-1]["id"]
        parameter = "taxonomy_term_id" if name == "taxonomy_terms" else "taxonomy_id"
        assert 0 < page(feed, f"{ALL}&{parameter}={which}")["total_items"] < 13


def test_anybody_may_read_it(feed: Running) -> None:
    reply = get(feed, "/services")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "null" not in reply.text


@pytest.mark.parametrize("defect", [defect.name for defect in list_defects(MOCK)])
def test_a_defect_shows(feed: Running, defect: str) -> None:
    path = SHOWN_BY.get(defect, "/services?per_page=5")
    with running(MOCK, [defect]) as spoilt:
        assert seen(spoilt, path) != seen(feed, path)


def seen(partner: Running, path: str) -> tuple[object, ...]:
    reply = get(partner, path)
    return reply.status_code, reply.content, reply.headers.get("Access-Control-Allow-Origin")
