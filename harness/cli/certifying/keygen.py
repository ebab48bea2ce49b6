"""`hallmark keygen`: makes the pair of keys that certificates are signed with and checked by."""

from __future__ import annotations

import os
from pathlib import Path

import click

from harness.cli.terminal.output import write_json, write_text

PRIVATE = "signing.pem"
PUBLIC = "signing.pub.pem"
IDENTITY = "encryption.txt"
RECIPIENT = "encryption.pub.txt"


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for both files.")
@click.option("--kind", type=click.Choice(["ed25519", "ecdsa-p256", "age"]), default="ed25519", show_default=True,
              help="age: a key by which others cover evidence for you, instead of one that signs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def keygen(out: Path, kind: str, as_json: bool) -> None:
    """Write signing.pem, readable by its owner alone, and signing.pub.pem, which you publish.

    A passphrase is taken from HALLMARK_KEY_PASSPHRASE, where that is set.
    """
    from harness.certificate.keys import key_id, new_key, private_pem, public_pem

    out.mkdir(parents=True, exist_ok=True)
    if kind == "age":
        _age(out, as_json)
        return
    key = new_key(kind)
    _keep(out / PRIVATE, private_pem(key, os.environ.get("HALLMARK_KEY_PASSPHRASE", "").encode()))
    (out / PUBLIC).write_bytes(public_pem(key.public_key()))
    name = key_id(key.public_key())
    if as_json:
        write_json({"key": name, "private": str(out / PRIVATE), "public": str(out / PUBLIC)})
        return
    write_text(f"key {name}\nkeep {out / PRIVATE} to yourself; give {out / PUBLIC} and the key's name to your buyers")


def _age(out: Path, as_json: bool) -> None:
    """Write the pair of keys of somebody to whom evidence is sent covered."""
    from harness.certificate.covering import new_identity

    private, public = new_identity()
    _keep(out / IDENTITY, private.encode())
    (out / RECIPIENT).write_text(public + "\n", encoding="utf-8")
    if as_json:
        write_json({"key": public, "private": str(out / IDENTITY), "public": str(out / RECIPIENT)})
        return
    write_text(f"key {public}\nkeep {out / IDENTITY} to yourself; give the key to whoever sends you bundles")


def _keep(path: Path, private: bytes) -> None:
    """Write a private key that nobody but its owner reads. Raises DeclarationError where there is one already."""
    from harness.errors import DeclarationError

    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError as error:
        hint = "A key that has been used is kept; give another folder."
        raise DeclarationError("there is a key already", where=str(path), hint=hint) from error
    with os.fdopen(file, "wb") as target:
        target.write(private)
