"""Reads the waivers that a report is to show, and says how each stands on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from harness.certificate.waiver import given
from harness.cli.certifying.trusting import trust
from harness.cli.terminal.progress import note
from harness.errors import DeclarationError
from harness.judgement import Judgement
from harness.render.report import Accepted
from harness.render.verification import because_line
from harness.render.words import words
from harness.verify.terms import Terms
from harness.verify.waivers import standings


def accepted(judgement: Judgement, files: tuple[Path, ...], keys: tuple[str, ...], day: date) -> tuple[Accepted, ...]:
    """Return the waivers in `files` that are about this run; `keys` are as --trust has them, and a buyer's sign.

    Raises DeclarationError for one that no buyer's key among them signed: a report shows none that does not count. Of
    one that is about something else, or another version, a line says so.
    """
    trusted, roles = trust(keys)
    waivers = tuple(given(file.read_bytes(), file.name) for file in files)
    reasons, found, notes = standings(judgement, Terms(today=day, keys=trusted, roles=roles, waivers=waivers))
    for _, because in reasons:
        if because.code != "waiver-expired":
            told = f"{because.params['file']} is not signed by a buyer whom you trust"
            raise DeclarationError(told, where="--accept", hint="Give --trust buyer=KEY.")
    for because in notes:
        note(because_line(because, words()))
    return tuple(
        Accepted(
            requirement=one.waiver.requirement,
            owner=one.waiver.owner,
            reason=one.waiver.reason,
            expires=one.waiver.expires,
            state=one.state,
        )
        for one in found
    )
