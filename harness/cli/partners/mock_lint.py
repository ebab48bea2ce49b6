"""`hallmark mock lint`: says what keeps a partner's files from being played, before anything starts."""

from __future__ import annotations

import click

from harness.cli.terminal.mocks import mocks
from harness.cli.terminal.output import write_text
from harness.errors import CannotRun


def mock_lint(names: tuple[str, ...]) -> None:
    """Check the partners of these names or folders, or all; exit 3 where something is wrong."""
    from harness.partner.lint import lint
    from harness.partner.sender.terms import senders

    names = names or (*mocks(), *senders())
    failed = False
    for name in names:
        found = lint(name)
        failed = failed or bool(found.wrong)
        for line in (*found.wrong, *found.odd):
            click.echo(line, err=True)
    if failed:
        raise SystemExit(CannotRun.exit_code)
    write_text(f"{len(names)} {'partner' if len(names) == 1 else 'partners'}: nothing wrong")
