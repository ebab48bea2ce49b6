"""The profile that a run was made by lies in its folder."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from harness.gather.copies import COPIES, keep_profiles
from harness.loading import find, load_bundle, profile_digest


def test_the_copy_is_the_profile(tmp_path: Path) -> None:
    bundle = load_bundle(find("incident-transfer@1.0"))
    orders: Any = SimpleNamespace(
        plan=SimpleNamespace(aims=(SimpleNamespace(profile=bundle.profile),)),
        profiles=(bundle.folder,),
        folder=tmp_path,
    )
    keep_profiles(orders)
    copy = tmp_path / COPIES / "incident-transfer" / "1.0"
    assert profile_digest(copy) == bundle.profile.digest
