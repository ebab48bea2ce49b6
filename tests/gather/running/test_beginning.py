"""A run begins in a folder of its own or goes on in it, and says what keeps it from being tested."""

from __future__ import annotations

import errno
import shutil
import socket
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import msgspec
import pytest
from tinyapi.product import serving
from tinyapi.running import declaration, exchanges, orders

from harness.archive import read
from harness.errors import DeclarationError, EvidenceError
from harness.evidence import Response, Silence
from harness.gather.running.run import gather


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
    assert unavailable["inbound"] == "calls to http://127.0.0.1:1 do not come here (refused)"


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


def test_a_folder_without_room_is_said_and_is_no_fault_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with serving() as product, pytest.raises(EvidenceError, match="nothing can be kept here: No space left on device"):
        gather(orders(product, tmp_path / "r"))


@pytest.mark.parametrize("after", ["harness.gather.running.beginning.new_key", "harness.archive.Journal.begin"])
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
