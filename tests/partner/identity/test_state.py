"""What is kept in a folder is the same for the next process, and nobody else's to read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from harness.errors import MockError
from harness.partner.identity import keys
from harness.partner.identity.keys import Ring
from harness.partner.identity.state import KEYS, SECRET, Folder

NOW = 1_800_000_000.0


def test_the_next_process_signs_with_the_same_keys(tmp_path: Path) -> None:
    first, second = (Ring("ES256", Folder(tmp_path / "state", "ES256")) for _ in range(2))
    assert first.current().kid == second.current().kid
    rotated = first.rotate(NOW, 60)
    assert [key.kid for key in second.published(NOW)] == [key.kid for key in first.published(NOW)]
    assert second.current().kid == rotated.kid
    assert len(second.published(NOW + 61)) == 1


def test_who_is_second_takes_the_keys_of_who_was_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (Ring("ES256", Folder(tmp_path, "ES256")) for _ in range(2))
    make, kept = keys.new_key, []

    def slowly(algorithm: str) -> keys.Key:
        monkeypatch.setattr(keys, "new_key", make)
        kept.append(first.current())  # while the second still makes its own
        return make(algorithm)

    monkeypatch.setattr(keys, "new_key", slowly)
    assert second.current().kid == kept[0].kid
    assert [path.name for path in tmp_path.iterdir()] == [KEYS]


def test_secret_and_client_keys_stay(tmp_path: Path) -> None:
    one, other = Folder(tmp_path, "ES256"), Folder(tmp_path, "ES256")
    assert len(one.secret()) >= 24
    assert one.secret() == other.secret()
    assert one.client_key("signer").kid == other.client_key("signer").kid


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    one = Folder(tmp_path, "ES256")
    Ring("ES256", one).current()
    one.secret(), one.client_key("a")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("text", ["", "{}", '{"keys": [{}]}', '{"keys": [{"pem": "x"}]}', "[]", '{"keys": [7]}'])
def test_what_cannot_be_read_is_said_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / KEYS).write_text(text)
    with pytest.raises(MockError) as caught:
        Ring("ES256", Folder(tmp_path, "ES256"))
    assert KEYS in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MockError, match="cannot be made"):
        Folder(tmp_path / "file", "ES256")


def test_an_empty_secret_is_said(tmp_path: Path) -> None:
    (tmp_path / SECRET).write_bytes(b"")
    with pytest.raises(MockError, match="is empty"):
        Folder(tmp_path, "ES256").secret()
