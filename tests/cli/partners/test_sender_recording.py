"""A reference sender is tested by a run file of its own."""

from __future__ import annotations

from pathlib import Path

from harness.cli.partners.sender_recording import senders_for, write_sender_config
from harness.partner.sender.product import running_sender
from harness.runfile import load


def test_its_run_file_can_be_read(tmp_path: Path) -> None:
    assert senders_for("incident-transfer@1.0") == ("reference-sender",)
    assert senders_for("uk-api-base@1.0") == ()
    with running_sender("reference-sender") as running:
        found = load(write_sender_config(tmp_path / "x", running), {})
    assert (found.role, found.partners.tls) == ("sender", "auto")
    assert Path(found.answers).is_file()
