"""`hallmark profile docs`: a profile as HTML pages for people to read, search and print."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.terminal.completing import profiles


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into.")
def docs(profile: str, out: Path) -> None:
    """Write PROFILE (id, id@version, folder or packed file) as HTML pages; index.html is the first.

    They need no network; the search alone uses a script. Exit codes: 0 written, 3 not.
    """
    from harness.cli.terminal.obtaining import place
    from harness.cli.terminal.output import write_text
    from harness.loading import load_bundle
    from harness.render.site import INDEX, render

    pages = list(render(load_bundle(place(profile))))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in pages:
        (out / name).write_bytes(content)
    write_text(f"wrote {len(pages)} pages; open {out / INDEX}")
