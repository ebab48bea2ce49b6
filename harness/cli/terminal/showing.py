"""Shows a judgement on standard output: what the verbs `run`, `judge` and `report` have in common."""

from __future__ import annotations

from pathlib import Path

from harness.archive.journal import SEALED
from harness.called import Calls
from harness.cli.terminal.output import write_out
from harness.cli.terminal.params import STDOUT, Wanted
from harness.cli.terminal.writing import write_report
from harness.evidence import Exchange, Handshake
from harness.judgement import Judged, Judgement, cited
from harness.procurement import asked
from harness.render import RENDERERS
from harness.render.report import RUN_FILE, Part, Report
from harness.render.words import ENGLISH
from harness.resources import Resource, resources_of
from harness.translations import explanations


def described_as(judged: Judged) -> str:
    """Return title and version of the product's own description, or '' where the profile brings one."""
    contract = judged.bundle.contract
    return f"{contract.title} {contract.version}".strip() if judged.bundle.of_subject else ""


def kept_by(judged: Judged) -> tuple[str, ...]:
    """Return what was inferred that the product keeps, a line each; where the profile brings a description, nothing."""
    if not judged.bundle.of_subject:
        return ()
    return tuple(map(_thing, resources_of(judged.bundle.contract)))


def _thing(resource: Resource) -> str:
    can = [role for role in ("list", "create", "read", "replace", "update", "delete") if getattr(resource, role)]
    pages = f"; pages by {resource.paging.style}" if resource.paging is not None else ""
    return f"{resource.collection} ({', '.join(can)}{pages})"


def report_of(
    judgement: Judgement, code: int | None = None, config: Path | None = None, language: str = ENGLISH
) -> Report:
    """Return what renderers take, with the exchanges that are shown.

    `code` overrides the verdict's exit code; `config` is the run file, where it is not hallmark.yaml; `language` is
    that of the words for buyers.
    """
    calls = Calls()
    shown = cited(judgement, beside=calls.see)
    scenes, more = calls.scenes()
    folder = judgement.path if judgement.path.is_dir() else judgement.path.parent
    sealed = folder / SEALED
    evidence = sealed if judgement.path == folder and sealed.is_file() else judgement.path
    return Report(
        decision=judgement.decision,
        exit_code=judgement.exit_code if code is None else code,
        out=str(folder),
        evidence=str(evidence),
        context=judgement.evidence.context,
        footer=judgement.evidence.footer,
        parts=tuple(
            Part(
                profile=j.bundle.profile,
                subject=j.subject,
                verdict=j.verdict,
                workflows=j.bundle.workflows,
                contract=j.bundle.contract,
                described=described_as(j),
                keeps=kept_by(j),
                asked=asked(j.bundle.profile, j.bundle.folder),
                translated=explanations(j.bundle.profile, j.bundle.folder, language),
                beside=tuple((o.subject.profile, o.subject.role) for o in judgement.judged if o is not j),
            )
            for j in judgement.judged
        ),
        run_file=_named(config),
        language=language,
        exchanges={i: o for i, o in shown.items() if isinstance(o, Exchange)},
        handshakes={i: o for i, o in shown.items() if isinstance(o, Handshake)},
        scenes=scenes,
        more_scenes=more,
    )


def _named(config: Path | None) -> str:
    """Return the run file as seen from the working folder, as code hosts name files; elsewhere its name alone."""
    if config is None:
        return RUN_FILE
    place, here = config.resolve(), Path.cwd().resolve()
    return place.relative_to(here).as_posix() if place.is_relative_to(here) else place.name


def show(
    judgement: Judgement,
    form: str,
    code: int | None = None,
    wanted: tuple[Wanted, ...] = (),
    config: Path | None = None,
) -> Report:
    """Write the judgement to standard output in one of the forms of RENDERERS, then the reports that are asked for."""
    report = report_of(judgement, code, config)
    write_out(RENDERERS[form](report))
    for one in wanted:
        if one.file == STDOUT:
            write_out(RENDERERS[one.form](report))
        else:
            write_report(one.form, report, one.file)
    return report
