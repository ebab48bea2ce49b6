"""Shows that runs go to their end over real sockets, and that what stops them is said and loses nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tinyapi.bench import bundle
from tinyapi.product import Answer, Product, serving
from tinyapi.running import declaration, exchanges, orders

from harness.archive import read, replay
from harness.errors import CannotRun, DeclarationError
from harness.evidence import Silence
from harness.gather.orders import Event
from harness.gather.running.run import gather
from harness.gather.session import Session


def test_a_run_to_its_end(tmp_path: Path) -> None:
    events: list[Event] = []
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", progress=events.append))
    evidence = read(gathered.evidence)
    assert gathered.stopped == "finished"
    assert (gathered.faults, gathered.skipped, gathered.blocked) == ((), {}, None)
    assert evidence.footer is not None
    assert evidence.footer.counts == gathered.counts
    assert set(evidence.footer.planned) <= set(gathered.counts)
    assert evidence.context.subjects[0].profile == "notes@1.0"
    assert evidence.context.subjects[0].profile_digest == bundle().profile.digest
    assert evidence.context.environment.round_trip > 0
    assert "identity:tampered-claims" in evidence.context.unavailable, "the genuine token is no JWT"
    assert events[-1].kind == "end"
    assert events[-1].sent == sum(gathered.counts.values())
    assert len([event for event in events if event.kind == "exchange"]) == sum(gathered.counts.values())
    assert sorted(path.name for path in (tmp_path / "r" / "profiles/notes/1.0").iterdir()) == [
        "openapi.yaml",
        "profile.yaml",
        "requirements",
        "scenarios",
    ]


def test_what_was_left_open_is_named(tmp_path: Path) -> None:
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", "N-001"))
        assert set(gathered.left) == set(product.notes) - product.closed
    assert read(gathered.evidence).footer.left == gathered.left  # type: ignore[union-attr]


def limited(url: str, **limits: Any) -> Any:
    return declaration(url, limits={"requests_per_second": 100000, **limits})


def test_a_limit_stops_and_a_resumed_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    events: list[Event] = []
    with serving() as product:
        first = gather(orders(product, folder, declare=limited(product.url, max_requests=17)))
        second = gather(orders(product, folder, resume=True, progress=events.append))
    assert first.stopped == "limit: max_requests 17"
    assert second.stopped == "finished"
    assert "workflow:create-and-read" in second.counts
    assert not any(name.startswith("workflow:create-and-read~") for name in second.counts), "it was done"
    assert any(name.endswith("~2") for name in second.counts), "the last one begins anew"
    assert [event.text for event in events if event.kind == "sentinel"] == ["there"]
    assert all(count <= second.counts[name] for name, count in first.counts.items()), "nothing is lost"


def test_a_limit_within_preflight_still_writes_header_and_footer(tmp_path: Path) -> None:
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", declare=limited(product.url, max_requests=2)))
    assert gathered.stopped == "limit: max_requests 2"
    assert gathered.counts == {"preflight": 2}


KILLED = """
import sys
from pathlib import Path
from pkgutil import resolve_name
sys.path.insert(0, sys.argv[1])
from tinyapi.running import orders
from harness.gather.running.run import gather
from harness.gather.session import Session
gather(orders(sys.argv[2], Path(sys.argv[3]), "N-001", "N-003"))
"""


class Killer(Product):
    """Kills the process that runs the plan when it reads the first thing that a workflow made, before it answers."""

    victim: int = 0

    def answer(self, method: str, target: str, fields: dict[str, str], body: bytes) -> Answer:
        """Answer, or kill."""
        made = sum(1 for one in self.seen if one[0] == "POST" and one[1] == "/api/notes")
        if self.victim and method == "GET" and made == 2:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = 0
        return super().answer(method, target, fields, body)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
@pytest.mark.parametrize("reset", [False, True])
def test_kill_minus_9_loses_no_journalled_reply(tmp_path: Path, reset: bool) -> None:
    folder, product = tmp_path / "r", Killer()
    with serving(product):
        tests = str(Path(__file__).resolve().parents[2])
        child = subprocess.Popen([sys.executable, "-c", KILLED, tests, product.url, str(folder)])
        product.victim = child.pid
        assert child.wait(timeout=60) == -signal.SIGKILL
        before = replay(folder)
        assert before.footer is None
        kept = [one for one in before.observations if one.reply != Silence(why="interrupted")]  # type: ignore[union-attr]
        if reset:
            product.notes.clear()
        events: list[Event] = []
        gathered = gather(orders(product, folder, "N-001", "N-003", resume=True, progress=events.append))
    after = {one.id: one for one in read(folder).observations}
    assert all(after[one.id] == one for one in kept)
    assert gathered.stopped == "finished"
    assert [str(one) for one in before.interrupted] == ["workflow:create-and-read#1"]
    assert after[before.interrupted[0]].reply == Silence(why="interrupted")  # type: ignore[union-attr]
    assert gathered.counts["workflow:create-and-read~2"] == 2, "it starts anew under a name of its own"
    assert [event.text for event in events if event.kind == "sentinel"] == ["gone" if reset else "there"]


def test_what_cannot_be_begun_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        declared = declaration("http://127.0.0.1:1", partners={"listen": listen})
        with pytest.raises(CannotRun, match="cannot listen"):
            gather(orders("http://127.0.0.1:1", tmp_path / "r", declare=declared))
    assert not (tmp_path / "r").exists()


def test_ctrl_c_still_writes_the_footer(tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if event.kind == "partition" and event.partition == "workflow:strangers":
            raise KeyboardInterrupt

    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", progress=interrupt))
    assert gathered.stopped == "interrupted"
    assert read(gathered.evidence).footer is not None


def test_ctrl_c_while_a_run_is_ended_does_not_keep_it_from_being_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = Session.__exit__

    def interrupted(session: Session, *how: object) -> None:
        signal.raise_signal(signal.SIGINT)
        leave(session, *how)

    monkeypatch.setattr(Session, "__exit__", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with serving() as product:
            gathered = gather(orders(product, tmp_path / "r", "N-001"))
    finally:
        signal.signal(signal.SIGINT, before)
    assert gathered.stopped == "finished"
    assert read(gathered.evidence).footer is not None


def test_a_block_page_in_the_middle_opens_the_breaker(tmp_path: Path) -> None:
    def block(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (403, {"Content-Type": "text/html"}, b"<html>Blocked</html>") if len(product.seen) > 16 else None

    product = Product(misbehave=block)
    with serving(product):
        gathered = gather(orders(product, tmp_path / "r"))
    assert gathered.stopped.startswith("breaker: something in between")


@pytest.mark.parametrize("vice", ["hangs up", "nonsense", "a page"])
def test_a_product_gone_bad_does_not_crash_the_run(tmp_path: Path, vice: str) -> None:
    answers: dict[str, Answer] = {
        "hangs up": (200, {"Content-Length": "100", "Connection": "close"}, b"short"),
        "nonsense": (201, {"Content-Type": "application/json"}, b"\xff\xfe{"),
        "a page": (200, {"Content-Type": "text/html"}, b"<p>Hello</p>"),
    }
    bad = Product(misbehave=lambda method, target, fields: answers[vice] if len(bad.seen) > 12 else None)
    with serving(bad):
        quick = limited(bad.url, timeout_seconds=1)
        gathered = gather(orders(bad, tmp_path / "r", "N-001", "N-003", declare=quick))
    assert gathered.faults == ()
    assert gathered.stopped == "finished"
    assert exchanges(tmp_path / "r", "workflow:create-and-read")


def test_hooks_stand_around_the_run(tmp_path: Path) -> None:
    def script(name: str) -> list[str]:
        return [sys.executable, "-c", f"open({name!r}, 'w')"]

    events: list[Event] = []
    with serving() as product:
        declared = declaration(
            product.url, hooks={"before": [script("before")], "after": [script("after"), "/no/such"]}
        )
        gather(orders(product, tmp_path / "r", "N-001", declare=declared, hooks_in=tmp_path, progress=events.append))
        assert {"before", "after"} <= {path.name for path in tmp_path.iterdir()}
        assert [event.partition for event in events if event.kind == "fault"] == ["hooks"]
        failing = declaration(product.url, hooks={"before": ["/no/such"]})
        with pytest.raises(DeclarationError, match="hook"):
            gather(orders(product, tmp_path / "s", "N-001", declare=failing))
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("signed", [3, 14])
def test_a_credential_that_is_lost_under_way_is_no_fault_of_ours(tmp_path: Path, signed: int) -> None:
    hook = tmp_path / "sign.py"
    hook.write_text(
        "asked = []\n"
        "def sign(request, settings, secrets):\n"
        "    asked.append(request.method)\n"
        f"    if len(asked) > {signed}:\n"
        "        raise OSError('the vault is shut')\n"
        "    return {'Authorization': 'Bearer good'}\n"
    )
    with serving() as product:
        target = {"base_url": product.url, "auth": {"kind": "hook", "hook": f"{hook}:sign"}}
        made = orders(product, tmp_path / "r", "N-001", "N-002", declare=declaration(product.url, target=target))
        gathered = gather(made)
    assert gathered.faults == ()
    if signed < 10:
        assert gathered.stopped == "preflight: credentials no-token"
        return
    assert gathered.stopped == "finished"
    assert "identity:own-agency" in gathered.skipped.values()
    footer = read(tmp_path / "r").footer
    assert footer is not None
    assert "identity:own-agency" in footer.untried.values()
