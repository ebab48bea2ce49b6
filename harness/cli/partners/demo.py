"""`hallmark demo`: tests the perfect reference receiver, then one with three defects, and writes both reports."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.terminal.output import write_json, write_text

if TYPE_CHECKING:
    from harness.judgement import Judgement

MOCK = "receiving-control-room"
DEFECTS = ("keeps-last-methane", "updates-after-closure", "shows-to-all")
MOCKS = {
    "receiver": (MOCK, DEFECTS),
    "publisher": ("reference-publisher", ("signs-what-it-rewrote", "knows-dots-only", "insists-without-pause")),
}
"""By role: a product that is called, and three defects of it."""
SENDERS = {
    "sender": ("reference-sender", ("renames-repeats", "methane-services-mixed", "follows-anywhere")),
    "subscriber": ("reference-subscriber", ("accepts-no-signature", "remembers-too-late", "fails-at-unknown-types")),
}
"""By role: a product that calls partners of ours, and three defects of it."""
SEED = 1


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.option("--plain", is_flag=True, help="Progress in whole lines, without a bar.")
@click.option("--role", type=click.Choice([*MOCKS, *SENDERS]), default="receiver", show_default=True,
              help="Whether products are called, tell us of events, call a partner of ours, or are told.")  # fmt: skip
def demo(out: Path, as_json: bool, plain: bool, role: str) -> None:
    """Show the whole of Hallmark on this machine; nothing leaves it.

    Exit 0 when the perfect product conforms, the other one violates, and each of its three defects was found.
    """
    served, planted = (MOCKS | SENDERS)[role]
    one = partial(_sending if role in SENDERS else _one, served)
    perfect, defective = (
        one(out, name, defects, plain) for name, defects in (("perfect", ()), ("three-defects", planted))
    )
    verdicts = (perfect["verdict"], defective["verdict"])
    as_expected = verdicts == ("conforms", "violates") and all(defective["defects"].values())
    if as_json:
        value = {"exit": 0 if as_expected else 4, "perfect": perfect, "defective": defective}
        write_json(value)
    else:
        for title, came in ((f"the perfect {role}", perfect), ("the one with three defects", defective)):
            write_text("\n".join((f"{title}: {came['verdict']}", *_told(came["defects"]), f"  {came['report']}")))
    raise SystemExit(0 if as_expected else 4)


def _told(defects: dict[str, list[str]]) -> list[str]:
    """Return what became of each defect, a line each."""
    return [f"  {name}: {'found by ' + ', '.join(by) if by else 'NOT FOUND'}" for name, by in defects.items()]


def _one(mock: str, out: Path, name: str, defects: tuple[str, ...], plain: bool) -> dict[str, Any]:
    """Serve the mock, test it, and return where everything lies."""
    import tempfile

    from harness.cli.running.assembling import assemble, declaration_of, environment
    from harness.cli.running.carrying import carry_out
    from harness.cli.terminal.naming import new_run
    from harness.partner.config import write_config
    from harness.partner.defects import list_defects
    from harness.partner.host import running

    run = f"{new_run()}-{name}"
    click.echo(f"{mock}{' with ' + ', '.join(defects) if defects else ', perfect'}", err=True)
    with tempfile.TemporaryDirectory(prefix="hallmark-demo-") as folder, running(mock, defects) as partner:
        config = Path(folder) / "hallmark.yaml"
        write_config(config, partner)
        assembled = assemble(declaration_of(config, "", "", "", environment()), SEED, (), environment())
        judgement, _ = carry_out(assembled, out / run, run, plain=plain)
    known = {one.name: one.kills for one in list_defects(mock)}
    return _found(judgement, out / run, {defect: known[defect] for defect in defects})


def _sending(sender: str, out: Path, name: str, defects: tuple[str, ...], plain: bool) -> dict[str, Any]:
    """Serve the sender of that name, make it act, and return where everything lies."""
    import tempfile

    from harness.cli.partners.sender_recording import write_sender_config
    from harness.cli.running.assembling import assemble, declaration_of, environment
    from harness.cli.running.carrying import carry_out
    from harness.cli.terminal.naming import new_run
    from harness.partner.sender.product import running_sender
    from harness.partner.sender.terms import list_sender_defects

    run = f"{new_run()}-{name}"
    click.echo(f"{sender}{' with ' + ', '.join(defects) if defects else ', perfect'}", err=True)
    with tempfile.TemporaryDirectory(prefix="hallmark-demo-") as folder, running_sender(sender, defects) as served:
        config = write_sender_config(Path(folder), served)
        assembled = assemble(declaration_of(config, "", "", "", environment()), SEED, (), environment())
        judgement, _ = carry_out(assembled, out / run, run, plain=plain)
    known = {one.name: one.kills for one in list_sender_defects(sender)}
    return _found(judgement, out / run, {defect: known[defect] for defect in defects})


def _found(judgement: Judgement, folder: Path, kills: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return where everything lies, and of each defect which of the requirements that it breaks were found broken."""
    place = folder.resolve()
    broken = {f.requirement for judged in judgement.judged for f in judged.verdict.findings if f.violations}
    return {
        "verdict": judgement.decision.value,
        "defects": {name: [id for id in ids if id in broken] for name, ids in kills.items()},
        "out": str(place),
        "report": (place / "report.html").as_uri(),
        "evidence": str(judgement.path.resolve()),
    }
