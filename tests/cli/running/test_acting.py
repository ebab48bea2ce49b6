"""Before a run of a sender is said what it will be made to do, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]
SENDER = """\
product: {name: Sender, version: 1.0.0, supplier: Example Ltd}
profile: incident-transfer@1.0
role: sender
classes: [transfer-core]
stimuli:
  send-update: {command: [./press, update]}
  close-incident: {url: 'http://127.0.0.1:1/test/{stimulus}'}
"""


def test_each_stimulus_is_listed_once_with_whose_it_is(hallmark: Call, tmp_path: Path) -> None:
    config = tmp_path / "hallmark.yaml"
    config.write_text(SENDER, encoding="utf-8")
    dry = hallmark("run", "-c", config, "--dry-run", "--only", "IT-101", "--only", "IT-107")
    assert dry.code == 0
    lines = dry.out.splitlines()
    begin = lines.index("The product will be made to do:")
    assert lines[begin - 1].endswith("calls of the product in all; nothing was sent")
    told = {line.split(",")[0].strip(): line for line in lines[begin + 1 :]}
    assert "2 times, by a person at the terminal: Create an incident" in told["transfer-incident"]
    assert "once, by the program ./press: Change the narrative" in told["send-update"]
    assert "once, by a call to http://127.0.0.1:1/test/close-incident: Close" in told["close-incident"]
    assert "A person will be asked" in dry.out
    assert "  rejection-shown: Does the product show that the incident was rejected" in dry.out
    ready = hallmark("preflight", "-c", config)
    assert ready.code == 0
    assert "by a person at the terminal: Create an incident" in ready.out


def test_of_a_product_that_is_called_nothing_is_said(hallmark: Call, tmp_path: Path) -> None:
    config = tmp_path / "hallmark.yaml"
    hallmark("init", config)
    said = hallmark("run", "-c", config, "--dry-run", "--only", "IT-002")
    assert said.code == 0
    assert "made to do" not in said.out
    assert "requests in all; nothing was sent" in said.out
