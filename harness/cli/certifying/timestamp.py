"""`hallmark timestamp`: brings the token of a time stamping authority into a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from harness.cli.terminal.output import write_text

SECONDS: Final = 30


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="", help="Ask this authority (RFC 3161 over HTTP); nothing but a digest is sent.")
@click.option("--query", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write what an authority is to be asked, for a network of its own.")  # fmt: skip
@click.option("--response", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="What the authority answered.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The stamped bundle; default BUNDLE.")
def timestamp(bundle: Path, url: str, query: Path | None, response: Path | None, out: Path | None) -> None:
    """Bring a time stamp into BUNDLE: from --url, or by --query now and --response later.

    It shows that what is certified was there at that time; `--tsa` checks it.
    """
    from harness.certificate import timestamp as stamps
    from harness.certificate.issue import CERTIFICATE, TIMESTAMP
    from harness.certificate.zipform import Source, Stored, write
    from harness.cli.certifying.opening import bundle_members
    from harness.verify.bundle import opened

    if sum(map(bool, (url, query, response))) != 1:
        raise click.UsageError("give one of --url, --query and --response")
    members = bundle_members(bundle)
    payload = opened(bundle, members, CERTIFICATE).payload
    asked = stamps.query(payload)
    if query is not None:
        query.write_bytes(asked)
        write_text(f"{query}: have it answered, then give the answer by --response")
        return
    answer = response.read_bytes() if response is not None else ask(url, asked)
    stamp = stamps.read(answer)
    if stamp.response.tst_info.message_imprint.message != stamps.imprint(payload):
        raise stamps.TimestampProblem("this time stamp is of something else", where=str(response or url))
    kept: dict[str, Source] = {name: Stored(bundle, member) for name, member in members.items()}
    path = out or bundle
    part = path.with_name(path.name + ".part")
    with part.open("wb") as target:
        write(target, kept | {TIMESTAMP: answer})
    part.replace(path)
    write_text(f"{path}: stamped {stamp.at.isoformat()}")


def ask(url: str, query: bytes) -> bytes:
    """Return the authority's answer. Raises TimestampProblem."""
    import requests

    from harness.certificate.timestamp import LARGEST, QUERY_TYPE, TimestampProblem

    headers = {"Content-Type": QUERY_TYPE}
    try:
        with requests.post(
            url, data=query, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            data: bytes = answer.raw.read(LARGEST + 1, decode_content=True)
    except requests.RequestException as error:
        raise TimestampProblem(f"the authority was not reached ({type(error).__name__})", where=url) from error
    if answer.status_code != 200:
        raise TimestampProblem(f"the authority answered {answer.status_code}", where=url)
    return data
