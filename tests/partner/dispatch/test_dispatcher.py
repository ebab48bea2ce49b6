"""Shows what goes out over a real socket: again until it is taken, in order, and to the dead letters at last."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from harness.partner.dispatch.dispatcher import DEAD, SUBSCRIPTIONS, Dispatcher
from harness.partner.dispatch.letter import Letter
from harness.partner.dispatch.terms import Policy
from harness.partner.shelving import KeptStore
from harness.partner.store import Store

SECRET = base64.b64encode(b"s" * 32).decode()
QUICK = (0.01, 0.02, 0.03)


class Subscriber:
    """Answers as it is told, and remembers what came."""

    def __init__(self, *answers: tuple[int, dict[str, str]], permission: int = 200) -> None:
        self.answers = list(answers)
        self.permission = permission
        self.came: list[tuple[str, str, dict[str, Any]]] = []

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.came.append((request.method, request.path, await request.json() if request.can_read_body else {}))
        if request.method == "OPTIONS":
            return web.Response(
                status=self.permission, headers={"WebHook-Allowed-Origin": "*"} if self.permission == 200 else {}
            )
        status, fields = self.answers.pop(0) if self.answers else (204, {})
        return web.Response(status=status, headers=fields)

    @property
    def posts(self) -> list[tuple[str, str]]:
        return [(path, body["documentId"]) for method, path, body in self.came if method == "POST"]


async def sent(subscriber: Subscriber, policy: Policy, *letters: Letter, store: Store | None = None) -> Store:
    """Deliver the letters, and return the store when all has been done."""
    runner = web.ServerRunner(web.Server(subscriber.take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
    store = store or Store(1)
    record = {"notificationEndpoint": {"callbackUrl": url}, "hmac": {"keyId": "k", "secret": SECRET}, "first": SECRET}
    store.shelf(SUBSCRIPTIONS).put("s", record)
    store.end()
    dispatcher = Dispatcher(store, policy)
    for letter in letters:
        dispatcher.dispatch(letter)
    await asyncio.gather(*dispatcher._tasks)
    await dispatcher.close()
    await runner.cleanup()
    return store


def letter(name: str, about: str = "case") -> Letter:
    return Letter(subscription="s", event=name, body={"documentId": name}, about=about)


def go(subscriber: Subscriber, policy: Policy, *letters: Letter) -> Store:
    return asyncio.run(sent(subscriber, policy, *letters))


def test_it_asks_for_leave_once_and_delivers_in_order() -> None:
    subscriber = Subscriber((500, {}))
    go(subscriber, Policy(gaps=QUICK), letter("1"), letter("2"))
    assert [method for method, _, _ in subscriber.came] == ["OPTIONS", "POST", "POST", "POST"]
    assert subscriber.posts == [("/events", "1"), ("/events", "1"), ("/events", "2")]


def test_without_order_a_later_event_overtakes() -> None:
    subscriber = Subscriber((500, {}))
    go(subscriber, Policy(gaps=(0.3,), in_order=False, asks_permission=False), letter("1"), letter("2"))
    assert {name for _, name in subscriber.posts[:2]} == {"1", "2"}


def test_what_nobody_takes_is_a_dead_letter() -> None:
    subscriber = Subscriber(*[(503, {})] * 4)
    store = go(subscriber, Policy(gaps=QUICK), letter("1"))
    (dead,) = store.look(DEAD, "s")
    assert (dead["shown"]["documentId"], dead["shown"]["attempts"], len(subscriber.posts)) == ("1", 4, 4)
    assert not list(go(Subscriber(*[(503, {})] * 4), Policy(gaps=QUICK, keeps_dead=False), letter("1")).look(DEAD, "s"))


def test_a_dead_letter_outlives_the_partner(tmp_path: Path) -> None:
    store = KeptStore(tmp_path / "shelves.sqlite", "publisher", 1)
    asyncio.run(sent(Subscriber(*[(503, {})] * 4), Policy(gaps=QUICK), letter("1"), store=store))
    store.close()
    again = KeptStore(tmp_path / "shelves.sqlite", "publisher", 1)
    (dead,) = again.look(DEAD, "s")
    assert Letter(**dead["letter"]) == letter("1")
    again.close()


@pytest.mark.parametrize("by, count, dead", [((), 1, 0), ((200, 202), 1, 0), ((200, 204), 4, 1)])
def test_what_it_takes_for_an_acknowledgement_ends_it(by: tuple[int, ...], count: int, dead: int) -> None:
    subscriber = Subscriber(*[(202, {})] * 4)
    store = go(subscriber, Policy(gaps=QUICK, acknowledged_by=by), letter("1"))
    assert (len(subscriber.posts), len(list(store.look(DEAD, "s")))) == (count, dead)


@pytest.mark.parametrize("stops, count", [(True, 1), (False, 4)])
def test_410_ends_it(stops: bool, count: int) -> None:
    subscriber = Subscriber(*[(410, {})] * 4)
    go(subscriber, Policy(gaps=QUICK, stops_when_gone=stops), letter("1"))
    assert len(subscriber.posts) == count


def test_no_redirect_is_followed_unless_it_has_the_vice() -> None:
    away = (307, {"Location": "/elsewhere"})
    good, bad = Subscriber(away), Subscriber(away)
    go(good, Policy(gaps=QUICK), letter("1"))
    go(bad, Policy(gaps=QUICK, follows_redirects=True), letter("1"))
    assert good.posts == [("/events", "1"), ("/events", "1")]
    assert bad.posts == [("/events", "1"), ("/elsewhere", "1")]


@pytest.mark.parametrize("heeds, count", [(True, 0), (False, 1)])
def test_who_refuses_to_be_called_is_left_alone(heeds: bool, count: int) -> None:
    subscriber = Subscriber(permission=403)
    go(subscriber, Policy(gaps=QUICK, heeds_refusal=heeds), letter("1"))
    assert len(subscriber.posts) == count


def test_a_repeat_bears_the_same_event_unless_it_has_the_vice() -> None:
    good, bad = Subscriber((500, {})), Subscriber((500, {}))
    go(good, Policy(gaps=QUICK), letter("1"))
    go(bad, Policy(gaps=QUICK, repeats="renamed"), letter("1"))
    assert len({name for _, name in good.posts}) == 1
    assert len({name for _, name in bad.posts}) == 2


@pytest.mark.parametrize("repeats, member", [("dated-anew", "documentGeneratedTimestamp"), ("counted", "attempt")])
def test_a_repeat_may_say_something_besides(repeats: Any, member: str) -> None:
    subscriber = Subscriber((500, {}))
    go(subscriber, Policy(gaps=QUICK, repeats=repeats, asks_permission=False), letter("1"))
    first, again = (body for _, _, body in subscriber.came)
    assert first.keys() | {member} == again.keys()
    assert first["documentId"] == again["documentId"]


def test_nobody_but_this_machine_is_called() -> None:
    store, begun = Store(1), []
    away = {"notificationEndpoint": {"callbackUrl": "https://10.255.255.255:9/events"}, "hmac": {}, "first": ""}
    store.shelf(SUBSCRIPTIONS).put("s", {**away, "hmac": {"keyId": "k", "secret": SECRET}})

    async def tried() -> None:
        dispatcher = Dispatcher(store, Policy(gaps=QUICK, asks_permission=False))
        dispatcher.begins = begun.append  # type: ignore[assignment]
        dispatcher.dispatch(letter("1"))
        await asyncio.gather(*dispatcher._tasks)
        await dispatcher.close()

    asyncio.run(tried())
    assert begun == []


def test_a_subscription_that_has_ended_is_told_nothing() -> None:
    subscriber = Subscriber()
    other = Letter(subscription="gone", event="1", body={"documentId": "1"})
    go(subscriber, Policy(gaps=QUICK), other)
    assert subscriber.came == []
