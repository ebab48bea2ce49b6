"""Keys are trusted for the roles that they were given with; mistakes are said."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundled import KEY

from harness.certificate.keys import key_id, new_key, public_pem
from harness.cli.certifying.trusting import errata, trust, withdrawn
from harness.errors import DeclarationError

NAME = key_id(KEY.public_key())


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "a.pem"
    path.write_bytes(public_pem(KEY.public_key()))
    return path


def test_a_key_without_a_role_has_none(key: Path) -> None:
    assert trust((str(key),)) == ({NAME: KEY.public_key()}, {})


def test_a_key_has_all_roles_that_it_was_given_with(key: Path) -> None:
    assert trust((f"force={key}", f"buyer={key.parent}"))[1] == {NAME: ("force", "buyer")}


@pytest.mark.parametrize("role", ["force", "laboratory", "buyer", "publisher"])
def test_a_suppliers_key_is_nobody_elses(role: str, key: Path) -> None:
    assert trust((f"supplier={key}", f"supplier={key.parent}"))[1] == {NAME: ("supplier", "supplier")}
    for places in ((f"supplier={key}", f"{role}={key.parent}"), (f"{role}={key}", f"supplier={key}")):
        with pytest.raises(DeclarationError, match="nobody is independent of themselves"):
            trust(places)


def test_all_keys_of_a_folder_are_taken(key: Path) -> None:
    (key.parent / "b.pem").write_bytes(public_pem(new_key("ecdsa-p256").public_key()))
    (key.parent / "notes.txt").write_text("no key", encoding="utf-8")
    keys, roles = trust((f"laboratory={key.parent}",))
    assert (len(keys), set(roles.values())) == (2, {("laboratory",)})


@pytest.mark.parametrize("place", ["king={}", "force=/nowhere", "/nowhere"])
def test_mistakes_are_said(place: str, key: Path) -> None:
    with pytest.raises(DeclarationError):
        trust((place.format(key),))


def test_what_is_shipped_can_be_read() -> None:
    assert all(isinstance(why, str) for listed in (errata(), withdrawn()) for why in listed.values())
