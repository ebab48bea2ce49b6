"""A sender takes stimuli and sends what its data says."""

from __future__ import annotations

import json
import threading

import requests
from partner_client import MOCK

from harness.partner.host import running
from harness.partner.recording import Taken
from harness.partner.sender.product import declaration_of, running_sender

NAME = "reference-sender"


def test_a_stimulus_makes_it_send() -> None:
    kept: list[Taken] = []
    came = threading.Event()

    def keep(taken: Taken) -> None:
        kept.append(taken)
        if taken.operation == "addUpdate":
            came.set()

    with running(MOCK, keep=keep) as partner, running_sender(NAME, ["wrong-media-type"]) as sender:
        brief = {
            "partner_url": partner.url,
            "token_url": partner.token_url,
            "client_id": "own-agency",
            "client_secret": partner.secret,
            "ca": "",
        }
        assert requests.post(f"{sender.url}/stimuli/nothing", json=brief, timeout=5).status_code == 404
        for name in ("transfer-incident", "send-update"):
            assert requests.post(f"{sender.url}/stimuli/{name}", json=brief, timeout=5).status_code == 202
        assert requests.post(f"{sender.url}/notices/x", json={}, timeout=5).status_code == 204
        assert came.wait(10)
    calls = [one for one in kept if one.operation != "token"]
    assert [one.operation for one in calls] == ["createIncident", "listAcknowledgements", "addUpdate"]
    created = json.loads(calls[0].reply.body)["sharedIncidentId"]  # type: ignore[union-attr]
    assert created in calls[2].request.target
    assert b"text/plain" in calls[2].request.head


def test_its_run_file_names_what_is_wrong_with_it() -> None:
    with running_sender(NAME, ["insists"]) as sender:
        said = declaration_of(sender, "answers.yaml")
    assert said["product"]["version"] == "1.0 + insists"
    assert said["stimuli"]["*"]["url"] == f"{sender.url}/stimuli/{{stimulus}}"


def test_each_of_several_partners_is_sent_its_own_though_one_is_down() -> None:
    """The first is down and gets nothing; the second gets the message all the same, in its own agency's name."""
    came, kept = threading.Event(), []

    def keep(taken: Taken) -> None:
        if taken.operation == "createIncident":
            kept.append(taken)
            came.set()

    with running(MOCK, keep=keep) as partner, running_sender(NAME) as sender:
        sign_in = {"token_url": partner.token_url, "client_id": "own-agency", "client_secret": partner.secret, "ca": ""}
        brief = {
            "partner_url": partner.url,
            **sign_in,
            "partners": [
                {"name": "police", "agency": "GB-POL-X04", "url": "http://127.0.0.1:1", **sign_in},
                {"name": "fire", "agency": "GB-FRS-X02", "url": partner.url, **sign_in},
            ],
        }
        assert requests.post(f"{sender.url}/stimuli/transfer-to-three", json=brief, timeout=5).status_code == 202
        assert came.wait(10)
    assert json.loads(kept[0].request.body)["receiver"] == {"agency": "GB-FRS-X02"}
