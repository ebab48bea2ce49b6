"""`hallmark cleanup`: closes what a run created over there and left open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from harness.evidence import HALLMARK, Exchange, Observation

if TYPE_CHECKING:
    from harness.archive.replay import Known
    from harness.cli.running.assembling import Declared


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path),
              help="Run file; default hallmark.yaml. A run that used no credential needs none.")  # fmt: skip
@click.option("--url", default="", help="Base URL of the product, instead of the run file's.")
def cleanup(run: Path, config: Path | None, url: str) -> None:
    """Close what the run in the folder RUN made and left open; exit 0 when nothing remains, else 2.

    What answers that it is not there any more (404, 410) does not remain.
    """
    from harness import archive
    from harness.cli.running.assembling import assemble, environment, orders
    from harness.cli.terminal.output import write_text
    from harness.cli.terminal.progress import watching
    from harness.errors import DeclarationError
    from harness.gather.tidying.tidy import tidy

    replayed = archive.replay(run)
    context = replayed.context
    declared = _declared(run, replayed, config, url)
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


def _declared(run: Path, replayed: Known, config: Path | None, url: str) -> Declared:
    """Return what the run file says; without one what the run itself knows, if it signed in nowhere.

    Raises DeclarationError where it did: credentials are kept by nobody but whoever the run file names.
    """
    from harness.cli.running.assembling import declaration_of, environment
    from harness.errors import DeclarationError
    from harness.judgement import COPIES
    from harness.runfile import RUN_FILE

    if config is not None or Path(RUN_FILE).is_file():
        return declaration_of(config, "", "", url, environment())
    if any(_signed(one) for one in replayed.observations):
        raise DeclarationError(
            "the run signed in, and a run keeps no credential",
            where=str(run),
            hint="Give the run file that says where the credentials are: hallmark cleanup RUN -c FILE.",
        )
    subject = replayed.context.subjects[0]
    kept = run / COPIES / subject.profile.replace("@", "/")
    profile = str(kept) if kept.is_dir() else subject.profile
    declared = declaration_of(None, profile, subject.role, url or subject.target, environment())
    fixtures = msgspec.structs.replace(declared.declaration, fixtures=replayed.context.fixtures)
    return declared._replace(declaration=fixtures)


def _signed(one: Observation) -> bool:
    """Tell whether a credential, or a part of one, was taken out of a request before it was kept."""
    if not isinstance(one, Exchange) or one.from_party != HALLMARK:
        return False
    return any(r.part.startswith("request.") and r.marker.startswith("secret:") for r in one.redactions)
