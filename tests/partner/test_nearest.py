"""A call that nothing takes is told what it was and what came nearest."""

from __future__ import annotations

import pytest
import requests
from partner_client import MOCK, incident

from harness.loading import find, load_bundle
from harness.partner.host import running
from harness.partner.nearest import first_error, missed, nearest

OPERATIONS = load_bundle(find("incident-transfer@1.0")).contract.operations


@pytest.mark.parametrize(
    "method, path, operation",
    [
        ("POST", "/incident", "createIncident"),
        ("GET", "/incidents/7/histories", "getIncidentHistory"),
        ("POST", "/incidents/7/logentries", "addLogEntry"),
        ("GET", "/incidents/7/logentries", "listLogEntries"),
        ("DELETE", "/agency", "listAgencies"),
    ],
)
def test_the_nearest_is_the_likest_path_and_of_these_the_method(method: str, path: str, operation: str) -> None:
    found = nearest(method, path, OPERATIONS)
    assert found is not None
    assert found.id == operation


def test_of_nothing_nothing_is_near() -> None:
    assert missed("GET", "/x", b"", ()) == {"got": {"method": "GET", "path": "/x"}}


def test_what_was_sent_is_shown_so_that_it_can_do_no_harm() -> None:
    got = missed("<b>", '/<script>"\u00e9' + "x" * 999, b"", ())["got"]
    assert got["method"] == "another"
    assert got["path"].startswith("/%3Cscript%3E%22%C3%A9xxx")
    assert len(got["path"]) < 250


def test_the_first_error_of_the_content_is_named() -> None:
    create = next(o for o in OPERATIONS if o.id == "createIncident")
    assert first_error(b"", create) == "not JSON: empty"
    assert first_error(b'{"a":1', create).startswith("not JSON: ")
    assert first_error(b"{}", create).startswith("breaks required at its root")
    assert first_error(b"", next(o for o in OPERATIONS if o.id == "listAgencies")) == ""


def test_a_partner_says_so() -> None:
    with running(MOCK) as partner:
        lost = requests.post(f"{partner.url}/incident", json={**incident(), "type": 7}, timeout=5)
        odd = requests.put(f"{partner.url}/incidents", json={}, timeout=5)
    base = "/incident-transfer/v1"
    assert (lost.status_code, lost.json()["got"]) == (404, {"method": "POST", "path": f"{base}/incident"})
    near = {"operation": "createIncident", "method": "POST", "path": f"{base}/incidents"}
    assert lost.json()["nearest"] == {**near, "error": "breaks type at /type"}
    assert (odd.status_code, odd.headers["Allow"], odd.json()["nearest"]) == (405, "POST", near)
