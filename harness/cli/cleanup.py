"""`hallmark cleanup`: closes what a run created over there and left open."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-c", "--config", type=click.Path(dir_okay=False, path_type=Path), help="Run file; default hallmark.yaml."
)
@click.option("--url", default="", help="Base URL of the product, instead of the run file's.")
def cleanup(run: Path, config: Path | None, url: str) -> None:
    """Close what the run in the folder RUN made and left open; exit 0 when nothing remains, else 2."""
    from harness import archive
    from harness.cli.assembling import assemble, declaration_of, environment, orders
    from harness.cli.output import write_text
    from harness.cli.progress import watching
    from harness.errors import DeclarationError
    from harness.gather.tidy import tidy

    context = archive.replay(run).context
    declared = declaration_of(config, "", "", url, environment())
    base, then = declared.declaration.target.base, context.subjects[0].target
    if base != then and not url:
        raise DeclarationError(
            f"the run was made at {then}, and the run file says {base}",
            where="target.base_url",
            hint="Give the run file of that run, or --url if the product has moved.",
        )
    assembled = assemble(declared, context.seed, (), environment(), begun=run)
    with watching(plain=True) as progress:
        remaining = tidy(orders(assembled, run, context.run, progress))
    for thing in remaining:
        write_text(f"remains: {thing}")
    click.echo(f"{len(remaining)} remain" if remaining else "nothing remains", err=True)
    raise SystemExit(2 if remaining else 0)
