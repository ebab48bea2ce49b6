"""A bundle is opened member by member, and what is not as written is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import bundle_in

from harness.certificate.issue import CERTIFICATE
from harness.certificate.zipform import Member, members_of
from harness.errors import EvidenceError
from harness.verify import bundle


def test_what_is_signed_is_what_is_there(tmp_path: Path) -> None:
    path = bundle_in(tmp_path)
    members = {member.name: member for member in members_of(path)}
    opened = bundle.opened(path, members, CERTIFICATE)
    assert bundle.lacking(members) == ()
    assert bundle.differing(path, members, opened.statement) == ()
    assert bundle.lay_out(path, members, tmp_path / "out").is_file()
    fewer = {name: member for name, member in members.items() if name != "verdict.json"}
    assert bundle.lacking(fewer) == ("verdict.json",)
    assert bundle.differing(path, fewer, opened.statement) == ("verdict.json",)


@pytest.mark.parametrize("subject", [None, "a", [1], [{"name": "a"}], [{"name": 1, "digest": {"sha256": "x"}}]])
def test_a_subject_that_is_not_as_written_is_none(subject: object) -> None:
    assert bundle.subjects({"subject": subject}) == {}


def test_a_large_member_is_not_read_whole(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="larger"):
        bundle.read(tmp_path, Member(name="verdict.json", offset=0, size=bundle.SMALL + 1, crc=0))
