"""Evidence that is held is judged as anywhere else, or it is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_sessions import Here, Live

from harness.judgement import judge
from harness.pytest_plugin.gathering import gather_once
from harness.pytest_plugin.held import judged
from harness.pytest_plugin.outcome import NotGathered
from harness.verdict import Outcome

pytest_plugins = ["pytester"]


def test_a_finding_is_that_of_any_other_judgement(live: Live) -> None:
    asked = live.settings()
    state = gather_once(asked, Here, lambda line: None)
    held = judged(asked.folder)
    assert held.finding("N-001").outcome is Outcome.CONFORMS
    assert held.row("N-001", "notes@1.0", "keeper")[1].id == "N-001"
    assert held.judgement.judged[0].verdict == judge(asked.folder).judged[0].verdict
    for nothing in (("N-002",), ("N-001", "other@1.0"), ("N-001", "notes@1.0", "singer")):
        with pytest.raises(LookupError, match="no finding on"):
            held.finding(*nothing)
    Path(state.evidence).write_bytes(b"gone")
    with pytest.raises(NotGathered, match="what was gathered cannot be judged"):
        judged(asked.folder)
