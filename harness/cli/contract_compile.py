"""`hallmark contract compile`: what Hallmark reads in an API description, and what it cannot."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="compile")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def compile_(file: Path, as_json: bool) -> None:
    """Read the OpenAPI description FILE (2.0, 3.0, 3.1 or 3.2), and the files that it refers to in its own folder.

    Exit codes: 0 read, 3 nothing in it can be used.
    """
    from harness.cli.output import write_out
    from harness.contract.compile import compile_description
    from harness.contract.lint import lint
    from harness.errors import ContractError
    from harness.render.contract import compiled_json, compiled_text

    compiled = compile_description(file)
    if not (compiled.contract.operations or compiled.contract.webhooks):
        gaps = compiled.contract.gaps
        why = f" ({gaps[0].reason}, at {compiled.places.located([gaps[0].where])[gaps[0].where]})" if gaps else ""
        raise ContractError(f"no operation in it can be used{why}", where=str(file), hint="Describe one under `paths`.")
    write_out((compiled_json if as_json else compiled_text)(compiled, lint(compiled)))
