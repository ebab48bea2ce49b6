"""Gathers from the reference partner what the sample bundles are made of, and issues them under invented names."""

from __future__ import annotations

import io
import secrets
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from harness import archive
from harness.certificate.issue import DECLARATION, issue
from harness.certificate.keys import PrivateKey, key_id, new_key, public_pem
from harness.certificate.statement import Issue
from harness.certificate.zipform import write as write_zip
from harness.cli.certifying.enclosing import reports
from harness.cli.partners.demo import DEFECTS, MOCK, SEED
from harness.cli.running.assembling import assemble, declaration_of, environment
from harness.cli.running.carrying import carry_out
from harness.cli.running.declaring import declared
from harness.cli.terminal.naming import new_run
from harness.evidence import Evidence, Product
from harness.judgement import Judgement, judge
from harness.loading import find, load_bundle
from harness.partner.config import write_config
from harness.partner.host import running
from harness.program import program
from harness.rules import RULEBOOK

DAY = timedelta(days=1)
LONG_AGO = 200
"""Days since the run of the expired sample."""
VALID, DEADLINE = 90, 14
"""Days that a certificate is valid, and until the tender closes."""
FEW = ("transfer-core", "hub")
"""What the partial claim claims."""
WEIGHTS = {"transfer-core": 40, "lifecycle": 25, "methane": 15, "decision-log": 10, "resource": 5, "hub": 5}


class Gathered(NamedTuple):
    """One run, with the secrets that must not be in a bundle of it."""

    judgement: Judgement
    secrets: Mapping[str, bytes]


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier and its product."""

    name: str
    product: str
    defects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """Empty: all that the run claimed."""
    days_ago: int = 0

    @property
    def supplier(self) -> str:
        return f"{self.name.capitalize()} Ltd"


SAMPLES = (
    Sample(name="acme", product="Acme Dispatch"),
    Sample(name="bolt", product="Bolt Command", defects=DEFECTS),
    Sample(name="dale", product="Dale Control", days_ago=LONG_AGO),
    Sample(name="evan", product="Evan Console", classes=FEW),
)
"""What is issued; the fifth is made of the first."""
FORGER = Sample(name="cord", product="Cord Centre")


def make(out: Path, plain: bool) -> str:
    """Write bundles, public keys and tender into `out`, and return the tender's deadline."""
    today = datetime.now(UTC).date()
    (out / "trusted").mkdir(parents=True, exist_ok=True)
    keys = {one.name: new_key("ed25519") for one in (*SAMPLES, FORGER)}
    for name, key in keys.items():
        (out / "trusted" / f"{name}.pem").write_bytes(public_pem(key.public_key()))
    with tempfile.TemporaryDirectory(prefix="hallmark-samples-") as folder:
        kinds: tuple[tuple[str, ...], ...] = ((), DEFECTS)
        runs = {defects: _gathered(Path(folder) / f"{len(defects)}", defects, plain) for defects in kinds}
        for sample in SAMPLES:
            data = _issued(sample, runs[sample.defects], keys[sample.name], today, Path(folder) / sample.name)
            (out / f"{sample.name}.zip").write_bytes(data)
    forged = _forged((out / "acme.zip").read_bytes(), SAMPLES[0], FORGER)
    (out / f"{FORGER.name}.zip").write_bytes(forged)
    deadline = (today + DEADLINE * DAY).isoformat()
    (out / "tender.yaml").write_text(_tender(keys, deadline), encoding="utf-8")
    return deadline


def _gathered(folder: Path, defects: tuple[str, ...], plain: bool) -> Gathered:
    """Serve the partner and test it."""
    folder.mkdir()
    with running(MOCK, defects) as partner:
        config = folder / "hallmark.yaml"
        write_config(config, partner)
        assembled = assemble(declaration_of(config, "", "", "", environment()), SEED, (), environment())
        judgement, _ = carry_out(assembled, folder / "run", new_run(), plain=plain)
        return Gathered(judgement, declared(assembled.declaration, folder))


def _issued(sample: Sample, run: Gathered, key: PrivateKey, today: date, folder: Path) -> bytes:
    """Return the bundle of a run that is told again under the sample's name."""
    folder.mkdir()
    archive.write(folder, _retold(run.judgement.evidence, sample), secrets.token_bytes(32))
    issued = today - sample.days_ago * DAY
    terms = Issue(
        issuer=sample.supplier,
        issued=issued.isoformat(),
        expires=(issued + VALID * DAY).isoformat(),
        witness="supplier",
        program=program(),
    )
    out, judgement = io.BytesIO(), judge(folder)
    issue(judgement, terms, key, reports(judgement), {}, out, run.secrets)
    return out.getvalue()


def _retold(evidence: Evidence, sample: Sample) -> Evidence:
    context, footer = evidence.context, evidence.footer
    assert footer is not None
    back = sample.days_ago * 86_400_000_000
    subjects = tuple(msgspec.structs.replace(s, classes=sample.classes or s.classes) for s in context.subjects)
    return Evidence(
        context=msgspec.structs.replace(
            context,
            product=Product(name=sample.product, version="4.2", supplier=sample.supplier),
            subjects=subjects,
            started=context.started - back,
        ),
        observations=evidence.observations,
        footer=msgspec.structs.replace(footer, ended=footer.ended - back),
    )


def _forged(bundle: bytes, victim: Sample, forger: Sample) -> bytes:
    """Return the bundle with the names in its declaration changed, and nothing else."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as read:
        members: dict[str, Any] = {name: read.read(name) for name in read.namelist()}
    for old, new in ((victim.supplier, forger.supplier), (victim.product, forger.product)):
        members[DECLARATION] = members[DECLARATION].replace(old.encode(), new.encode())
    out = io.BytesIO()
    write_zip(out, members)
    return out.getvalue()


def _tender(keys: Mapping[str, PrivateKey], deadline: str) -> str:
    found = load_bundle(find("incident-transfer")).profile
    value = {
        "title": "Control room system, lot 1",
        "buyer": "Example Police",
        "reference": "EX-014",
        "deadline": deadline,
        "profile": found.name,
        "profile_digest": found.digest,
        "rulebook": RULEBOOK,
        "mandatory": ["transfer-core"],
        "knock_outs": ["IT-034"],
        "weights": WEIGHTS,
        "should": 0.5,
        "suppliers": [
            {"name": one.supplier, "keys": [key_id(keys[one.name].public_key())]} for one in (*SAMPLES, FORGER)
        ],
    }
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
