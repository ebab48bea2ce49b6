"""`hallmark demo`: tests the perfect reference receiver, then one with three defects, and writes both reports."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.output import write_json, write_text

MOCK = "receiving-control-room"
DEFECTS = ("keeps-last-methane", "updates-after-closure", "shows-to-all")
SEED = 1


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.option("--plain", is_flag=True, help="Progress in whole lines, without a bar.")
def demo(out: Path, as_json: bool, plain: bool) -> None:
    """Show the whole of Hallmark on this machine; nothing leaves it. Exit 0 when it came out as it should."""
    perfect, defective = (
        _one(out, name, defects, plain) for name, defects in (("perfect", ()), ("three-defects", DEFECTS))
    )
    as_expected = perfect["verdict"] == "conforms" and defective["verdict"] == "violates"
    if as_json:
        value = {"exit": 0 if as_expected else 4, "perfect": perfect, "defective": defective}
        write_json(value)
    else:
        for title, one in (("the perfect receiver", perfect), ("the one with three defects", defective)):
            write_text(f"{title}: {one['verdict']}\n  {one['report']}")
    raise SystemExit(0 if as_expected else 4)


def _one(out: Path, name: str, defects: tuple[str, ...], plain: bool) -> dict[str, str]:
    """Serve the mock, test it, and return where everything lies."""
    import tempfile

    from harness.cli.assembling import assemble, declaration_of, environment, new_run
    from harness.cli.carrying import carry_out
    from harness.partner.config import write_config
    from harness.partner.host import running

    run = f"{new_run()}-{name}"
    click.echo(f"{MOCK}{' with ' + ', '.join(defects) if defects else ', perfect'}", err=True)
    with tempfile.TemporaryDirectory(prefix="hallmark-demo-") as folder, running(MOCK, defects) as partner:
        config = Path(folder) / "hallmark.yaml"
        write_config(config, partner)
        assembled = assemble(declaration_of(config, "", "", "", environment()), SEED, (), environment())
        judgement, _ = carry_out(assembled, out / run, run, plain=plain)
    place = (out / run).resolve()
    return {
        "verdict": judgement.decision.value,
        "out": str(place),
        "report": (place / "report.html").as_uri(),
        "evidence": str(judgement.path.resolve()),
    }
