"""Shows that runs go to their end over real sockets, and that what stops them is said and loses nothing."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import msgspec
import pytest
from tinyapi.bench import bundle
from tinyapi.product import Answer, Product, serving
from tinyapi.running import declaration, exchanges, orders

from harness.archive import read, replay
from harness.errors import CannotRun, DeclarationError, EvidenceError
from harness.evidence import Response, Silence
from harness.gather.orders import Event
from harness.gather.probing import examples
from harness.gather.run import gather


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


def test_a_public_address_that_leads_here_is_found_out_by_a_call_that_is_nobodys_evidence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    with serving() as product:
        declare = declaration(product.url, partners={"public_url": f"http://{address}/in", "listen": address})
        gathered = gather(orders(product, tmp_path / "r", "N-004", declare=declare))
    assert [check.ok for check in gathered.checks if check.name == "path"] == [True]
    assert "inbound" not in read(gathered.evidence).context.unavailable
    calls = [one.id.partition for one in exchanges(tmp_path / "r") if one.from_party == "product"]
    assert calls == ["workflow:notified"]


def test_where_the_public_address_does_not_lead_here_that_no_call_comes_will_show_nothing(tmp_path: Path) -> None:
    with serving() as product:
        declare = declaration(product.url, partners={"public_url": "http://127.0.0.1:1"})
        gathered = gather(orders(product, tmp_path / "r", "N-001", declare=declare))
    assert [check.code for check in gathered.checks if check.name == "path"] == ["not-open"]
    unavailable = read(gathered.evidence).context.unavailable
    assert unavailable["inbound"] == "http://127.0.0.1:1 does not lead here (refused)"


def test_an_awaited_call_joins_its_partition(tmp_path: Path) -> None:
    with serving() as product:
        gather(orders(product, tmp_path / "r", "N-004"))
    create, call, read_ = exchanges(tmp_path / "r", "workflow:notified")
    assert (call.from_party, call.caused_by) == ("product", create.id)
    assert read_.request.method == "GET"


def test_what_was_left_open_is_named(tmp_path: Path) -> None:
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", "N-001"))
        assert set(gathered.left) == set(product.notes) - product.closed
    assert read(gathered.evidence).footer.left == gathered.left  # type: ignore[union-attr]


def test_a_refusal_of_everything_is_said_once_and_tests_nothing(tmp_path: Path) -> None:
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", declare=declaration(product.url, "${BAD}")))
        assert product.notes == {}
    assert gathered.stopped == "preflight: credentials refused"
    assert set(gathered.counts) == {"preflight"}
    assert gathered.blocked is not None
    assert read(gathered.evidence).footer is not None


def test_nobody_there(tmp_path: Path) -> None:
    gathered = gather(orders("http://127.0.0.1:1/api", tmp_path / "r"))
    assert gathered.stopped == "preflight: reachable refused"
    assert [x.reply for x in exchanges(tmp_path / "r")] == [Silence(why="refused")]


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
from harness.gather.run import gather
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
        tests = str(Path(__file__).resolve().parents[1])
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


def test_another_run_file_cannot_go_on(tmp_path: Path) -> None:
    with serving() as product:
        gather(orders(product, tmp_path / "r", "N-001"))
        changed = declaration(product.url, fixtures={"own_agency": "GB-OTHER"})
        with pytest.raises(DeclarationError, match="another fixtures"):
            gather(orders(product, tmp_path / "r", "N-001", declare=changed, resume=True))


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    with serving() as product:
        first = gather(orders(product, tmp_path / "r", "N-001"))
        before = first.evidence.read_bytes()
        with pytest.raises(EvidenceError):
            gather(orders(product, tmp_path / "r", "N-001"))
    assert first.evidence.read_bytes() == before


def test_what_cannot_be_begun_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        declared = declaration("http://127.0.0.1:1", partners={"listen": listen})
        with pytest.raises(CannotRun, match="cannot listen"):
            gather(orders("http://127.0.0.1:1", tmp_path / "r", declare=declared))
    assert not (tmp_path / "r").exists()


def test_a_fault_of_ours_is_said_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("with what was sent in it")

    monkeypatch.setattr(examples, "probe", broken)
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r"))
    footer = read(gathered.evidence).footer
    assert gathered.faults == ("RuntimeError in examples:createNote", "RuntimeError in examples:changeNote")
    assert footer is not None
    assert footer.stopped == "fault: RuntimeError in examples:createNote"
    assert "fuzz:createNote" in gathered.counts


def test_a_folder_without_room_is_said_and_is_no_fault_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with serving() as product, pytest.raises(EvidenceError, match="nothing can be kept here: No space left on device"):
        gather(orders(product, tmp_path / "r"))


def test_ctrl_c_still_writes_the_footer(tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if event.kind == "partition" and event.partition == "workflow:strangers":
            raise KeyboardInterrupt

    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r", progress=interrupt))
    assert gathered.stopped == "interrupted"
    assert read(gathered.evidence).footer is not None


@pytest.mark.parametrize("after", ["harness.gather.run.new_key", "harness.archive.Journal.begin"])
def test_ctrl_c_while_the_folder_is_laid_out_keeps_what_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """A second key would be refused, and a second header: both are there already."""
    done = resolve_name(after)

    def interrupted(*given: Any) -> None:
        done(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(after, interrupted)
    with serving() as product:
        gathered = gather(orders(product, tmp_path / "r"))
        assert sum(gathered.counts.values()) == len(product.seen)
    assert gathered.stopped == "interrupted"


def test_a_setup_that_fails_skips_its_partition(tmp_path: Path) -> None:
    def refuse(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        return (503, {}, b"") if method == "POST" else None

    with serving(Product(misbehave=refuse)) as product:
        gathered = gather(orders(product, tmp_path / "r"))
    assert gathered.skipped == {"examples:createNote": "setup:open-note", "examples:changeNote": "setup:open-note"}
    assert gathered.stopped == "finished"


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


def falls_silent(folder: Path, since: int, until: int) -> str:
    """Run against a product that drops these requests, by their number; returns how the run stopped."""

    def drop(method: str, target: str, fields: dict[str, str]) -> Answer | None:
        if since <= len(product.seen) < until:
            raise ConnectionAbortedError
        return None

    product = Product(misbehave=drop)
    with serving(product):
        return gather(orders(product, folder, "N-001")).stopped


def test_a_product_that_dies_at_the_very_end_is_not_one_that_went_to_its_end(tmp_path: Path) -> None:
    with serving() as product:
        assert gather(orders(product, tmp_path / "whole", "N-001")).stopped == "finished"
    last = len(product.seen)
    assert falls_silent(tmp_path / "dies", last, 1 << 30).startswith("breaker: silence")
    assert falls_silent(tmp_path / "blinks", last, last + 2) == "finished"
    assert len(exchanges(tmp_path / "blinks", "last-look")) == 1


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


def test_an_identity_without_a_token_is_unavailable_and_nothing_else(tmp_path: Path) -> None:
    with serving() as product:
        declared = declaration(product.url)
        lost = {
            "kind": "oauth2-client-credentials",
            "token_url": "http://127.0.0.1:1/token",
            "client_id": "x",
            "client_secret": "${X}",
        }
        from harness.auth import Auth

        auth = msgspec.convert(lost, Auth)  # type: ignore[arg-type]
        target = msgspec.structs.replace(declared.target, identities={"other-agency": auth})
        gathered = gather(
            orders(product, tmp_path / "r", "N-001", "N-003", declare=msgspec.structs.replace(declared, target=target))
        )
    assert gathered.skipped == {"workflow:strangers": "identity:other-agency"}
    assert "token endpoint" in read(gathered.evidence).context.unavailable["identity:other-agency"]
    assert gathered.stopped == "finished"
    assert all(isinstance(x.reply, Response) for x in exchanges(tmp_path / "r", "workflow:create-and-read"))


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
