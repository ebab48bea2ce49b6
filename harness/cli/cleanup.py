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
    from harness.gather.tidy import tidy

    context = archive.replay(run).context
    assembled = assemble(declaration_of(config, "", "", url, environment()), context.seed, (), environment())
    remaining = tidy(orders(assembled, run, context.run, lambda event: None))
    for thing in remaining:
        click.echo(f"remains: {thing}")
    click.echo(f"{len(remaining)} remain" if remaining else "nothing remains", err=True)
    raise SystemExit(2 if remaining else 0)
