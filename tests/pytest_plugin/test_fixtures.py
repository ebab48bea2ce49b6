"""A supplier's own tests can look at the evidence, at the contract, and talk to a partner."""

from __future__ import annotations

import pytest
from plugin_sessions import Session

from harness.errors import DeclarationError
from harness.verdict import Outcome

pytest_plugins = ["pytester"]

USES = """
def test_evidence(hallmark_evidence):
    assert hallmark_evidence.finding("N-002").outcome == "violates"
    assert hallmark_evidence.folder.is_dir()
    assert hallmark_evidence.report.decision == "violates"

def test_contract(hallmark_contract):
    schema = hallmark_contract.operation("createNote").reply_for(201).media["application/json"].schema
    assert not schema.is_valid({"id": "1"})

def test_both_again(hallmark_evidence, hallmark_contract):
    pass
"""
PARTNER = """
import urllib.error, urllib.request

def ask(partner):
    try:
        with urllib.request.urlopen(partner.url + "/incidents/1?x=1", timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code

def test_one_line(hallmark_partner):
    partner = hallmark_partner("receiving-control-room")
    assert ask(partner) == 401
    (heard,) = partner.received
    assert (heard.method, heard.target.partition("/v1")[2], heard.status) == ("GET", "/incidents/1?x=1", 401)

def test_with_a_defect_and_another_beside(hallmark_partner):
    bad = hallmark_partner("receiving-control-room", "no-challenge")
    good = hallmark_partner("receiving-control-room")
    assert bad.running.defects == ("no-challenge",)
    assert bad.url != good.url
    assert ask(good) == 401
    assert bad.received == []
"""


def test_evidence_and_contract_are_those_of_the_session(session: Session) -> None:
    session.makes_up({"N-002": Outcome.VIOLATES})
    (session.folder / "test_own.py").write_text(USES, encoding="utf-8")
    session.run("test_own.py", "-k", "test_").assert_outcomes(passed=3, deselected=5)
    assert session.gathered == 1, "what a fixture asks for is gathered too"


@pytest.mark.parametrize("name", ["hallmark_evidence", "hallmark_contract"])
def test_without_a_run_file_they_say_what_is_missing(session: Session, name: str) -> None:
    (session.folder / "test_own.py").write_text(f"def test_own({name}): pass", encoding="utf-8")
    result = session.run(hallmark=())
    result.assert_outcomes(errors=1)
    assert f"{name} needs a run file: give --hallmark hallmark.yaml" in result.stdout.str()


def test_a_partner_needs_one_line_and_no_run_file(session: Session) -> None:
    (session.folder / "test_own.py").write_text(PARTNER, encoding="utf-8")
    session.run(hallmark=()).assert_outcomes(passed=2)


def test_a_partner_that_nobody_has_is_said(session: Session) -> None:
    text = "def test_own(hallmark_partner): hallmark_partner('nobody')"
    (session.folder / "test_own.py").write_text(text, encoding="utf-8")
    result = session.run(hallmark=())
    result.assert_outcomes(failed=1)
    assert "MockError" in result.stdout.str()


def test_what_cannot_be_had_is_said_without_a_traceback(session: Session) -> None:
    session.makes_up(raising=DeclarationError("a hook failed"))
    text = "def test_own(hallmark_evidence): pass\ndef test_other(hallmark_contract): pass\n"
    (session.folder / "test_own.py").write_text(text, encoding="utf-8")
    result = session.run("test_own.py", "-k", "test_")
    result.assert_outcomes(passed=1, errors=1, deselected=5)
    assert "nothing was gathered: a hook failed" in result.stdout.str()
    session.declare("role: singer\n")
    result = session.run("test_own.py", "-k", "test_other", "--continue-on-collection-errors")
    result.assert_outcomes(errors=2, deselected=1)
    assert result.stdout.str().count("can test nothing in the role 'singer'") >= 2
    assert "fixtures.py" not in result.stdout.str()
