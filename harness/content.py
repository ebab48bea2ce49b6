"""Says where profiles, mocks and report forms lie, in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, get_args

from harness.errors import ContentMissing

Kind = Literal["profiles", "mocks", "reports"]
"""The three folders of content: data that people edit who write no Python."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_PACKAGE: Final = Path(__file__).resolve().parent


def root(kind: Kind, *, package: Path = _PACKAGE) -> Path:
    """Return the folder of one kind of content, as an absolute path that exists.

    A wheel carries content inside the package (`harness/_content/profiles`); a checkout has it beside the package
    (`profiles/`). The wheel's copy is preferred. `package` is the folder of the package `harness` itself.

    Raises ContentMissing when the kind is unknown or the folder is in neither place.
    """
    if kind not in KINDS:
        raise ContentMissing(f"there is no content called {kind!r}", hint=f"Content is one of: {', '.join(KINDS)}.")
    shipped = package / "_content" / kind
    if shipped.is_dir():
        return shipped
    beside = package.parent / kind
    if beside.is_dir() and _is_checkout(package.parent):
        return beside
    raise ContentMissing(
        f"the folder of {kind} is neither at {shipped} nor beside the package in a checkout",
        where=str(package),
        hint="The installation is incomplete: install hallmark-harness again, or work in a full checkout.",
    )


def _is_checkout(folder: Path) -> bool:
    # In site-packages a folder called `reports` may be anyone's; only beside the build files is it ours.
    return (folder / "pyproject.toml").is_file() and (folder / "hatch_build.py").is_file()
