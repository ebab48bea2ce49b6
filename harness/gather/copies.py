"""Keeps the profiles that a run was made by in its folder, so that it can be judged anywhere."""

from __future__ import annotations

import shutil
from typing import Final

from harness.gather.orders import Orders
from harness.loading import deciding_files

COPIES: Final = "profiles"
"""Folder of a run that keeps the profiles it was made by; the judge looks there first."""


def keep_profiles(orders: Orders) -> None:
    """Copy the files that decide a verdict, of each profile. Raises OSError."""
    for aim, profile in zip(orders.plan.aims, orders.profiles, strict=False):
        target = orders.folder / COPIES / aim.profile.id / aim.profile.version
        for file in deciding_files(profile):
            copy = target / file.relative_to(profile)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
