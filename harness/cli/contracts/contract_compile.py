"""`hallmark contract compile`: what Hallmark reads in an API description, and what it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harness.contract.compile import Compiled

LAID_OUT_BY = ("contract.py", "inert.py")
"""Files of the room `render` that decide what is printed."""


@click.command(name="compile")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def compile_(file: Path, as_json: bool) -> None:
    """Read the OpenAPI description FILE (2.0, 3.0, 3.1 or 3.2), and the files that it refers to in its own folder.

    Exit codes: 0 read, 3 nothing in it can be used.
    """
    import os

    from harness.cli.terminal.caching import cache_folder
    from harness.cli.terminal.output import write_out
    from harness.contract.cache import Cache
    from harness.contract.compile import compile_description
    from harness.errors import ContractError
    from harness.yamlfile import content

    def tell(compiled: Compiled) -> bytes:
        return _told(compiled, file, as_json)

    folder = cache_folder(os.environ)
    if folder is None:
        write_out(tell(compile_description(file)))
    else:
        write_out(Cache(folder / "contracts").told(tell, _teller(as_json), content(file, ContractError), file))


def _told(compiled: Compiled, file: Path, as_json: bool) -> bytes:
    """Return what is printed of a description. Raises ContractError where nothing in it can be used."""
    from harness.contract.lint import lint
    from harness.errors import ContractError
    from harness.render.contract import compiled_json, compiled_text

    if not (compiled.contract.operations or compiled.contract.webhooks):
        gaps = compiled.contract.gaps
        why = f" ({gaps[0].reason}, at {compiled.places.located([gaps[0].where])[gaps[0].where]})" if gaps else ""
        raise ContractError(f"no operation in it can be used{why}", where=str(file), hint="Describe one under `paths`.")
    return (compiled_json if as_json else compiled_text)(compiled, lint(compiled))


def _teller(as_json: bool) -> str:
    """Return the name of what is printed: another one for each state of the program that lays it out."""
    import harness
    from harness.canonical import digest

    # Their bytes alone: to import them takes longer than to tell what was told before.
    files = [Path(harness.__file__).parent / "render" / name for name in LAID_OUT_BY]
    return " ".join(["compile", str(as_json), harness.__version__, *(digest(path.read_bytes()) for path in files)])
