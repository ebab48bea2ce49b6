"""`hallmark contract lint`: what is odd about an API description, before a product is measured by it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def lint(file: Path, as_json: bool) -> None:
    """Look for what is odd about the OpenAPI description FILE: its examples, patterns, paths and media types.

    Exit codes: 0 nothing is odd, 1 something is, 3 it cannot be read.
    """
    from harness.cli.terminal.output import write_out
    from harness.contract.compile import compile_description
    from harness.contract.lint import lint as look
    from harness.render.contract import lint_json, lint_text

    compiled = compile_description(file)
    findings = look(compiled)
    write_out((lint_json if as_json else lint_text)(compiled, findings))
    raise SystemExit(1 if findings else 0)
