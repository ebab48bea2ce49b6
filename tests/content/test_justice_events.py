"""A publisher is tested without a person, nothing is left over there, and no secret that still counts leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from building import numbered
from content.campaign import campaign
from eventing import OLD, OURS, courts, ours, subscription

from harness import content
from harness.evidence import Exchange, Response
from harness.examples import Example, judge_example
from harness.judgement import Judgement
from harness.leaks.issued import standing
from harness.leaks.scan import scan
from harness.verdict import Outcome

MOCK = "reference-publisher"


def live(judgement: Judgement) -> dict[str, bytes]:
    return standing(judgement.evidence, judgement.judged[0].bundle, judgement.judged[0].subject.target)


def test_all_that_was_made_is_ended_and_its_secrets_may_leave() -> None:
    seen: list[tuple[str, ...]] = []

    def see(judgement: Judgement) -> None:
        assert judgement.evidence.footer is not None
        secrets = live(judgement)
        leaks = scan(judgement.evidence, {}, secrets)
        seen.extend((judgement.evidence.footer.left, tuple(secrets), tuple(leak.what for leak in leaks)))

    campaign(only=("J20", "J09"), mock=MOCK, see=see)
    assert seen == [(), (), ()]


def test_a_subscription_that_cannot_be_ended_keeps_its_secret_in() -> None:
    seen: list[str] = []

    def see(judgement: Judgement) -> None:
        secrets = live(judgement)
        leaks = scan(judgement.evidence, {}, secrets)
        seen.extend(leak.kind for leak in leaks)
        assert len(leaks) == len(set(secrets.values())) > 0

    campaign(["ends-nothing"], only=("J09",), mock=MOCK, see=see)
    assert set(seen) == {"secret"}


@pytest.mark.parametrize("defects", [(), ("no-envelope",), ("wrapped-without-type",)])
def test_a_signature_is_of_the_octets_however_they_are_wrapped(defects: tuple[str, ...]) -> None:
    judgement = campaign(defects, only=("J11",), mock=MOCK)
    assert [f.outcome for f in judgement.judged[0].verdict.findings if f.requirement == "J11"] == [Outcome.CONFORMS]


@pytest.mark.parametrize("requirement", ["J19", "J39"])
def test_a_document_is_fetched_whose_name_is_within_a_wrapped_event(requirement: str) -> None:
    judgement = campaign(("wrapped-without-type",), only=(requirement,), mock=MOCK)
    found = {f.requirement: f.outcome for f in judgement.judged[0].verdict.findings}
    assert found[requirement] is Outcome.CONFORMS


@pytest.mark.parametrize(
    "member, names, alone, status, outcome",
    [
        ("events", ["A", "B"], 201, 400, Outcome.CONFORMS),
        ("eventTypes", ["A", "B"], 201, 422, Outcome.CONFORMS),
        ("events", ["A", "B"], 201, 201, Outcome.VIOLATES),
        ("events", ["A", "B"], 403, 400, Outcome.INCONCLUSIVE),
        ("events", ["A"], 201, 400, Outcome.NOT_APPLICABLE),
    ],
)
def test_two_types_at_once_are_two_that_are_known(
    member: str, names: list[str], alone: int, status: int, outcome: Outcome
) -> None:
    listed = ours("GET", "/event-types", got={member: [{"eventName": name} for name in names]})
    sent = {"notificationEndpoint": {"callbackUrl": f"{OURS}/t/two-types"}, "eventTypes": names}
    asked = ours("POST", "/client-subscriptions", sent, status, {"error": "e", "message": "m"})
    one = {**sent, "eventTypes": names[1:]}
    made = ours("POST", "/client-subscriptions", one, alone, {**subscription(), "hmac": {"keyId": "k", "secret": OLD}})
    gone = ours("DELETE", f"/client-subscriptions/{subscription()['clientSubscriptionId']}", b"", 204)
    met = (listed, made, gone, asked) if alone == 201 else (listed, made)
    example = Example(exchanges=numbered(met if len(names) > 1 else (listed,)), public_url=OURS)
    (requirement,) = (one for one in courts().profile.requirements if one.id == "J36")
    assert judge_example(courts(), requirement, example).outcome is outcome


def test_another_client_that_may_do_nothing_shows_nothing_of_what_others_may_see(tmp_path: Path) -> None:
    lame = shutil.copytree(content.root("mocks") / MOCK, tmp_path / MOCK)
    text = (lame / "mock.yaml").read_text(encoding="utf-8")
    able, unable = (f"{{agency: SUBSCRIBER-2, scopes: [{each}]}}" for each in ("'events:subscribe'", ""))
    assert able in text
    (lame / "mock.yaml").write_text(text.replace(able, unable), encoding="utf-8")
    asked = ("J07", "J19", "J46")
    judgement = campaign(only=asked, mock=str(lame))
    found = {f.requirement: f.outcome for f in judgement.judged[0].verdict.findings if f.requirement in asked}
    assert found == dict.fromkeys(asked, Outcome.INCONCLUSIVE)


def test_a_redirect_is_tried_to_another_path_and_to_another_host() -> None:
    places: set[tuple[str, bool]] = set()

    def see(judgement: Judgement) -> None:
        for one in judgement.evidence.observations:
            if isinstance(one, Exchange) and isinstance(one.reply, Response) and 300 <= one.reply.status < 400:
                host = _field(one.request.head, b"host")
                places.add((one.id.partition, host in _field(one.reply.head, b"location")))

    judgement = campaign(("follows-redirects",), only=("J15",), mock=MOCK, see=see)
    found = {f.requirement: f for f in judgement.judged[0].verdict.findings}["J15"]
    assert found.outcome is Outcome.VIOLATES
    assert places == {("workflow:redirected", True), ("workflow:redirected-away", False)}
    assert found.failed == 2


def test_a_product_that_was_not_made_to_publish_is_blamed_for_nothing() -> None:
    told = ("J10", "J13", "J14", "J15", "J17", "J21", "J22", "J35", "J37", "J39", "J09")
    judgement = campaign(only=told, mock=MOCK, acts=0)
    found = {f.requirement: f.outcome for f in judgement.judged[0].verdict.findings if f.requirement in told}
    assert found == dict.fromkeys(told, Outcome.INCONCLUSIVE)


def test_a_product_that_only_says_that_it_published_again_has_not_stopped_at_410() -> None:
    judgement = campaign(only=("J21",), mock=MOCK, acts=1)
    (found,) = (f for f in judgement.judged[0].verdict.findings if f.requirement == "J21")
    assert (found.outcome, found.because.params) == (Outcome.INCONCLUSIVE, {"why": "stimulus:publish-event"})


def _field(head: bytes, name: bytes) -> bytes:
    """Return the value of a header field."""
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next(value.strip() for field, _, value in lines if field.lower() == name)
