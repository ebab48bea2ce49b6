"""Makes the folder of a small run of a shipped profile, and bundles of it, for tests of certificates."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from harness import archive
from harness.certificate.issue import issue
from harness.certificate.keys import PrivateKey, key_id, read_private
from harness.certificate.statement import Issue
from harness.evidence import Environment, Evidence, Exchange, ExchangeId, Footer, Product, RunContext, Subject
from harness.examples import TARGET, read_example
from harness.judgement import Judgement, judge
from harness.loading import Bundle, find, load_bundle
from harness.verify.terms import Policy, Terms

PROFILE = "incident-transfer@1.0"
SHOWN = ("IT-022", "IT-041")
DAY = 86_400_000_000
STARTED = 1_785_542_400_000_000  # 1 August 2026
TODAY = date(2026, 8, 20)
TERMS = Issue(issuer="Example Ltd", issued="2026-08-02", expires="2026-10-31", witness="supplier")
KEY: PrivateKey = read_private(
    b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
""",
    "the example key of RFC 8410, section 10.3",
)
REPORTS = {"report.txt": b"EXERCISE\n"}
_LOADED: list[Bundle] = []


def profile() -> Bundle:
    """Return the shipped profile, loaded once."""
    if not _LOADED:
        _LOADED.append(load_bundle(find(PROFILE)))
    return _LOADED[0]


def run_in(
    folder: Path,
    *,
    footer: bool = True,
    exchanges: tuple[Exchange, ...] | None = None,
    shown: tuple[str, ...] = SHOWN,
    **changes: Any,
) -> Path:
    """Write a sealed run in which some requirements are shown, and return its folder."""
    subject = Subject(
        profile=PROFILE,
        profile_digest=profile().profile.digest,
        contract_digest=profile().contract.digest,
        role="receiver",
        target=TARGET,
        classes=("transfer-core",),
        only=shown,
    )
    given: dict[str, Any] = {
        "run": "20260801-0900-5eed",
        "subjects": (subject,),
        "product": Product(name="Notekeeper", version="4.2", supplier="Acme Ltd"),
        "seed": 1,
        "harness": "0.1.0",
        "started": STARTED,
        "environment": Environment(public_url="https://partner.example.org"),
    }
    context = RunContext(**(given | changes))
    seen = conversations(shown) if exchanges is None else exchanges
    ended = Footer(ended=context.started + 60_000_000, stopped="finished", counts={x.id.partition: 1 for x in seen})
    archive.write(folder, Evidence(context=context, observations=seen, footer=ended if footer else None), b"k" * 32)
    return folder


def conversations(shown: tuple[str, ...] = SHOWN) -> tuple[Exchange, ...]:
    """Return the exchanges of some examples, each example a partition."""
    found = []
    for requirement in shown:
        for path in sorted((profile().folder / "examples" / requirement / "conforms").glob("*.json")):
            found += [
                msgspec.structs.replace(x, id=ExchangeId(f"{requirement}:{path.stem}:{x.id.partition}", x.id.ordinal))
                for x in read_example(path).exchanges
            ]
    return tuple(sorted(found, key=lambda x: x.id))


def judged(folder: Path, **changes: Any) -> Judgement:
    """Return the judgement of a small run."""
    return judge(run_in(folder, **changes))


def bundle_in(folder: Path, *, key: PrivateKey = KEY, terms: Issue = TERMS, **changes: Any) -> Path:
    """Write a bundle of a small run and return its path."""
    judgement = judged(folder / "run", **changes)
    buffer = io.BytesIO()
    issue(judgement, terms, key, REPORTS, {}, buffer)
    path = folder / "bundle.zip"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    return path


def trusting(*keys: PrivateKey, today: date = TODAY, policy: Policy | None = None, **rest: Any) -> Terms:
    """Return terms under which `keys` are trusted."""
    known = {key_id(key.public_key()): key.public_key() for key in keys or (KEY,)}
    return Terms(today=today, keys=known, policy=policy or Policy(), **rest)
