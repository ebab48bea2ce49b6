"""Says how a run file refers to a secret, which is never written down in it."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec

VARIABLE: Final = r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}"
"""A reference to an environment variable, inside any text."""


class Secret(str):
    """A secret that has been looked up; it does not show itself where it is printed by mistake."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


class Reference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a secret lies; exactly one is given."""

    file: str = ""
    """A file whose text is the secret (a last line end is dropped), relative to the run file."""
    command: tuple[str, ...] = ()
    """A program and its arguments, run without a shell; what it prints is the secret."""

    def __post_init__(self) -> None:
        if bool(self.file) == bool(self.command):
            raise ValueError("a secret is given by exactly one of file and command")


Sealed: TypeAlias = Annotated[str, msgspec.Meta(pattern=VARIABLE)] | Reference
"""A secret as written: `${NAME}`, `{file: ...}` or `{command: [...]}`; once looked up, a Secret."""
