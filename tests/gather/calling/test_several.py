"""Each of several partners is at an address of its own, plays what its scene says, and is named in the evidence."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from contextlib import ExitStack
from typing import Any

import pytest

from harness.declaration import Address
from harness.errors import MockError
from harness.evidence import Exchange, Observation
from harness.gather.calling.several import Several
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.clock import SystemClock
from harness.gather.plan import PartitionPlan
from harness.partner.host import prepared
from harness.partner.knock import Knock
from harness.redact import Redactor

MOCK = "receiving-control-room"
PARTNERS: dict[str, Any] = {
    "police": {"agency": "GB-POL-X04", "faults": ["unavailable:listAgencies:1"]},
    "fire": {"agency": "GB-FRS-X02"},
}


def scene(partners: dict[str, Any] = PARTNERS) -> PartitionPlan:
    return PartitionPlan(name="stimulus:hub", kind="stimulus", what="hub", settings={"partners": partners}, estimate=1)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_each_is_called_by_its_own_address_and_plays_what_is_said_of_it() -> None:
    kept: list[Observation] = []
    stage = Stage(MOCK, SystemClock(), Redactor({}), kept.append, kept.append)
    several, part = Several(MOCK, [scene()], {}), scene()
    with ExitStack() as stack:
        several.begin(stack, stage, prepared(MOCK, (), 1, lambda: 0.0), None, 1)
        police, fire = several.callees(part, "own-agency", "", away=False)
        assert (police.agency, police.name, police.client_secret) == ("GB-POL-X04", "police", fire.client_secret)
        stage.enter(part.name)
        several.plays(part, 1)
        found = [status(f"{one.url}/agencies") for one in (police, fire, police)]
        several.leaves()
    assert found == [503, 401, 401]
    calls = [one for one in kept if isinstance(one, Exchange)]
    assert [one.to_party for one in calls] == ["police", "fire", "police"]
    assert {one.id.partition for one in calls} == {"stimulus:hub"}
    assert several.crashes == []


def test_a_product_elsewhere_is_told_public_addresses_or_nothing() -> None:
    public = {name: Address(public_url=f"https://{name}.example.org") for name in PARTNERS}
    stage = Stage(MOCK, SystemClock(), Redactor({}), lambda one: None, lambda one: None)
    for addresses, wanted in ((public, True), ({}, False)):
        several = Several(MOCK, [scene()], addresses)
        with ExitStack() as stack:
            several.begin(stack, stage, prepared(MOCK, (), 1, lambda: 0.0), None, 1)
            if wanted:
                one = several.callees(scene(), "own-agency", "", away=True)[0]
                assert one.url == "https://police.example.org/incident-transfer/v1"
                assert one.token_url == "https://police.example.org/oauth/token"
            else:
                with pytest.raises(NotBroughtAbout, match="unaddressed:police"):
                    several.callees(scene(), "own-agency", "", away=True)


@pytest.mark.parametrize(
    "faults, words",
    [(["no-such-fault"], "no-such-fault"), (["gone:noSuchOperation"], "there is no operation 'noSuchOperation'")],
)
def test_a_fault_that_cannot_be_played_is_said_before_anything_is_served(faults: list[str], words: str) -> None:
    with pytest.raises(MockError, match=words):
        Several(MOCK, [scene({"police": {"agency": "GB-POL-X04", "faults": faults}})], {})


def test_a_scene_of_which_one_cannot_be_reached_is_left_out() -> None:
    stage = Stage(MOCK, SystemClock(), Redactor({}), lambda one: None, lambda one: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    addresses = {
        "police": Address(listen=f"127.0.0.1:{port}", public_url=f"http://127.0.0.1:{port}"),
        "fire": Address(listen="127.0.0.1:0", public_url="http://127.0.0.1:1"),
    }
    several = Several(MOCK, [scene()], addresses)
    with ExitStack() as stack:
        several.begin(stack, stage, prepared(MOCK, (), 1, lambda: 0.0), None, 1)
        found = {check.name: check.ok for check in several.looks("", lambda: Knock("0a"))}
        assert found == {"path of police": True, "path of fire": False}
        with pytest.raises(NotBroughtAbout, match="path:http://127.0.0.1:1"):
            several.callees(scene(), "own-agency", "", away=True)


def test_without_a_scene_every_address_is_looked_at() -> None:
    stage = Stage(MOCK, SystemClock(), Redactor({}), lambda one: None, lambda one: None)
    several = Several(MOCK, [], {"police": Address(listen="127.0.0.1:0", public_url="http://127.0.0.1:1")})
    with ExitStack() as stack:
        several.begin(stack, stage, prepared(MOCK, (), 1, lambda: 0.0), None, 1)
        (check,) = several.looks("", lambda: Knock("0a"))
    assert (check.name, check.ok, check.params["why"]) == ("path of police", False, "refused")


def test_an_address_of_nobody_is_said() -> None:
    with pytest.raises(MockError, match="no partner is called 'coastguard'"):
        Several(MOCK, [scene()], {"coastguard": Address()})


def test_who_listens_beyond_this_machine_is_told_so() -> None:
    addresses = {"police": Address(listen="0.0.0.0:0"), "fire": Address()}
    (warning,) = Several(MOCK, [scene()], addresses).warnings()
    assert "the partner police listens on 0.0.0.0:0: whoever reaches this machine" in warning


def test_a_scene_of_one_partner_has_nobody_else() -> None:
    alone = PartitionPlan(name="stimulus:plain", kind="stimulus", what="plain", settings={}, estimate=1)
    assert Several(MOCK, [alone], {}).callees(alone, "own-agency", "", away=False) == ()
