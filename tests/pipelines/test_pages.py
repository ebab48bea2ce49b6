"""What docs/pipelines.md tells people to type and to write is what is here."""

from __future__ import annotations

import configparser
import re
import shlex
from typing import Any

import pytest
import yaml
from pipelines.test_recipes import ACTION, COMPONENT, HOOKS
from pipelines.test_supplier_flask import ROOT, SAMPLE
from plugin_sessions import Session

from harness.pytest_plugin.plugin import OPTIONS
from harness.verdict import Outcome

pytest_plugins = ["pytester"]

PAGE = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
CALLS = re.findall(r"^(?:python -m )?pytest (--.*)$", PAGE, re.MULTILINE)


def blocks(kind: str) -> list[str]:
    """Return the code blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_page_shows_how_pytest_is_called() -> None:
    assert len(CALLS) >= 4


@pytest.mark.parametrize("call", CALLS)
def test_pytest_understands_every_call(call: str, session: Session, pytester: pytest.Pytester) -> None:
    config = pytester.parseconfig(*shlex.split(call))
    assert config.getoption("hallmark") == "hallmark.yaml"


def test_every_option_is_on_the_page_and_every_one_there_exists() -> None:
    named = set(re.findall(r"`--(hallmark[\w-]*)`", PAGE))
    assert {name.replace("-", "_") for name in named} == set(OPTIONS)


def test_the_tests_on_the_page_can_be_run(session: Session) -> None:
    (page,) = (block for block in blocks("python") if "hallmark_evidence" in block)
    own = page.replace("IT-011", "N-001").replace("getIncident", "getNote").replace("our_incident()", "{'id': 1}")
    own = own.replace("assert schema.is_valid", "assert not schema.is_valid")
    own = own.replace("our_client(partner.url).send()", "ask(partner.url)")
    helper = """
import contextlib, urllib.error, urllib.request

def ask(url):
    with contextlib.suppress(urllib.error.HTTPError):
        urllib.request.urlopen(url + "/incidents/1", timeout=10)

"""
    (session.folder / "test_own.py").write_text(helper + own, encoding="utf-8")
    session.makes_up({"N-002": Outcome.VIOLATES})
    session.run("test_own.py", "-k", "test_").assert_outcomes(passed=3, deselected=5)


def test_the_tox_environment_is_that_of_the_sample() -> None:
    page, sample = configparser.ConfigParser(), configparser.ConfigParser()
    page.read_string(blocks("ini")[0])
    sample.read(SAMPLE / "tox.ini", encoding="utf-8")
    shown = page["testenv:certify"]["commands"].split()
    assert [word for word in sample["testenv:certify"]["commands"].split() if word in shown] == shown[:10]


def test_what_is_taken_from_here_is_called_by_its_name() -> None:
    loaded: list[Any] = [yaml.safe_load(block) for block in blocks("yaml")]
    action, component, hooks = loaded
    assert set(action[0]["with"]) <= set(ACTION["inputs"])
    (included,) = component["include"]
    assert "/certify@" in included["component"]
    assert set(included["inputs"]) <= set(COMPONENT[0]["spec"]["inputs"])
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == set(HOOKS)
