"""`hallmark preflight`: finds out whether the product can be tested, before anything is tested."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from harness.cli.running.aiming import aimed

REQUIREMENT = "requirement:"
"""Before the id of a requirement, among what is unavailable."""


@click.command()
@aimed
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def preflight(config: Path | None, profile: str, role: str, url: str, openapi: str, as_json: bool) -> None:
    """Try reach, TLS, credentials, clock, round trip and fixtures; exit 0 when a run can begin, else 3."""
    import msgspec

    from harness.cli.running.acting import acts
    from harness.cli.running.assembling import assemble, declaration_of, environment, orders
    from harness.cli.terminal.advice import advice, meaning
    from harness.cli.terminal.naming import new_run, new_seed
    from harness.cli.terminal.output import write_json, write_text
    from harness.gather.running.run import driven, gather

    declared = declaration_of(config, profile, role, url, environment(), openapi)
    assembled = assemble(declared, new_seed(), (), environment())
    only_checks = msgspec.structs.replace(assembled, plan=msgspec.structs.replace(assembled.plan, partitions=()))
    with tempfile.TemporaryDirectory(prefix="hallmark-preflight-") as folder:
        gathered = gather(orders(only_checks, Path(folder), new_run(), lambda event: None))
    begins = gathered.blocked is None and gathered.stopped == "finished"
    # Who only calls us shows nothing where nothing comes; to others their callbacks are a part.
    closed = driven(assembled.plan) and any(not check.ok for check in gathered.checks)
    ready = begins and not closed
    code = 0 if ready else 4 if gathered.faults else 3
    if as_json:
        value = {
            "ready": ready,
            "exit": code,
            "stopped": gathered.stopped,
            "checks": gathered.checks,
            "lacking": lacking(assembled.plan.unavailable),
        }
        write_json(value)
    else:
        for check in gathered.checks:
            told = meaning(check) if check.ok else advice(check)
            write_text(f"{'ok ' if check.ok else 'NOT'}  {check.name}{f': {told}' if told else ''}")
        for what, why in lacking(assembled.plan.unavailable).items():
            write_text(f"lacks {what}: {why}; what needs it will be inconclusive")
        for line in acts(assembled.plan, assembled.declaration.stimuli):
            write_text(line)
        if begins and closed:
            write_text("A run shows nothing of what cannot reach us: the path is not open.")
        else:
            write_text("A run can begin." if ready else f"A run cannot begin ({gathered.stopped}).")
    raise SystemExit(code)


def lacking(unavailable: Mapping[str, str]) -> dict[str, str]:
    """Return what is not to be had; the requirements that follow from it are the report's affair."""
    return {what: why for what, why in unavailable.items() if not what.startswith(REQUIREMENT)}
