"""The partner that a product calls is prepared before anything starts, and who watches is told whom it lets in."""

from __future__ import annotations

from pathlib import Path

import pytest
import tls_files
from gather.running.test_driving import run

from harness.errors import HallmarkError
from harness.partner.sender.product import running_sender
from harness.verdict import Outcome


def test_a_port_that_cannot_be_had_is_said_before_anything_starts(tmp_path: Path) -> None:
    with running_sender("reference-sender") as running:
        port = running.url.rpartition(":")[2]
        with pytest.raises(HallmarkError, match=f"the port {port} of 127.0.0.1 cannot be had"):
            run(tmp_path, None, partners={"listen": f"127.0.0.1:{port}"})
    assert not (tmp_path / "run" / "header.jsonl").exists()


def test_who_listens_beyond_this_machine_is_told_so_in_words(tmp_path: Path) -> None:
    _, events = run(tmp_path, None, partners={"listen": "0.0.0.0:0"})
    assert ["whoever reaches this machine" in event.text for event in events if event.kind == "warning"] == [True]


def test_a_certificate_of_ones_own_is_read_before_anything_starts(tmp_path: Path) -> None:
    files = {"certificate": str(tmp_path / "none.pem"), "key": str(tmp_path / "none.key")}
    with pytest.raises(HallmarkError, match="cannot be read") as caught:
        run(tmp_path, None, partners={"tls": files})
    assert caught.value.where == files["certificate"]
    assert not (tmp_path / "run" / "header.jsonl").exists()


def test_with_a_certificate_of_ones_own_only_a_stranger_can_be_played(tmp_path: Path) -> None:
    made = tls_files.make(tmp_path)
    files = {"certificate": made.server, "key": made.server_key}
    found, events = run(tmp_path, lambda text: "", only=("IT-145",), partners={"tls": files})
    assert found["IT-145"].outcome is Outcome.INCONCLUSIVE
    assert [event.text for event in events if event.kind == "skipped"] == [
        "certificate-expired cannot be played with a certificate of your own",
        "certificate-another-name cannot be played with a certificate of your own",
        "stimulus:transfer-incident",
        "stimulus:transfer-incident",
        "stimulus:transfer-incident",
    ]


def test_whom_our_partner_may_call_back_is_printed(tmp_path: Path) -> None:
    _, events = run(tmp_path, None, partners={"allow_callbacks_to": ["product.example.org"]})
    assert [event.text for event in events if event.kind == "warning"] == [
        "the partner may call back product.example.org beside this machine"
    ]
