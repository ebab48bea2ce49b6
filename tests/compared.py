"""Builds products of a comparison by hand, and the tender that they answer, for tests of what buyers see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from sample_report import finding, profile, report, requirement, violated

from harness.compare.column import Column, Left
from harness.compare.matrix import Comparison, compare
from harness.compare.tender import Supplier, Tender
from harness.contract import EMPTY
from harness.evidence import Evidence, ExchangeId, Footer, Product
from harness.judgement import Judged, Judgement
from harness.loading import Bundle
from harness.profile import Level, NotTested, Profile
from harness.summary import summarise
from harness.verdict import Because, Cites, Finding, Outcome

KEYS = ("a" * 64, "b" * 64, "c" * 64)
WHY = Because(code="not-canonical", params={"why": "a byte is left"})
CITED = Cites(first=(ExchangeId("workflow:closed", 0),), count=1, digest="sha256:cited")


def small() -> Profile:
    """Return a profile of two classes: four MUST, two SHOULD, one of them untestable in each kind, and one MAY."""
    untested = NotTested(reason="Nobody can see it.")
    return msgspec.structs.replace(
        profile(),
        requirements=(
            requirement("N-001"),
            requirement("N-002"),
            requirement("N-003", level=Level.SHOULD),
            requirement("N-004", level=Level.MAY),
            requirement("N-005", rule=untested),
            requirement("L-001", class_="links"),
            requirement("L-002", class_="links"),
            requirement("L-003", class_="links", level=Level.SHOULD, rule=untested),
        ),
    )


def bundle() -> Bundle:
    """Return that profile as judging takes it."""
    return Bundle(profile=small(), contract=EMPTY, workflows={}, folder=Path("notes"), lines={})


def tender(**changes: Any) -> Tender:
    """Return a tender on that profile."""
    values: dict[str, Any] = {
        "title": "Notes for everyone",
        "deadline": "2027-02-01",
        "profile": "notes@1.0",
        "profile_digest": "sha256:" + "0" * 64,
        "rulebook": "sample-rules 1",
        "weights": {"notes": 60.0, "links": 40.0},
        "suppliers": tuple(Supplier(name=n, keys=(k,)) for n, k in zip(("Acme", "Bolt", "Cord"), KEYS, strict=True)),
    }
    return Tender(**(values | changes))


def met(name: str) -> Finding:
    """Return that a requirement is met."""
    return finding(name, Outcome.CONFORMS, "shown", {"cases": 1}, passed=1, cites=CITED)


def by_word(name: str) -> Finding:
    """Return that a requirement is met by a person's word alone."""
    return msgspec.structs.replace(met(name), shown_by="attested")


def column(found: tuple[Finding, ...], classes: tuple[str, ...] = ("notes", "links"), **changes: Any) -> Column:
    """Return a product with these findings."""
    told = report()
    product = Product(name=changes.pop("name", "Keeper"), version="1", supplier=changes.pop("stated", "Acme"))
    subject = msgspec.structs.replace(told.parts[0].subject, classes=classes)
    footer = Footer(ended=told.context.started, stopped="finished", counts={"a": 7})
    untested = tuple(
        finding(r.id, Outcome.NOT_TESTED, "not-tested")
        for r in small().requirements
        if isinstance(r.rule, NotTested) and r.class_ in classes
    )
    verdict = summarise(small(), subject, "sample-rules 1", (*found, *untested), footer)
    judged = Judged(subject=subject, bundle=bundle(), verdict=verdict)
    context = msgspec.structs.replace(told.context, product=product, subjects=(subject,))
    evidence = Evidence(context=context, observations=(), footer=footer)
    values: dict[str, Any] = {
        "supplier": "Acme",
        "key": KEYS[0],
        "file": "acme.zip",
        "exchanges": 7,
        "digest": "sha256:" + "1" * 64,
        "judgement": Judgement(evidence=evidence, path=Path("laid-out"), judged=(judged,)),
        "judged": judged,
        "again": False,
        "issued": "2027-01-16",
        "expires": "2027-04-16",
        "age": 17,
    }
    return Column(**(values | changes))


def good(**changes: Any) -> Column:
    """Return a product that meets all that can be tested."""
    return column(tuple(map(met, ("N-001", "N-002", "N-003", "N-004", "L-001", "L-002"))), **changes)


def half(**changes: Any) -> Column:
    """Return a product that violates one binding requirement, and to which one of the links does not apply."""
    away = finding("L-002", Outcome.NOT_APPLICABLE, "condition-false", cites=Cites(declared="hallmark.yaml: classes"))
    found = (met("N-001"), violated("N-002", "server-error", {}), met("L-001"), away)
    other = {"supplier": "Bolt", "key": KEYS[1], "file": "bolt.zip", "digest": "sha256:" + "2" * 64}
    return column(found, **(other | changes))


def comparison(*entered: Column | Left, **changes: Any) -> Comparison:
    """Return a comparison of these."""
    left = Left(
        file="cord.zip",
        digest="sha256:" + "3" * 64,
        answer="refuted",
        because=(WHY,),
    )
    return compare(tender(**changes), "sha256:" + "9" * 64, bundle(), entered or (good(), half(), left), "0.1.0")
