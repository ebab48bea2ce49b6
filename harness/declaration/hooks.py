"""Says which programs are run before and after a run."""

from __future__ import annotations

import shlex

import msgspec


class Hooks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Programs that the run file's author wants run; none by a shell."""

    before: tuple[str | tuple[str, ...], ...] = ()
    """Each a list of words (`[./reset-sandbox, --quiet]`), or one text that is cut into words as a shell would."""
    after: tuple[str | tuple[str, ...], ...] = ()
    """The same, when the run has ended, however it ended."""

    def __post_init__(self) -> None:
        for command in (*self.before, *self.after):
            words(command)


def words(command: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a hook as a program and its arguments; raises ValueError when it is none."""
    cut = tuple(shlex.split(command)) if isinstance(command, str) else command
    if not cut or not cut[0]:
        raise ValueError("a hook is a program and its arguments: [./reset-sandbox, --quiet]")
    return cut
