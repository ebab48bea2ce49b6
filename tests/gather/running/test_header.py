"""Shows what a run says of itself: whom it tested and where, what could not be had, and what was measured."""

from __future__ import annotations

from pathlib import Path

from tinyapi.bench import bundle
from tinyapi.running import orders

from harness.gather.checks import Surroundings
from harness.gather.running.header import header


def test_a_run_says_whom_it_tests_and_what_could_not_be_had(tmp_path: Path) -> None:
    made = orders("http://127.0.0.1:1", tmp_path / "r", "N-001")
    said = header(
        made,
        target="http://127.0.0.1:1",
        public_url="http://127.0.0.1:2",
        unavailable={"write": "limits.read_only", "inbound": "none"},
        fixtures={"own_agency": "GB-POL-X01"},
        surroundings=Surroundings(round_trip=7, skew=-3),
    )
    (subject,) = said.subjects
    assert (subject.profile, subject.role, subject.target) == ("notes@1.0", "keeper", "http://127.0.0.1:1")
    assert subject.profile_digest == bundle().profile.digest
    assert subject.only == ("N-001",)
    assert list(said.unavailable) == ["inbound", "write"]
    assert (said.environment.public_url, said.environment.round_trip, said.environment.skew) == (
        "http://127.0.0.1:2",
        7,
        -3,
    )
    assert (said.run, said.seed, said.fixtures) == ("r1", 7, {"own_agency": "GB-POL-X01"})
