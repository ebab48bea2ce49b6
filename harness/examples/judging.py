"""Judges an example by one requirement alone, and leaves out of it what decides nothing."""

from __future__ import annotations

import json

import msgspec

from harness.adjudicate import adjudicate
from harness.contract import compile_contract
from harness.description import standing
from harness.differing import Difference, applied
from harness.errors import ContractError, ProfileError
from harness.evidence import Environment, Evidence, Footer, Product, RunContext, Subject
from harness.examples.model import TARGET, Example
from harness.loading import Bundle
from harness.profile import Effort, Requirement
from harness.verdict import Finding
from harness.yamlfile import loads


def judge_example(bundle: Bundle, requirement: Requirement, example: Example) -> Finding:
    """Return the finding on `requirement` alone, with an effort of one case.

    `bundle` is completed with the reference partner's description where the profile brings none.
    """
    bundle = redescribed(bundle, example.described)
    wanted = msgspec.structs.replace(requirement, effort=Effort(probes=1))
    profile = msgspec.structs.replace(
        bundle.profile, requirements=tuple(wanted if r.id == wanted.id else r for r in bundle.profile.requirements)
    )
    subject = Subject(
        profile=profile.name,
        profile_digest=profile.digest,
        contract_digest=bundle.contract.digest,
        role=requirement.role,
        target=TARGET,
        classes=(requirement.class_,),
        only=(requirement.id,),
    )
    context = RunContext(
        run="example",
        subjects=(subject,),
        product=Product(name="example", version="1", supplier="example"),
        seed=0,
        harness="example",
        started=0,
        fixtures=example.fixtures,
        environment=Environment(public_url=example.public_url, skew=example.skew),
    )
    footer = Footer(ended=0, stopped="finished", counts={})
    evidence = Evidence(context=context, observations=example.exchanges, footer=footer)
    return adjudicate(profile, bundle.contract, bundle.workflows, evidence, subject, bundle.description).findings[0]


def redescribed(bundle: Bundle, changes: tuple[Difference, ...]) -> Bundle:
    """Return the bundle with its description changed in places. Raises ProfileError for a place that is not there."""
    if bundle.description is None or not changes:
        return bundle
    try:
        value = applied(bundle.description.value(), changes)
    except (LookupError, ValueError, TypeError) as error:
        raise ProfileError(f"the example describes a place otherwise that is not there: {error!r}") from None
    source = json.dumps(value).encode()
    contract = compile_contract(loads(source, "openapi.json", ContractError))
    return bundle.completed(standing(source, "openapi.json", contract))


def smallest(bundle: Bundle, requirement: Requirement, example: Example) -> Example:
    """Leave out exchange after exchange for as long as the outcome stays the same."""
    outcome = judge_example(bundle, requirement, example).outcome
    kept = list(example.exchanges)
    for exchange in reversed(example.exchanges):
        fewer = [x for x in kept if x.id != exchange.id]
        shorter = msgspec.structs.replace(example, exchanges=tuple(fewer))
        if fewer and judge_example(bundle, requirement, shorter).outcome is outcome:
            kept = fewer
    return msgspec.structs.replace(example, exchanges=tuple(kept))
