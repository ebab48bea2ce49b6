"""`hallmark spot-check`: repeats a sample of what was certified against a live product, and lays it beside."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from harness.cli.certifying.signer import key_option
from harness.cli.terminal.output import write_json, write_text

if TYPE_CHECKING:
    from harness.cli.checking.drawing import Compared
    from harness.judgement import Judged, Judgement

WORDS: Final = {"same": "same", "worse": "WORSE", "better": "better", "could-not-test": "could not test"}
KINDS: Final = {"same-request": "same request, different answer", "new-finding": "new finding"}
SHARE: Final = 0.1
"""Of what was certified, taken to be false where it is said what a sample can show."""


@click.command("spot-check")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="Base URL of your test instance.")
@click.option("-c", "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Run file with your credentials and fixtures; default hallmark.yaml.")  # fmt: skip
@click.option("--sample", "size", type=click.IntRange(1), default=20, show_default=True, help="Requirements.")
@click.option("--seed", type=int, required=True, help="Draws the sample, and what is newly asked.")
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Your private key, where the evidence is covered by it (age).")  # fmt: skip
@key_option("Sign disputes by it", required=False)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("spot-check"), show_default=True,
              help="Folder for both runs and the disputes.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def spot_check(
    bundle: Path, url: str, config: Path | None, size: int, seed: int, identity: Path | None, key: str | None,
    out: Path, as_json: bool,
) -> None:  # fmt: skip
    """Repeat a sample of what BUNDLE certifies against the product at URL.

    What was asked then is asked first, by the seed of the certified run; then the same requirements with a new seed. A
    difference makes a dispute file. Exit codes: 0 nothing worse, 1 something worse, 2 nothing could be tested.
    """
    from harness.cli.checking.drawing import told

    with tempfile.TemporaryDirectory(prefix="hallmark-spot-check-") as name:
        certified = _certified(bundle, identity, Path(name))
        found, disputes = _checked(certified, size, seed, url, config, out, key)
        population = told(certified.judged)
    _say(found, disputes, population, as_json)
    standings = {one.standing for one in found}
    raise SystemExit(1 if "worse" in standings else 0 if standings & {"same", "better"} else 2)


def _checked(
    certified: Judgement, size: int, seed: int, url: str, config: Path | None, out: Path, key: str | None
) -> tuple[list[Compared], list[str]]:
    """Repeat the sample of each profile and role, and return how all lies beside the certificate, and the disputes."""
    import msgspec

    from harness.cli.checking.drawing import compared, sample

    found: list[Compared] = []
    disputes: list[str] = []
    for judged, names in sample(certified.judged, size, seed):
        live = [_repeated(judged, names, url, config, one, out) for one in (_seed(certified), seed)]
        mine = compared(judged, names, *live)
        found += mine
        only = msgspec.structs.replace(certified, judged=(judged,))
        folder = out if len(certified.judged) == 1 else out / judged.verdict.profile / judged.verdict.role
        disputes += _disputes(mine, only, live, folder, key)
    return found, disputes


def _say(found: list[Compared], disputes: list[str], population: int, as_json: bool) -> None:
    """Print what came of it, and what a sample of that size can show."""
    import msgspec

    from harness.cli.checking.drawing import chance_to_show

    wrong, size = max(round(population * SHARE), 1), len(found)
    power = chance_to_show(population, size, wrong)
    if as_json:
        write_json({
            "sample": size, "of": population, "wrong": wrong, "shown_with": round(power, 3),
            "requirements": msgspec.to_builtins(found), "disputes": disputes,
        })  # fmt: skip
        return
    several = len({one.profile for one in found}) > 1
    for one in found:
        kind = f"  ({KINDS[one.kind]})" if one.kind else ""
        where = f"  {one.profile}" if several else ""
        write_text(f"{one.requirement:<10} {WORDS[one.standing]:<14} certified: {one.certified}{kind}{where}")
    write_text(
        f"{size} of the {population} requirements that the certificate decides were repeated. If {wrong} of the"
        f" {population}"
    )
    write_text(f"were not as certified, a sample of {size} would hold one of them with a chance of {power:.0%}.")
    write_text("Of what is not in it, it says nothing.")
    for path in disputes:
        write_text(f"dispute: {path}")


def _certified(bundle: Path, identity: Path | None, folder: Path) -> Judgement:
    """Return what a bundle, or the set that a volume is of, certifies, judged again. Raises EvidenceError for one that
    is refuted.
    """
    from harness.cli.certifying.enclosing import maker
    from harness.cli.certifying.opening import plain
    from harness.errors import EvidenceError
    from harness.verify.answer import Answer
    from harness.verify.check import check
    from harness.verify.terms import Terms

    opened, laid_out = folder / "opened", folder / "laid-out"
    opened.mkdir()
    laid_out.mkdir()
    whole = plain(bundle, identity, opened)
    checked, result = check(whole, Terms(today=datetime.now(UTC).date(), allow_unknown=True), laid_out, maker())
    if any(step.answer is Answer.PART for step in checked.steps):
        hint = "Ask for the whole bundle: of what is withheld, judging again says nothing."
        raise EvidenceError("a disclosure is not repeated", where=str(bundle), hint=hint)
    if result.judgement is None or checked.answer is Answer.REFUTED:
        raise EvidenceError(
            "only a bundle that holds is repeated", where=str(bundle), hint="`hallmark verify` says why."
        )
    return result.judgement


def _seed(certified: Judgement) -> int:
    return certified.evidence.context.seed


def _repeated(judged: Judged, names: tuple[str, ...], url: str, config: Path | None, seed: int, out: Path) -> Judgement:
    """Gather the sampled requirements of one profile once, and judge them."""
    from harness.cli.running.assembling import assemble, declaration_of, environment
    from harness.cli.running.carrying import carry_out
    from harness.cli.terminal.naming import new_run

    declared = declaration_of(config, judged.verdict.profile, judged.verdict.role, url, environment())
    assembled = assemble(declared, seed, names, environment())
    run = new_run()
    return carry_out(assembled, out / run, run, plain=True)[0]


def _disputes(
    found: tuple[Compared, ...], certified: Judgement, live: list[Judgement], out: Path, key: str | None
) -> list[str]:
    """Write a dispute for each difference: both sides, each with its exchanges."""
    from harness.cli.certifying.dispute import signed
    from harness.render.dispute import dispute

    paths = []
    for one in found:
        if one.kind:
            mine = live[0] if one.kind == "same-request" else live[1]
            reason = f"A spot-check found it {one.standing}: {KINDS[one.kind]}."
            value: dict[str, Any] = dispute(mine, one.requirement, reason, "spot-check") or {}
            value["certified"] = dispute(certified, one.requirement, "", "")
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"dispute-{one.requirement}.json"
            path.write_bytes(signed(value, key))
            paths.append(str(path))
    return paths
