"""`asked/1`: a condition holds, or does not, by what is described and what was seen; silence of both is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from building import NOTES, exchange, gist, judge, notes
from described import one_operation
from rules.cases import closed, read

from harness.contract import Contract
from harness.errors import ProfileError
from harness.profile import RuleCall
from harness.reading import Reading
from harness.rules.base import Broke, Passed, Sign, Unsure
from harness.rules.described import asked

OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://x.example.org", "scopes": {"a": "."}}}}
KEY = {"type": "apiKey", "in": "query", "name": "k"}
MUTUAL = {"type": "mutualTLS"}


def contract(security: Any, **schemes: Any) -> Contract:
    return one_operation({"security": security}, components={"securitySchemes": schemes})


def told(of: str, described: Contract, credential: str = "genuine", status: int = 200, **facts: str) -> str:
    """Return what one request shows of the condition."""
    one = exchange("POST", "/things", {}, status, {}, credential=credential, facts=facts)
    sign: Sign | None = asked.CHECKS[of](described)(Reading(one, described, "https://notes.example.org/v1"))
    match sign:
        case Passed():
            return "yes"
        case Broke() | Unsure():
            return ("no: " if isinstance(sign, Broke) else "open: ") + sign.because.code
    return ""


@pytest.mark.parametrize(
    "described, credential, status, said",
    [
        (contract([{"o": []}], o=OAUTH), "genuine", 200, "yes"),
        (contract([{"o": []}], o=OAUTH), "absent", 401, "yes"),
        (contract([{"unknown": []}]), "genuine", 200, "yes"),
        (contract([{"o": []}, {}], o=OAUTH), "absent", 200, "no: no-authentication"),
        (contract([]), "absent", 200, "no: no-authentication"),
        (contract([]), "absent", 401, ""),
        (contract([]), "genuine", 200, "open: security-not-described"),
        (contract([{"m": []}], m=MUTUAL), "absent", 200, "no: no-authentication"),
    ],
)
def test_a_credential(described: Contract, credential: str, status: int, said: str) -> None:
    assert told("credential", described, credential, status) == said


@pytest.mark.parametrize(
    "of, described, facts, said",
    [
        ("scope", contract([{"o": ["a"]}], o=OAUTH), {}, "yes"),
        ("scope", contract([{"o": []}], o=OAUTH), {}, "no: no-scopes"),
        ("key-out-of-query", contract([{"o": []}], o=OAUTH), {}, "yes"),
        ("key-out-of-query", contract([{"k": []}], k=KEY), {}, "no: key-in-query-described"),
        ("certificate", contract([{"o": []}], o=OAUTH), {"certificate": "shown"}, "yes"),
        ("certificate", contract([{"o": []}], o=OAUTH), {}, "no: no-certificate"),
        ("certificate", contract([{"m": []}], m=MUTUAL), {}, "open: no-certificate-declared"),
        ("key-out-of-query", contract([{"o": []}], o=OAUTH), {"scheme": "bearer"}, "yes"),
        ("key-out-of-query", contract([{"o": []}], o=OAUTH), {"scheme": "basic"}, "no: no-parameter"),
        ("credential", contract([{"m": []}], m=MUTUAL), {"scheme": "mutual-tls"}, "no: certificate-only"),
        ("own-records", contract([{"o": []}], o=OAUTH), {}, "no: nothing-to-own"),
        ("bound-token", contract([]), {"bound": "certificate"}, "yes"),
        ("bound-token", contract([]), {}, "no: not-bound"),
        ("audience", contract([]), {"scheme": "bearer"}, "yes"),
        ("audience", contract([]), {"scheme": "api-key"}, "no: no-audience"),
    ],
)
def test_the_others(of: str, described: Contract, facts: dict[str, str], said: str) -> None:
    assert told(of, described, **facts) == said


def test_who_has_no_credential_at_all_could_put_none_into_the_query() -> None:
    described = contract([{"o": []}], o=OAUTH)
    assert told("key-out-of-query", described, "absent") == "no: no-authentication"
    assert told("key-out-of-query", described, "absent", 401) == ""


def test_something_of_ones_own_needs_a_credential_and_a_way_to_make_it() -> None:
    assert gist(judge("asked/1", {"of": "own-records"}, read())) == "conforms"


def test_only_what_was_asked_in_our_own_name_shows_it() -> None:
    rule = {"of": "credential"}
    assert gist(judge("asked/1", rule, read())) == "conforms"
    nobody = read(credential="absent", identity="none", status=401, got={})
    assert gist(judge("asked/1", rule, nobody)) == "conforms"
    assert gist(judge("asked/1", {"of": "bound-token"}, nobody)) == "inconclusive: nothing-seen"
    for one in (read(identity="other-agency"), read(credential="tampered"), read(status=500, got={})):
        assert gist(judge("asked/1", rule, one)) == "inconclusive: nothing-seen"


def test_a_condition_that_is_false_says_why() -> None:
    applies = RuleCall(rule="asked/1", with_={"of": "bound-token"})
    finding = judge("status/1", {}, read(), applies=applies)
    assert gist(finding) == "not_applicable: condition-false"
    assert finding.because.params == {"shown": "not-bound"}
    assert finding.cites.count == 1


def test_nothing_else_can_be_asked_of() -> None:
    with pytest.raises(ProfileError, match="There are: credential"):
        judge("asked/1", {"of": "weather"}, closed())
    assert NOTES.is_dir()
    assert notes().contract.operations
