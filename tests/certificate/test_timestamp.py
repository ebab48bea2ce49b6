"""A time stamp by OpenSSL is taken for what was stamped and for nothing else, by an authority that is trusted alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from stamping import Authority, authority

from harness.certificate.timestamp import (
    TimestampProblem,
    UnknownAuthority,
    check,
    imprint,
    query,
    read,
    read_authorities,
)

pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")
PAYLOAD = b'{"what":"is certified"}'


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ours"))


def test_a_stamp_is_taken(ours: Authority) -> None:
    stamp = read(ours.answer(query(PAYLOAD)))
    assert stamp.response.tst_info.message_imprint.message == imprint(PAYLOAD)
    assert stamp.at.tzinfo is not None
    check(stamp, PAYLOAD, read_authorities(ours.pem, "tsa.pem"))


def test_what_was_not_stamped_is_refused(ours: Authority) -> None:
    stamp = read(ours.answer(query(PAYLOAD)))
    with pytest.raises(TimestampProblem, match="does not fit"):
        check(stamp, PAYLOAD + b" ", read_authorities(ours.pem, "tsa.pem"))


def test_another_authority_is_refused(ours: Authority, tmp_path: Path) -> None:
    stamp = read(ours.answer(query(PAYLOAD)))
    with pytest.raises(UnknownAuthority, match="none of the certificates"):
        check(stamp, PAYLOAD, read_authorities(authority(tmp_path / "other").pem, "tsa.pem"))


def test_the_same_is_asked_each_time() -> None:
    assert query(PAYLOAD) == query(PAYLOAD)


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x30\x03\x02\x01\x02", b"x" * (1 << 17)])
def test_what_is_no_stamp_is_said(data: bytes) -> None:
    with pytest.raises(TimestampProblem, match="no time stamp"):
        read(data)
    with pytest.raises(TimestampProblem, match="no certificate"):
        read_authorities(data, "x.pem")


def test_whatever_is_changed_it_says_nothing_else(ours: Authority) -> None:
    """A changed octet makes it no stamp, or one that does not fit, or leaves time and digest as they were."""
    whole, taken = ours.answer(query(PAYLOAD)), 0
    trusted, right = read_authorities(ours.pem, "tsa.pem"), read(whole)
    with pytest.raises(TimestampProblem):
        read(whole + b"\0")
    for at in range(len(whole)):
        try:
            stamp = read(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            check(stamp, PAYLOAD, trusted)
        except TimestampProblem:
            continue
        taken += 1
        assert (stamp.at, stamp.response.tst_info.serial_number) == (right.at, right.response.tst_info.serial_number)
    assert taken < 16, "only numbers of versions and names of algorithms around the token are free"
