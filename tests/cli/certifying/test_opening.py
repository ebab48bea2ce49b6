"""Volumes are joined and what is covered is uncovered before anything is checked; the rest is left as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import bundle_in, run_in
from cli.conftest import Said

from harness.certificate.volumes import LEAST, split
from harness.cli.certifying.opening import name_of, plain
from harness.errors import EvidenceError

Call = Callable[..., Said]


def test_volumes_are_joined(tmp_path: Path) -> None:
    bundle = bundle_in(tmp_path / "a")
    volumes = split(bundle, LEAST)
    assert len(volumes) > 1
    assert plain(volumes[1], None, tmp_path).read_bytes() == bundle.read_bytes()
    assert {name_of(one) for one in (bundle, *volumes)} == {"bundle.zip"}
    volumes[0].unlink()
    with pytest.raises(EvidenceError, match="not here"):
        plain(volumes[1], None, tmp_path)


def test_the_rest_is_left_as_it_is(tmp_path: Path) -> None:
    bundle, altered, junk = bundle_in(tmp_path / "a"), tmp_path / "altered", tmp_path / "junk"
    altered.write_bytes(bundle.read_bytes()[:-1] + b"x")
    junk.write_bytes(b"nothing")
    assert plain(bundle, None, tmp_path) == bundle
    assert plain(altered, None, tmp_path) == altered
    with pytest.raises(EvidenceError, match="this is no ZIP file"):
        plain(junk, None, tmp_path)


def test_a_set_is_issued_and_checked(hallmark: Call, tmp_path: Path) -> None:
    run = run_in(tmp_path / "run")
    hallmark("keygen", "--out", tmp_path)
    key = ("--key", tmp_path / "signing.pem", "--issuer", "Example Ltd")
    said = hallmark("certify", run, *key, "--max-part", "70KB")
    assert said.code == 0, said.err
    volumes = sorted(run.glob("bundle-*of*.zip"))
    assert len(volumes) > 1
    checked = hallmark("verify", volumes[-1], "--trust", tmp_path / "signing.pub.pem")
    assert "4. Signed, and by whom: Confirmed" in checked.out
