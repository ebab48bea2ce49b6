"""Events are told to a product, and what came of them is seen by what it fetches, lists, or a person says of it."""

from __future__ import annotations

import base64
import shutil
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from threads import served

from harness import content
from harness.cli.partners.sender_recording import write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.errors import ProfileError
from harness.evidence import EFFECTS, Answer, Exchange, Response
from harness.gather.delivering import publishing
from harness.gather.delivering.events import OTHERWISE, Subscription
from harness.gather.orders import Event
from harness.gather.running.run import gather
from harness.judgement import judge
from harness.partner.certificates import write_certificates
from harness.partner.sender.product import running_sender
from harness.partner.sender.terms import FILE
from harness.verdict import Outcome

NAME = "reference-subscriber"
SECRET = base64.b64encode(b"a secret of the product's own ....").decode()
Ask = Callable[[str], str]


@pytest.fixture
def fetches_nothing(tmp_path: Path) -> str:
    """Return a subscriber that acts on events without fetching anything."""
    folder = tmp_path / "subscriber"
    shutil.copytree(content.root("mocks") / NAME, folder)
    value = yaml.safe_load((folder / FILE).read_text())
    value["taking"] |= {"fetches": False, "keys": {"kid-own": SECRET}}
    (folder / FILE).write_text(yaml.safe_dump(value))
    return str(folder)


def run(
    tmp_path: Path, name: str, only: tuple[str, ...], ask: Ask | None = None, answers: Any = "", **changes: Any
) -> tuple[dict[str, Any], list[Event], list[Any]]:
    """Test a subscriber with a run file that says something else than usual; `{url}` stands for its own address."""
    events: list[Event] = []
    with running_sender(name) as running:
        config = write_sender_config(tmp_path, running)
        text = yaml.safe_dump(yaml.safe_load(config.read_text()) | {"answers": answers} | changes)
        config.write_text(text.replace("{url}", running.url))
        assembled = assemble(declaration_of(config, "", "", "", {}), 1, only, {"OWN_SECRET": SECRET})
        timely = None if ask is None else lambda text, seconds: ask(text)
        gathered = gather(orders(assembled, tmp_path / "run", "test", events.append, ask=timely))
    judgement = judge(gathered.evidence)
    found = {f.requirement: f for f in judgement.judged[0].verdict.findings}
    return found, events, list(judgement.evidence.observations)


IMPATIENT = {"limits": {"stimulus_seconds": 1}}


def test_without_any_effect_nothing_is_said_of_what_must_not_have_one(tmp_path: Path, fetches_nothing: str) -> None:
    found, _, _ = run(tmp_path, fetches_nothing, ("J24", "J25", "J26"), **IMPATIENT)
    assert {id: f.outcome for id, f in found.items()} == {
        "J24": Outcome.CONFORMS, "J25": Outcome.INCONCLUSIVE, "J26": Outcome.INCONCLUSIVE,
    }  # fmt: skip


def test_the_product_may_list_what_it_acted_on(tmp_path: Path, fetches_nothing: str) -> None:
    found, _, seen = run(tmp_path, fetches_nothing, ("J25", "J26"), effects={"url": "{url}/effects"})
    assert {f.outcome for f in found.values()} == {Outcome.CONFORMS}
    assert {f.shown_by for f in found.values()} == {"exchanged"}
    assert any(isinstance(one, Exchange) and one.to_party == EFFECTS for one in seen)


def test_a_program_may_list_it(tmp_path: Path, fetches_nothing: str) -> None:
    program = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())"
    found, _, seen = run(
        tmp_path, fetches_nothing, ("J26",), effects={"command": [sys.executable, "-c", program, "{url}/effects"]}
    )
    assert found["J26"].outcome is Outcome.CONFORMS
    assert {one.by for one in seen if isinstance(one, Answer)} == {"program"}


def test_a_list_that_cannot_be_had_shows_nothing(tmp_path: Path, fetches_nothing: str) -> None:
    for index, effects in enumerate(({"command": [sys.executable, "-c", "exit(1)"]}, {"url": "{url}/nothing"})):
        found, _, _ = run(tmp_path / str(index), fetches_nothing, ("J25",), effects=effects, **IMPATIENT)
        assert found["J25"].outcome is Outcome.INCONCLUSIVE


def test_a_person_may_say_so_and_is_asked_only_then(tmp_path: Path, fetches_nothing: str) -> None:
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return "yes"

    found, _, _ = run(tmp_path / "a", fetches_nothing, ("J26",), ask, **IMPATIENT)
    assert (found["J26"].outcome, found["J26"].shown_by) == (Outcome.CONFORMS, "attested")
    assert [text for text in asked if "HMOK" in text]
    asked.clear()
    found, _, _ = run(tmp_path / "b", NAME, ("J26",), ask)
    assert (found["J26"].outcome, found["J26"].shown_by, asked) == (Outcome.CONFORMS, "exchanged", [])


def test_a_subscription_that_is_there_already_is_used(tmp_path: Path, fetches_nothing: str) -> None:
    given = {"url": "{url}/events", "key_id": "kid-own", "secret": "${OWN_SECRET}"}
    found, _, seen = run(
        tmp_path, fetches_nothing, ("J25",), subscription=given, stimuli={}, effects={"url": "{url}/effects"}
    )
    assert found["J25"].outcome is Outcome.CONFORMS
    assert not [one for one in seen if isinstance(one, Exchange) and one.from_party == "product"]
    assert SECRET not in repr(seen)


def test_an_event_that_nobody_can_make_is_the_profiles_fault_before_anything_starts(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(content.root("profiles") / "justice-events" / "1.0", folder)
    file = folder / "requirements" / "subscriber.yaml"
    file.write_text(file.read_text().replace("events: [valid, spaced", "events: [valid, spced"))
    with pytest.raises(ProfileError, match="no event is called 'spced'") as caught:
        run(tmp_path / "run", NAME, ("J24",), profile=str(folder))
    assert "J24" in (caught.value.where or "")
    assert not (tmp_path / "run" / "run" / "header.jsonl").exists()


def test_an_address_elsewhere_is_not_called(tmp_path: Path) -> None:
    given = {"url": "https://subscriber.example.org/events", "key_id": "kid-own", "secret": "${OWN_SECRET}"}
    found, events, seen = run(tmp_path, NAME, ("J24",), subscription=given)
    assert found["J24"].outcome is Outcome.INCONCLUSIVE
    assert [event.text for event in events if event.kind == "skipped"] == ["callback:subscriber.example.org"]
    assert seen == []


def test_the_secret_is_kept_nowhere(tmp_path: Path) -> None:
    _, _, seen = run(tmp_path, NAME, ("J24",))
    made = next(one for one in seen if isinstance(one, Exchange) and one.reply.body and b"hmac" in one.reply.body)
    assert b'"secret":"****' in made.reply.body
    told = [one for one in seen if isinstance(one, Exchange) and one.from_party == "justice-publisher"]
    assert told
    assert all(b"X-Signature: ****" in one.request.head for one in told)


def test_the_letters_of_the_secret_are_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "FIRST_GAPS", (0.01,))
    found, _, seen = run(tmp_path, NAME, ("J24",), fixtures={"signs_with": "letters"}, **IMPATIENT)
    assert found["J24"].outcome is Outcome.INCONCLUSIVE
    assert found["J24"].because.code == "nobody-let-in", "all that is signed so is refused"
    assert signed_otherwise(seen) == [202], "what is signed by what the letters stand for is taken"


def signed_otherwise(seen: list[Any]) -> list[int]:
    """Return what was answered to events whose secret was read in the other way."""
    exchanges = [one for one in seen if isinstance(one, Exchange) and isinstance(one.reply, Response)]
    found = [(one.reply, each) for one in exchanges for each in one.redactions]
    return [reply.status for reply, each in found if OTHERWISE in each.facts.values() and isinstance(reply, Response)]


def test_who_refuses_every_signature_takes_no_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "FIRST_GAPS", (0.01,))
    monkeypatch.setattr(Subscription, "octets", b"what nobody was given")
    found, _, seen = run(tmp_path, NAME, ("J24",), **IMPATIENT)
    assert (found["J24"].outcome, found["J24"].because.code) == (Outcome.VIOLATES, "event-refused")
    assert signed_otherwise(seen) == [401]


@contextmanager
def over_tls(folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve a subscriber of one private authority that takes everything; yield its address and that authority."""
    made = write_certificates(folder, "good", (), time.time())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.server.certificate, made.server.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with served(server, "https") as url:
        yield f"{url}/events", made.ca


@pytest.mark.parametrize(
    "trusted, outcome, code", [(True, Outcome.CONFORMS, "shown"), (False, Outcome.INCONCLUSIVE, "no-answer")]
)
def test_an_address_with_a_private_authority_is_told_where_that_is_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, outcome: Outcome, code: str
) -> None:
    monkeypatch.setattr(publishing, "FIRST_GAPS", (0.01,))
    with over_tls(tmp_path / "theirs") as (url, ca):
        given = {"url": url, "key_id": "kid-own", "secret": "${OWN_SECRET}"}
        target = {"target": {"base_url": url, "tls": {"ca": str(ca)}}} if trusted else {}
        found, _, seen = run(tmp_path, NAME, ("J24",), subscription=given, stimuli={}, **IMPATIENT, **target)
    assert (found["J24"].outcome, found["J24"].because.code) == (outcome, code)
    told = [one for one in seen if isinstance(one, Exchange) and one.from_party == "justice-publisher"]
    assert {isinstance(one.reply, Response) for one in told} == {trusted}
