"""Tests a reference product that is as right as the perfect one and goes about it in another way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from harness import content
from harness.cli.partners.sender_recording import write_sender_config
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.partner.sender.product import running_sender
from harness.partner.sender.terms import FILE


def judged_otherwise(
    folder: Path, name: str, changes: Mapping[str, Any], only: tuple[str, ...] = (), **limits: float
) -> Judgement:
    """Judge what the reference product of that name does with other data; members of a part are laid over its own."""
    own = yaml.safe_load((content.root("mocks") / name / FILE).read_text(encoding="utf-8"))
    changed = own | {key: {**own.get(key, {}), **part} for key, part in changes.items()}
    (folder / "own").mkdir()
    (folder / "own" / FILE).write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    with running_sender(str(folder / "own")) as running:
        config = write_sender_config(folder, running)
        value = yaml.safe_load(config.read_text(encoding="utf-8"))
        config.write_text(yaml.safe_dump(value | {"limits": {**value["limits"], **limits}}), encoding="utf-8")
        assembled = assemble(declaration_of(config, "", "", "", {}), 1, only, {})
        gathered = gather(orders(assembled, folder / "run", "test", lambda event: None))
    return judge(gathered.evidence)
