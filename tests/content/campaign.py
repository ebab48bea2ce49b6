"""Runs a reference partner, perfect or defective, and returns what the judge says of it."""

from __future__ import annotations

import atexit
import functools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from harness.adjudicate import adjudicate
from harness.auth import NoAuth
from harness.cli.running.assembling import assemble, declaration_of, orders
from harness.cli.terminal.caching import VARIABLE
from harness.declaration import Way
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.loading import Bundle, find, load_bundle
from harness.partner.config import STIMULI, write_config
from harness.partner.host import Running
from harness.partner.ways import served_so
from harness.verdict import Outcome

MOCK = "receiving-control-room"
LIAR = """
import os, sys
url, folder, times = sys.argv[1:]
with open(os.path.join(folder, "said"), "a") as said:
    said.write(".")
if os.path.getsize(said.name) <= int(times):
    import urllib.request
    sent = urllib.request.Request(url + os.environ["HALLMARK_STIMULUS"], sys.stdin.buffer.read())
    sent.add_header("Content-Type", "application/json")
    urllib.request.urlopen(sent)
"""
"""What makes a product act so many times, and then only says that it did."""


@functools.cache
def bundle(profile: str) -> Bundle:
    """Load a profile once for all campaigns."""
    return load_bundle(find(profile))


@functools.cache
def _kept() -> dict[str, str]:
    """Return an environment that names a folder for what need not be compiled again; it goes with the process."""
    folder = tempfile.mkdtemp(prefix="hallmark-campaigns-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {VARIABLE: folder}


def _described(partner: Running, folder: Path) -> str:
    """Write the partner's description to a file: over TLS that is not trusted it could not be fetched."""
    if not partner.description:
        return ""
    (folder / "openapi.json").write_bytes(partner.description)
    return str(folder / "openapi.json")


def blamed(judgement: Judgement) -> frozenset[str]:
    """Return the requirements that the evidence shows violated, also those that it was not gathered for."""
    found: set[str] = set()
    for one in judgement.judged:
        subject, bundle = msgspec.structs.replace(one.subject, only=()), one.bundle
        verdict = adjudicate(
            bundle.profile, bundle.contract, bundle.workflows, judgement.evidence, subject, bundle.description
        )
        found |= {f.requirement for f in verdict.findings if f.outcome is Outcome.VIOLATES}
    return frozenset(found)


def campaign(
    defects: Iterable[str] = (),
    only: tuple[str, ...] = (),
    seed: int = 1,
    mock: str = MOCK,
    served: str = "",
    patience: float = 0,
    see: Callable[[Judgement], object] = lambda judgement: None,
    acts: int | None = None,
    credential: bool = True,
) -> Judgement:
    """Test the partner over real sockets; the evidence is read before its folder goes, and `see` is shown it too.

    `served` says how, in the words of `Defect.needs`; `patience` is how long one answer may take, in seconds.
    Where it acts so many times, what makes it act goes on to say that it does, and nothing comes.
    Without a credential the run file has none.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        partner = stack.enter_context(served_so(mock, defects, served, Path(folder)))
        config = Path(folder) / "hallmark.yaml"
        write_config(config, partner)
        openapi = _described(partner, Path(folder)) if served else ""
        declared = declaration_of(config, "", "", "", {}, openapi)
        if patience:
            limits = msgspec.structs.replace(declared.declaration.limits, timeout_seconds=patience)
            declared = declared._replace(declaration=msgspec.structs.replace(declared.declaration, limits=limits))
        if not credential:
            target = msgspec.structs.replace(declared.declaration.target, auth=NoAuth(), identities={})
            declared = declared._replace(declaration=msgspec.structs.replace(declared.declaration, target=target))
        if acts is not None:
            limits = msgspec.structs.replace(declared.declaration.limits, stimulus_seconds=2 if acts else 0.1)
            liar = Way(command=(sys.executable, "-ISc", LIAR, f"{partner.url}{STIMULI}", folder, str(acts)))
            idle = msgspec.structs.replace(declared.declaration, stimuli={"*": liar}, limits=limits)
            declared = declared._replace(declaration=idle)
        assembled = assemble(declared, seed, only, _kept(), bundles=tuple(map(bundle, declared.declaration.profiles)))
        gathered = gather(orders(assembled, Path(folder) / "run", "test", lambda event: None))
        assert not gathered.faults, gathered.faults
        judgement = judge(gathered.evidence)
        see(judgement)
        return judgement
