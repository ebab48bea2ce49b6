"""Evidence that was covered is uncovered by its key alone, to the byte; what is certified stays readable."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from bundled import bundle_in

from harness.certificate.covering import cover, identity, is_covered, new_identity, recipient, uncover
from harness.certificate.zipform import Member, members_of, write
from harness.errors import DeclarationError, EvidenceError


def covered(folder: Path, *to: str) -> tuple[Path, Path]:
    """Return a bundle, and the same covered."""
    bundle, path, place = bundle_in(folder), folder / "covered.zip", folder / "place"
    place.mkdir()
    with path.open("wb") as target:
        write(target, cover(bundle, listed(bundle), tuple(map(recipient, to)), place))
    return bundle, path


def listed(path: Path) -> dict[str, Member]:
    return {member.name: member for member in members_of(path)}


def test_a_key_uncovers_to_the_byte(tmp_path: Path) -> None:
    (private, public), (other, second) = new_identity(), new_identity()
    bundle, path = covered(tmp_path, public, second)
    assert is_covered(listed(path))
    assert not is_covered(listed(bundle))
    names = zipfile.ZipFile(path).namelist()
    assert {"evidence.jsonl.gz.age", "reports/report.txt.age", "verdict.json"} <= set(names)
    for number, key in enumerate((private, other)):
        place = tmp_path / f"open{number}"
        place.mkdir()
        with (place / "whole.zip").open("wb") as target:
            write(target, uncover(path, listed(path), identity(key, "key"), place))
        assert (place / "whole.zip").read_bytes() == bundle.read_bytes()


def test_another_key_does_not(tmp_path: Path) -> None:
    _, path = covered(tmp_path, new_identity()[1])
    with pytest.raises(EvidenceError, match="cannot be uncovered"):
        uncover(path, listed(path), identity(new_identity()[0], "key"), tmp_path / "place")


@pytest.mark.parametrize("text", ["", "age1", "ssh-ed25519 AAAA"])
def test_what_is_no_key_is_said(text: str) -> None:
    with pytest.raises(DeclarationError, match="no public key"):
        recipient(text)
    with pytest.raises(DeclarationError, match="no private key"):
        identity(text, "key.txt")
