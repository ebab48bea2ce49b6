"""Talks to the person at the terminal: how the product reaches its partner, and what only a person can see."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.gather.calling.stimuli import Brief
from harness.gather.restraint.limits import Allowance
from harness.profile import Requirement, RuleCall

SECRET: Final = ".partner-secret"
"""File of a run, for its owner alone, in which a person finds what the product signs in with."""

UNANSWERED: Final = "unanswered:"
"""Before the name of a question that nobody answered, why requirements were not tried."""
SURE: Final = ("yes", "y", "no", "n")
AGAIN: Final = "That was neither yes nor no. [yes/no, or nothing where you cannot tell]"
TIMES: Final = 3
"""How often somebody who types something else is asked again."""


def timely(ask: Callable[[str, float], str] | None, allowance: Allowance) -> Callable[[str], str] | None:
    """Return what asks as long as the run may last, and raises StopRun when nobody answered by then."""
    if ask is None:
        return None

    def asked(text: str) -> str:
        try:
            return ask(text, allowance.left())
        except TimeoutError:
            raise allowance.over() from None

    return asked


def introduce(brief: Brief, ask: Callable[[str], str], folder: Path | None) -> None:
    """Ask the person to set the product up, and wait; the secret is never shown on a terminal.

    It is written into the `folder` of the run; None: the run file refers to it, so that the person has it already.
    """
    where = "what partners.client_secret of the run file refers to"
    if folder is not None:
        write_secret(folder / SECRET, brief.client_secret)
        where = f"in the file {folder / SECRET}; partners.client_secret fixes one for every run"
    lines = [
        "Set the product up for its partner first.",
        f"  base address: {brief.partner_url}",
        f"  tokens from:  {brief.token_url} (OAuth 2, client credentials)",
        f"  client:       {brief.client_id}",
        f"  its secret:   {where}",
        *([f"  trust:        {brief.ca}"] if brief.ca else []),
        "Press Enter when it is set up.",
    ]
    ask("\n".join(lines))


def answered(question: str, ask: Callable[[str], str]) -> str:
    """Return yes or no as it was typed, or '' where the person cannot tell; what is neither is asked for again."""
    for text in (f"{question} [yes/no, or nothing where you cannot tell]", *(AGAIN,) * TIMES):
        said = ask(text).strip().lower()
        if said in SURE or not said:
            return said
    return ""


def asked_by(requirement: Requirement) -> tuple[str, ...]:
    """Return the questions that a requirement rests on."""
    rule = requirement.rule
    return tuple(rule.with_.get("questions", ())) if isinstance(rule, RuleCall) else ()


def write_secret(path: Path, secret: str) -> None:
    """Write a file that its owner alone can read. Raises OSError, also where it is there already."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(secret)
