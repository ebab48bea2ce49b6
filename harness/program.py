"""Names this copy of Hallmark by its version and a digest of its own text: what another copy would write may differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from harness import __version__
from harness.content import root

_PACKAGE: Final = Path(__file__).resolve().parent
_DIGITS: Final = 16


@cache
def program() -> str:
    """Return `0.1.0+9f2c...`: two copies of the same name write the same report of the same judgement."""
    whole = hashlib.sha256()
    for name, path in sorted(_files()):
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"{__version__}+{whole.hexdigest()[:_DIGITS]}"


def _files() -> Iterator[tuple[str, Path]]:
    """Yield what reports are made by, under names that a wheel and a checkout share."""
    own = (path for path in _PACKAGE.rglob("*.py") if "_content" not in path.relative_to(_PACKAGE).parts)
    forms = (path for path in root("reports").rglob("*") if path.is_file())
    tables = root("profiles").glob("*/*/procurement.yaml")
    for kind, base, paths in (
        ("harness", _PACKAGE, own),
        ("reports", root("reports"), forms),
        ("profiles", root("profiles"), tables),
    ):
        yield from ((f"{kind}/{path.relative_to(base).as_posix()}", path) for path in paths)
