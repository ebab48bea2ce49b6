"""A disclosure is confirmed in part, never as a whole; whoever changes or hides anything in it is refuted."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bundled import bundle_in, trusting
from click.testing import CliRunner

from harness.archive.disclosed import DISCLOSED
from harness.certificate.disclosing import DISCLOSURE
from harness.certificate.issue import VERDICT
from harness.certificate.zipform import write
from harness.cli.certifying.disclose import disclose
from harness.verify.answer import EXIT, Answer, Checked
from harness.verify.check import check


@pytest.fixture(scope="module")
def disclosure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disclosure")
    out = folder / "part.zip"
    bundle = bundle_in(folder, shown=("IT-015", "IT-022"))
    done = CliRunner().invoke(disclose, [str(bundle), "--withhold", "IT-022", "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out


def checked(path: Path, tmp_path: Path) -> Checked:
    folder = tmp_path / "laid-out"
    folder.mkdir(exist_ok=True)
    return check(path, trusting(), folder)[0]


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def codes(found: Checked) -> set[str]:
    return {because.code for step in found.steps if step.done for because in step.because}


def test_it_is_confirmed_in_part(disclosure: Path, tmp_path: Path) -> None:
    found = checked(disclosure, tmp_path)
    assert (found.answer, EXIT[found.answer]) == (Answer.PART, 2)
    (because,) = found.steps[5].because
    held = json.loads(members(disclosure)[DISCLOSURE])["withheld"]
    assert because.params["withheld"] == len(held)
    assert because.params["again"] >= 1
    assert all(step.answer is Answer.CONFIRMED for step in found.steps if step.number != 6)


def test_reports_and_evidence_do_not_go_along(disclosure: Path) -> None:
    names = set(members(disclosure))
    assert {DISCLOSED, DISCLOSURE} < names
    assert not any(name.startswith("reports/") or name.endswith(".gz") for name in names)


def less(members: dict[str, bytes]) -> dict[str, bytes]:
    """Say that less is withheld than is."""
    return members | {DISCLOSURE: b'{"withheld":[]}'}


def another_verdict(members: dict[str, bytes]) -> dict[str, bytes]:
    return members | {VERDICT: members[VERDICT].replace(b'"limited_to"', b'"limited-to"')}


def one_line_less(members: dict[str, bytes]) -> dict[str, bytes]:
    lines = members[DISCLOSED].splitlines(keepends=True)
    return members | {DISCLOSED: b"".join([lines[0], *lines[2:]])}


def spaced(members: dict[str, bytes]) -> dict[str, bytes]:
    return members | {DISCLOSURE: members[DISCLOSURE] + b" "}


def without_list(members: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in members.items() if name != DISCLOSURE}


@pytest.mark.parametrize(
    "change, code",
    [
        (less, "finding-differs"),
        (another_verdict, "member-differs"),
        (one_line_less, "evidence-damaged"),
        (spaced, "evidence-damaged"),
        (without_list, "member-missing"),
    ],
)
def test_changes_are_refuted(
    change: Callable[[dict[str, bytes]], dict[str, bytes]], code: str, disclosure: Path, tmp_path: Path
) -> None:
    path = tmp_path / "changed.zip"
    with path.open("wb") as target:
        write(target, dict(change(members(disclosure))))
    found = checked(path, tmp_path)
    assert found.answer is Answer.REFUTED
    assert code in codes(found)
