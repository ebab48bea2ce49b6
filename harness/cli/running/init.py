"""`hallmark init`: writes a commented hallmark.yaml to start from, or one proposed from an API description."""

from __future__ import annotations

import os
from pathlib import Path

import click

from harness.content import root
from harness.errors import DeclarationError

SCHEMA = "hallmark.schema.json"
RECEIVER = "receiver"
TEMPLATES = {
    RECEIVER: "hallmark.yaml",
    "sender": "hallmark-sender.yaml",
    "publisher": "hallmark-publisher.yaml",
    "subscriber": "hallmark-subscriber.yaml",
}
"""By the role that the product takes."""
LEFT_TO_DO = {
    RECEIVER: "fill in the address and the credentials",
    "sender": "say how the product is made to act and how it reaches the partner",
    "publisher": "fill in the address and the credentials, and say how the product is made to publish",
    "subscriber": "say how the product is made to subscribe, and where its effects are seen",
}
"""What a person has to fill in, by the same."""


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), default=Path("hallmark.yaml"))
@click.option("--from-openapi", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Take product, address and description from this OpenAPI file.")  # fmt: skip
@click.option("--detect", is_flag=True, help="With --from-openapi: propose profile, classes and credential too.")
@click.option("--url", default="", help="With --from-openapi: base URL of the product, where it is known.")
@click.option("--role", type=click.Choice(list(TEMPLATES)), default=RECEIVER, show_default=True,
              help="Whether the product is called, calls a partner, tells us of events, or is told.")  # fmt: skip
@click.option("--with-schema", is_flag=True, help="Write the schema beside it too, so that an editor finds it.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(
    path: Path, from_openapi: Path | None, detect: bool, url: str, role: str, with_schema: bool, force: bool
) -> None:
    """Write a commented run file to PATH (hallmark.yaml); nothing is sent anywhere."""
    if path.exists() and not force:
        raise DeclarationError("there is a file already", where=str(path), hint="--force overwrites it.")
    if (url or detect) and from_openapi is None:
        raise click.UsageError("--url and --detect go with --from-openapi")
    if role != RECEIVER and from_openapi is not None:
        raise click.UsageError("--role goes without --from-openapi: a profile describes what is called")
    data = _proposed(path, from_openapi, detect, url) if from_openapi is not None else _template(role)
    if with_schema:
        from harness.runfile_schema import FILE, SCHEMA_ID

        schema = (root("reports") / FILE).read_bytes()
        path.with_name(SCHEMA).write_bytes(schema)
        data = data.replace(SCHEMA_ID.encode(), b"./" + SCHEMA.encode(), 1)
    path.write_bytes(data)
    todo = "read it through" if from_openapi is not None else LEFT_TO_DO[role]
    click.echo(f"wrote {path}: {todo}, then `hallmark preflight`", err=True)


def _template(role: str) -> bytes:
    return (root("reports") / "templates" / TEMPLATES[role]).read_bytes()


def _proposed(path: Path, openapi: Path, detect: bool, url: str) -> bytes:
    import msgspec

    from harness.contract import compile_contract
    from harness.declaration import Target
    from harness.errors import ContractError
    from harness.loading import find, load_bundle, shipped
    from harness.proposal import propose
    from harness.render.runfile import render
    from harness.yamlfile import load

    try:
        Target(base_url=url or "http://127.0.0.1")
    except ValueError as error:
        raise DeclarationError(str(error), where="--url") from None
    loaded = load(openapi, ContractError)
    contract = compile_contract(loaded)
    bundles = [load_bundle(find(name)) for name in shipped()]
    proposal = propose(loaded.value, contract, bundles if detect else [b for b in bundles if b.of_subject], url)
    if not detect:
        proposal = msgspec.structs.replace(proposal, credentials=(), detected=False)
    return render(proposal, Path(os.path.relpath(openapi, path.absolute().parent)).as_posix())
