"""Tests a reference sender, perfect or defective, and records examples of what was asked of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from harness.cli.partners.recording import RECORDED, SEED, record
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.loading import Bundle
from harness.partner.sender.product import RunningSender, running_sender
from harness.partner.sender.product import declaration_of as declared
from harness.partner.sender.terms import list_sender_defects, sender, senders
from harness.profile import Requirement
from harness.verdict import Outcome

RUN_FILE = "hallmark.yaml"
ANSWERS = "answers.yaml"


def senders_for(profile: str) -> tuple[str, ...]:
    """Return the reference senders of a profile (`id@version`). Raises MockError."""
    return tuple(name for name in senders() if sender(name).profile == profile)


def write_sender_config(folder: Path, running: RunningSender) -> Path:
    """Write a run file that tests the sender, with the answers that a person at it would give; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ANSWERS).write_text(yaml.safe_dump(running.terms.answers), encoding="utf-8")
    text = yaml.safe_dump(declared(running, ANSWERS), sort_keys=False, allow_unicode=True)
    (folder / RUN_FILE).write_text(text, encoding="utf-8")
    return folder / RUN_FILE


@contextmanager
def sender_tested(
    name: str, defects: Iterable[str], only: tuple[str, ...], profile: str = "", seed: int = SEED
) -> Iterator[Judgement]:
    """Make the sender act and judge; the evidence can be read for as long as the context lasts."""
    with (
        tempfile.TemporaryDirectory(prefix="hallmark-sender-") as place,
        running_sender(name, defects, seed) as running,
    ):
        config = write_sender_config(Path(place), running)
        assembled = assemble(declaration_of(config, profile, "", "", {}), seed, only, {})
        gathered = gather(orders(assembled, Path(place) / "run", "example", lambda event: None))
        yield judge(gathered.evidence)


def sender_examples(bundle: Bundle, name: str, wanted: list[Requirement]) -> list[str]:
    """Record what the perfect sender and each defective one show; return what did not come out."""
    wrong: list[str] = []
    with sender_tested(name, (), tuple(r.id for r in wanted), str(bundle.folder)) as judgement:
        wrong += [record(bundle, r, judgement, Outcome.CONFORMS, RECORDED) for r in wanted]
    for requirement in wanted:
        killers = [one.name for one in list_sender_defects(name) if requirement.id in one.kills]
        if not killers:
            wrong.append(f"{requirement.id}: no planted defect kills it")
        for killer in killers:
            with sender_tested(name, (killer,), (requirement.id,), str(bundle.folder)) as judgement:
                wrong.append(record(bundle, requirement, judgement, Outcome.VIOLATES, f"{killer}.json"))
    return [line for line in wrong if line]
