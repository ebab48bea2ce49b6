"""`hsts/1`: the field must be there, with an age, over TLS; without TLS it says nothing."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge, judge_all, requirement, subject
from rules.cases import read

RULE = "hsts/1"


@pytest.mark.parametrize(
    "field, right",
    [
        ("max-age=31536000", True),
        ('max-age="31536000"; includeSubDomains', True),
        ("includeSubDomains; Max-Age = 1", True),
        ("max-age=0", False),
        ("max-age=", False),
        ("includeSubDomains", False),
        ("xmax-age=5", False),
        ("", False),
    ],
)
def test_its_form(field: str, right: bool) -> None:
    finding = judge(RULE, {}, read(say={"Strict-Transport-Security": field}))
    assert gist(finding) == ("conforms" if right else "violates: no-hsts")


def test_errors_tell_it_too_and_gateways_need_not() -> None:
    assert gist(judge(RULE, {}, read(status=404, got={}))) == "violates: no-hsts"
    assert gist(judge(RULE, {}, read(status=503, got={}))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("GET", "/nowhere", b"", 404))) == "inconclusive: nothing-seen"


def test_one_cause_for_all_operations() -> None:
    finding = judge(RULE, {}, read(), exchange("GET", "/words"))
    assert {violation.cause for violation in finding.violations} == {"no-hsts"}


def test_without_tls_nobody_is_blamed() -> None:
    one = judge_all([requirement(RULE)], [read()], subject=subject(target="http://127.0.0.1/v1")).findings[0]
    assert gist(one) == "inconclusive: without-tls"
