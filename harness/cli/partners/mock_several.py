"""Serves several partners at once, each with the faults and defects that are addressed to it, and one record of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from harness.errors import MockError
from harness.fit import suggest

if TYPE_CHECKING:
    from harness.cli.partners.registering import Registering
    from harness.partner.host import Member, Running


LAST_PORT: Final = 65_535


class Wanted(NamedTuple):
    """What is asked of the partners beside being there."""

    defects: tuple[str, ...] = ()
    """Each `PARTNER:NAME`."""
    faults: tuple[str, ...] = ()
    """Each `PARTNER:NAME[:OPERATION[:CALLS]]`."""
    record: Path | None = None
    """The folder that keeps the calls of all."""


def serve_several(
    mocks: Sequence[str],
    wanted: Wanted,
    port: int,
    tls: Path | None,
    mutual: bool,
    state: Path | None,
    say: Callable[[Running, Path | None], None],
) -> None:
    """Serve these mocks until interrupted; `say` tells where each is, and its folder of state.

    Raises MockError for what cannot be served, planted or played, before anything starts.
    """
    from harness.cli.partners.registering import registering
    from harness.partner.host import serve_all

    named = names_of(mocks)
    if port and port + len(named) - 1 > LAST_PORT:
        last = f"the last of {len(named)} partners would listen on port {port + len(named) - 1}, and there is none"
        hint = f"Give {LAST_PORT + 1 - len(named)} at most, or 0 for free ones."
        raise MockError(last, where="--port", hint=hint)
    defects = addressed(wanted.defects, tuple(named), "--defect")
    faults = addressed(wanted.faults, tuple(named), "--fault")

    with registering(wanted.record, mocks) as kept:

        def ready(partners: tuple[Running, ...]) -> None:
            if kept is not None:
                kept.begin(partners)
            for running in partners:
                say(running, state / running.script.name if state is not None else None)

        members = [member_of(name, mock, defects[name], faults[name], kept) for name, mock in named.items()]
        serve_all(members, port, ready, tls=tls, mutual=mutual, state=state)


def member_of(
    name: str, mock: str, defects: tuple[str, ...], faults: tuple[str, ...], kept: Registering | None
) -> Member:
    """Return one of the partners; what it takes is held, and written down with all that came in the same turn."""
    from harness.partner.faults.file import chosen_of
    from harness.partner.host import Member
    from harness.partner.outgoing import unkept
    from harness.partner.recording import settled

    desk = kept.desk(name) if kept is not None else None
    return Member(
        name=name,
        mock=mock,
        defects=defects,
        faults=chosen_of(mock, faults),
        keep=desk.hold if desk is not None else None,
        settle=desk.settle if desk is not None else settled,
        begins=desk.begins if desk is not None else unkept,
        shakes=desk.shakes if desk is not None else None,
    )


def names_of(mocks: Sequence[str]) -> dict[str, str]:
    """Return each mock, or its folder, by the name that it calls itself. Raises UsageError where two have the same."""
    from harness.partner.script import read

    found: dict[str, str] = {}
    for mock in mocks:
        name = str(read(mock).data["name"])
        if name in found:
            raise click.UsageError(f"a partner is named twice: {name}")
        found[name] = mock
    return found


def addressed(texts: Sequence[str], names: Sequence[str], option: str) -> dict[str, tuple[str, ...]]:
    """Return what each partner is to have, out of texts `PARTNER:REST`. Raises MockError for one of nobody here."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    for text in texts:
        name, _, rest = text.partition(":")
        if name not in found or not rest:
            hint = f"Write PARTNER:NAME, as in {option} {names[0]}:NAME. {suggest(name, [*names])}"
            raise MockError(f"{text!r} does not say whose it is", where=option, hint=hint)
        found[name] = (*found[name], rest)
    return found
