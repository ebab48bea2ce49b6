"""Every kind of rule is broken by one miniature and by no other; the perfect one conforms, and none that is hostile.

The requests are sent by hand, without plan or label: what the rules find, they find in the exchanges themselves.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
import orjson
import pytest
import tls_files
from building import FINISHED, context, gist, judge, judge_all, notes, requirement, subject
from rules.cases import CONDITIONS, OF_CALLERS, OF_FEATURES, OF_ISSUERS
from tls_files import TlsFiles
from wire_client import FAST, MemoryJournal

from harness.adjudicate import adjudicate
from harness.declaration import Tls
from harness.description import described, documents
from harness.evidence import TOKEN_SERVER, WITHOUT_TLS, Evidence, Exchange, Response
from harness.gather.clock import SystemClock
from harness.gather.probing.transport import plain_twin
from harness.gather.restraint.limits import Bounds, StopRun
from harness.gather.transmission.handshake import VERSIONS
from harness.gather.transmission.letter import Manner
from harness.gather.wire import Wire
from harness.redact import Redactor
from harness.rules import RULES
from harness.verdict import Outcome, Verdict
from miniatures import hostile
from miniatures.suppliers import (
    VICES,
    Keeper,
    RefusesEverybody,
    RefusesEverybodyMarks,
    SaysOneStateAndKeepsAnother,
    SetsItsOwnState,
    serving,
)

REQUIREMENTS = {r.rule.rule: r.id for r in notes().profile.requirements}  # type: ignore[union-attr]
TEXT = "EXERCISE - HALLMARK 1. "
WITHOUT = "without-certificate"
WELSH = TEXT + 'Tŷ gwyn â drws coch 🚒\r\n"yma"'
JSON = "application/json"
TOKENS = {"own-agency": "own", "other-agency": "other", "read-only": "reader"}
OF_NO_SURFACE = ("description/1", "tls/1", "https/1", "token-response/1")
"""Kinds that are shown something else than what the product serves."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TlsFiles:
    return tls_files.make(tmp_path_factory.mktemp("tls"))


class Enough(Exception):
    """No more needs to be asked."""


class Restless(SystemClock):
    """A clock that waits for nothing: what a dead supplier is asked again is asked at once."""

    def sleep(self, duration: int) -> None:
        """Go on."""


class Asking:
    """Sends requests in a partition, by hand."""

    def __init__(self, wire: Wire, most: int = 100, attested: Mapping[str, str] | None = None) -> None:
        self.wire = wire
        self.attested = dict(attested or {})
        self.most = most
        self.counts: Counter[str] = Counter()
        self.messages = 0

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        to: str = "p",
        identity: str = "own-agency",
        fields: Mapping[str, str] | None = None,
        absent: bool = False,
        client: str = "",
        bad: str = "",
    ) -> Any:
        """Return the JSON that came back, or an empty object; ETag under `etag`."""
        if self.counts.total() >= self.most:
            raise Enough
        headers = {"Accept": "application/json, application/problem+json"} | (fields or {})
        if body is not None:
            headers["Content-Type"] = JSON
        if not absent:
            headers["Authorization"] = f"Bearer {bad or TOKENS[identity]}"
        partition = self.wire.partition(to, self.counts[to])
        exchange = self.wire.send(
            partition,
            method,
            self.wire.under(path),
            tuple(headers.items()),
            json.dumps(body, ensure_ascii=False).encode() if body is not None else b"",
            identity="none" if absent else identity,
            facts={} if absent else {"credential": bad or client or "genuine", "scheme": "basic"} | self.attested,
            manner=Manner(client=client),
        )
        self.counts[to] = exchange.id.ordinal + 1
        return answered(exchange)

    def beside(self) -> None:
        """Shake hands, ask without TLS, and fetch a token."""
        shaken = self.wire.partition("tls")
        for version in (*VERSIONS, ""):
            self.wire.shake(shaken, version=version)
        twin = plain_twin(self.wire.base_url)
        if twin:
            path = self.wire.under("/words")
            self.wire.send(self.wire.partition("plain-http"), "GET", twin + path, to_party=WITHOUT_TLS)
        token = self.wire.under("/token")
        self.wire.send(self.wire.partition("token:own-agency"), "POST", token, to_party=TOKEN_SERVER)

    def create(self, text: str, to: str, **more: Any) -> dict[str, Any]:
        """Leave a note under a message of its own."""
        self.messages += 1
        return self("POST", "/notes", self.new(text, **more), to=to)

    def new(self, text: str, **more: Any) -> dict[str, Any]:
        message = f"{self.messages:08}-5a0c-4e1d-8b7a-3c9d2e4f0001"
        return {"messageId": message, "agency": "GB-POL-X01", "text": text, **more}


def answered(exchange: Exchange) -> Any:
    reply = exchange.reply
    if not isinstance(reply, Response):
        return {"noteId": "none", "etag": ""}
    etag = next((line[6:].decode() for line in reply.head.split(b"\r\n") if line.lower().startswith(b"etag: ")), "")
    try:
        value = orjson.loads(reply.body)
    except ValueError:
        value = {}
    return {"noteId": "none"} | (value if isinstance(value, dict) else {}) | {"etag": etag}


def converse(ask: Asking) -> None:
    """Ask all that the requirements of the tiny profile want to see."""
    note = ask.create(WELSH, "plain", uprn="999900000001")
    ask("GET", f"/notes/{note['noteId']}", to="plain")
    ask("HEAD", f"/notes/{note['noteId']}", to="plain")
    ask("GET", f"/notes/{note['noteId']}", to="plain", fields={"Accept": "image/png"})
    ask("GET", f"/notes/{note['noteId']}", to="plain", absent=True)
    ask("GET", f"/notes/{note['noteId']}", to="plain", identity="other-agency")
    ask("GET", "/notes/nowhere", to="plain")
    ask("DELETE", "/notes", to="plain")
    ask.create(TEXT + "x" * 400, "long")
    ask("POST", "/notes", ask.new(TEXT + "x" * 400), to="long")
    ask.create("", "empty")
    for _ in range(2):
        ask("POST", "/notes", {**ask.new(""), "text": int("9" * 400)}, to="empty")
        ask("GET", "/words", to="empty")
    commented(ask)
    changed(ask)
    odd(ask)
    note = ask.create(TEXT + "To be closed.", "closed")
    ask("POST", f"/notes/{note['noteId']}/closure", to="closed")
    ask("POST", f"/notes/{note['noteId']}/closure", to="closed")
    ask("GET", "/marks", to="words")
    ask("GET", "/marks", to="words", client=WITHOUT)
    for bad in ("malformed", "tampered"):
        ask("GET", "/marks", to="words", bad=bad)
    placed(ask)
    for path in ("/words?limit=1000", "/marks?odd=1", "/marks", "/marks?odd=1", "/marks?hurry=1"):
        ask("GET", path, to="words")
    page = ask("GET", "/words?limit=2", to="words")
    for _ in range(4):
        if "nextCursor" in page:
            page = ask("GET", f"/words?limit=2&cursor={page['nextCursor']}", to="words")


def odd(ask: Asking) -> None:
    thread = {"Correlation-Id": "5a0c4e1d-8b7a-4c9d-9e4f-000000000001"}
    ask.messages += 1
    ask("POST", "/notes", ask.new(TEXT + "With a thread."), to="odd", fields=thread)
    note = ask.create(TEXT + "To be forged.", "odd")
    path = f"/notes/{note['noteId']}"
    ask("PATCH", path, {"text": TEXT + "Forged.", "version": 99}, to="odd")
    ask("POST", f"{path}/comments", {"text": "One.", "callbackUrl": "https://10.0.0.1/here"}, to="odd")
    keyed = {"Idempotency-Key": "5a0c4e1d-8b7a-4c9d-9e4f-000000000002"}
    for text in ("First.", "Second."):
        ask.messages += 1
        ask("POST", "/notes", ask.new(TEXT + text), to="odd", fields=keyed)


def placed(ask: Asking) -> None:
    """Make places, go through them, ask for one kind, change one, remove one."""
    place = {"label": "Green", "kind": "road", "lat": 51.5, "lon": -0.12}
    made = [ask("POST", "/places", {**place, "kind": kind}, to="places") for kind in ("road", "road", "house")]
    listed = ask("GET", "/places", to="places")
    for one in listed.get("items", ())[-1:]:
        ask("GET", f"/places/{one['placeId']}", to="places")
    for offset in (0, 2):
        ask("GET", f"/places?limit=2&offset={offset}", to="places")
    ask("GET", "/places?kind=house", to="places")
    path = f"/places/{made[0].get('placeId', 'none')}"
    ask("PUT", path, {**place, "label": "Blue"}, to="places")
    ask("GET", path, to="places")
    ask("DELETE", path, to="places")
    ask("GET", path, to="places")


def commented(ask: Asking) -> None:
    note = ask.create(TEXT + "To be commented on.", "comments")
    path = f"/notes/{note['noteId']}/comments"
    for text in ("One.", "Two."):
        ask("POST", path, {"text": text}, to="comments")
        ask("GET", path, to="comments")
    ask("GET", path, to="comments")
    ask("GET", f"{path}?cursor=%F0%9F%9A%92", to="comments")


def changed(ask: Asking) -> None:
    note = ask.create(TEXT + "To be changed.", "changed")
    path = f"/notes/{note['noteId']}"
    seen = ask("GET", path, to="changed")
    for _ in range(2):
        ask("PATCH", path, {"text": TEXT + "Changed."}, to="changed", fields={"If-Match": seen["etag"] or '"1"'})
    note = ask.create(TEXT + "To be left open.", "scoped")
    ask("POST", f"/notes/{note['noteId']}/closure", to="scoped", identity="read-only")
    note = ask.create(TEXT + "To be left alone.", "others")
    path = f"/notes/{note['noteId']}"
    ask("PATCH", path, {"text": TEXT}, to="others", identity="other-agency", fields={"If-Match": note["etag"] or '"1"'})


def verdict_on(
    base_url: str,
    bounds: Bounds | None = None,
    most: int = 100,
    keeper: type[Keeper] = Keeper,
    files: TlsFiles | None = None,
) -> Verdict:
    """Talk to whoever is at `base_url`, and judge what came of it and what it says of itself."""
    journal = MemoryJournal()
    with Wire(
        base_url,
        journal=journal,
        redactor=Redactor({}),
        limits=FAST,
        bounds=bounds,
        clock=Restless(),
        **showing(files, base_url),
    ) as wire:
        ask = Asking(wire, most, ATTESTED if keeper.bound else {"certificate": "shown"})
        with suppress(Enough, StopRun):
            converse(ask)
        if files is not None:
            ask.beside()
    observations = tuple(sorted([*journal.kept, *journal.others], key=lambda x: x.id))
    evidence = Evidence(context=context(), observations=observations, footer=FINISHED)
    bundle = notes()
    said = described(documents(keeper.description, "openapi.yaml", bundle.contract))
    return adjudicate(bundle.profile, bundle.contract, bundle.workflows, evidence, subject(target=base_url), said)


ATTESTED = {"certificate": "shown", "bound": "certificate"}


def showing(files: TlsFiles | None, base_url: str) -> dict[str, Any]:
    """Return what a wire needs that shows our certificate, or none to who asks as `WITHOUT`."""
    if files is None:
        return {"clients": {WITHOUT: Tls()}}
    ours = Tls(ca=files.ca, client_cert=files.client, client_key=files.client_key)
    return {"tls": ours, "clients": {WITHOUT: Tls(ca=files.ca)}, "also": [plain_twin(base_url)]}


def outcomes(verdict: Verdict, outcome: Outcome) -> list[str]:
    return [f.requirement for f in verdict.findings if f.outcome is outcome]


def test_the_perfect_keeper_conforms_on_all(files: TlsFiles) -> None:
    with serving(Keeper, files) as base_url:
        verdict = verdict_on(base_url, files=files)
    assert [(f.requirement, f.because) for f in verdict.findings if f.outcome is not Outcome.CONFORMS] == []
    assert verdict.verdict.value == "conforms"


@pytest.mark.parametrize("vice", VICES)
def test_each_vice_breaks_its_kind_and_nothing_else(vice: str, files: TlsFiles) -> None:
    keeper = VICES[vice].keeper
    with serving(keeper, files) as base_url:
        verdict = verdict_on(base_url, keeper=keeper, files=files)
    assert outcomes(verdict, Outcome.VIOLATES) == [REQUIREMENTS[VICES[vice].breaks]]
    assert outcomes(verdict, Outcome.FAULT) == []
    assert verdict.verdict.value == "violates"
    assert len(verdict.causes) == 1


@pytest.mark.parametrize(
    "keeper, outcome",
    [
        (Keeper, Outcome.CONFORMS),
        (SetsItsOwnState, Outcome.CONFORMS),
        (SaysOneStateAndKeepsAnother, Outcome.VIOLATES),
    ],
)
def test_a_state_that_the_product_sets_and_says_is_kept(keeper: type[Keeper], outcome: Outcome) -> None:
    journal = MemoryJournal()
    with (
        serving(keeper) as base_url,
        Wire(base_url, journal=journal, redactor=Redactor({}), limits=FAST, clock=Restless()) as wire,
    ):
        ask = Asking(wire)
        made = ask("POST", "/places", {"label": "Green", "kind": "road"})
        ask("GET", f"/places/{made['placeId']}")
    assert judge("persists/1", {"check": "create"}, *journal.kept).outcome is outcome


@pytest.mark.parametrize(
    "keeper, good, said",
    [
        (Keeper, "", "inconclusive: no-good-credential"),
        (Keeper, "/marks", "conforms"),
        (Keeper, "/words", "conforms"),
        (RefusesEverybody, "", "inconclusive: no-good-credential"),
        (RefusesEverybody, "/marks", "inconclusive: nobody-let-in"),
        (RefusesEverybodyMarks, "/marks", "inconclusive: nobody-let-in"),
        (RefusesEverybodyMarks, "/words /marks", "inconclusive: no-good-credential"),
    ],
)
def test_who_refuses_everybody_shows_nothing_by_refusing_who_has_no_credential(
    keeper: type[Keeper], good: str, said: str
) -> None:
    journal = MemoryJournal()
    with (
        serving(keeper) as base_url,
        Wire(base_url, journal=journal, redactor=Redactor({}), limits=FAST, clock=Restless()) as wire,
    ):
        ask = Asking(wire)
        ask("GET", "/marks", absent=True)
        for path in good.split():
            ask("GET", path)
    with_ = {"credentials": ["absent"], "check": "both"}
    whom = subject(target=base_url)
    one = requirement("authentication/1", with_)
    assert gist(judge_all([one], journal.kept, subject=whom).findings[0]) == said


def test_every_kind_of_rule_has_a_vice_and_a_requirement() -> None:
    known = set(RULES) - OF_CALLERS - OF_FEATURES - OF_ISSUERS
    assert {vice.breaks for vice in VICES.values()} | CONDITIONS == known == set(REQUIREMENTS) | CONDITIONS
    assert len(VICES) == len(known) - len(CONDITIONS)


SHORT = Bounds(
    timeout=60_000, idle_timeout=60_000, connect_timeout=60_000, head_cap=1 << 16, body_cap=1 << 16, breaker=0
)


@pytest.mark.parametrize("vice", hostile.VICES)
def test_who_is_hostile_or_dead_is_never_certified(vice: str) -> None:
    with hostile.VICES[vice]() as base_url:
        verdict = verdict_on(base_url, SHORT, most=12)
    assert outcomes(verdict, Outcome.FAULT) == []
    assert verdict.verdict.value != "conforms"
    conforming = {f.requirement for f in verdict.findings if f.outcome is Outcome.CONFORMS}
    # A single promise may be kept by accident: what never comes is never shown as JSON with a name twice.
    assert len(conforming) < len(verdict.findings) // 2


@pytest.mark.parametrize(
    "vice", ["hangs", "closes-at-once", "resets-at-once", "refuses-connections", "garbage-status-line"]
)
def test_who_says_nothing_conforms_to_nothing_and_violates_nothing(vice: str) -> None:
    with hostile.VICES[vice]() as base_url:
        verdict = verdict_on(base_url, SHORT, most=12)
    apart = {REQUIREMENTS[kind] for kind in OF_NO_SURFACE}
    of_exchanges = [f for f in verdict.findings if f.requirement not in apart]
    assert {f.outcome for f in of_exchanges} == {Outcome.INCONCLUSIVE}


def test_relabelling_changes_nothing() -> None:
    journal = MemoryJournal()
    with serving(VICES["closes-twice"].keeper) as base_url:
        with Wire(base_url, journal=journal, redactor=Redactor({}), limits=FAST, **showing(None, base_url)) as wire:
            converse(Asking(wire))
        bundle, whom = notes(), subject(target=base_url)
    seen = []
    for intent in ("", "perfect in every way"):
        kept = tuple(msgspec.structs.replace(x, intent=intent, probe=intent) for x in journal.kept)
        observations = tuple(sorted(kept, key=lambda x: x.id))
        evidence = Evidence(context=context(), observations=observations, footer=FINISHED)
        seen.append(adjudicate(bundle.profile, bundle.contract, bundle.workflows, evidence, whom))
    assert seen[0] == seen[1]
