"""Reports in a bundle are made again by the copy that wrote them; of any other it is said that nobody compared them."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from bundled import KEY, TERMS, judged, trusting
from verify.test_check import codes, contents, resigned

from harness.certificate.issue import issue
from harness.cli.certifying.enclosing import maker, reports
from harness.program import program
from harness.render.restricted import ANNEX, restricted
from harness.verify.answer import Answer, Checked
from harness.verify.check import check
from harness.verify.enclosed import Maker
from harness.verify.terms import Policy


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("genuine"), program())


def bundle(folder: Path, by: str) -> Path:
    judgement = judged(folder / "run")
    apart = {ANNEX: restricted(judgement, "OFFICIAL", "foi@example.org", "2027-01-01")}
    buffer = io.BytesIO()
    terms = msgspec.structs.replace(TERMS, program=by)
    issue(judgement, terms, KEY, reports(judgement), {}, buffer, restricted=apart)
    path = folder / "bundle.zip"
    path.write_bytes(buffer.getvalue())
    return path


def checked(path: Path, tmp_path: Path, made_by: Maker | None) -> Checked:
    folder = tmp_path / "laid-out"
    folder.mkdir(exist_ok=True)
    return check(path, trusting(), folder, made_by)[0]


def notes(found: Checked) -> list[str]:
    return [note.code for step in found.steps for note in step.notes if note.code.startswith("reports")]


def test_what_the_verdict_gives_is_said_to_be_the_same(genuine: Path, tmp_path: Path) -> None:
    found = checked(genuine, tmp_path, maker())
    assert (found.answer, notes(found)) == (Answer.CONFIRMED, ["reports-same"])


@pytest.mark.parametrize("name", ["reports/report.html", "reports/report.txt", "reports/result.json", ANNEX])
def test_a_changed_report_of_a_trusted_signer_is_refuted(name: str, genuine: Path, tmp_path: Path) -> None:
    members = contents(genuine)
    members[name] = members[name].replace(b"nconclusive", b"onforms").replace(b'"reproduction":[', b'"reproduction":[7')
    assert members[name] != contents(genuine)[name]
    found = checked(resigned(members, tmp_path), tmp_path, maker())
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"report-differs"})
    assert found.steps[5].because[0].params == {"member": name}


@pytest.mark.parametrize("name", ["reports/summary.html", "restricted/other.json", "restricted/more.txt"])
def test_nor_does_a_signer_add_a_report_that_nobody_makes(name: str, genuine: Path, tmp_path: Path) -> None:
    found = checked(resigned(contents(genuine) | {name: b"all is well\n"}, tmp_path), tmp_path, maker())
    assert (found.answer, codes(found)) == (Answer.REFUTED, {"report-differs"})


@pytest.mark.parametrize("by", ["", "0.1.0+0123456789abcdef"])
def test_what_another_copy_wrote_was_not_compared(by: str, tmp_path: Path) -> None:
    found = checked(bundle(tmp_path, by), tmp_path, maker())
    assert (found.answer, notes(found)) == (Answer.CONFIRMED, ["reports-not-compared"])


def test_a_policy_may_ask_for_reports_that_were_compared(genuine: Path, tmp_path: Path) -> None:
    terms = trusting(policy=Policy(reports=True))
    for number, (path, made_by) in enumerate(((genuine, maker()), (genuine, None), (bundle(tmp_path, ""), maker()))):
        folder = tmp_path / f"laid-out-{number}"
        folder.mkdir()
        found = check(path, terms, folder, made_by)[0]
        wanted = (Answer.CONFIRMED, set()) if number == 0 else (Answer.NOT_ACCEPTED, {"reports-not-shown"})
        assert (found.answer, codes(found)) == wanted


def test_without_a_maker_nothing_is_compared(genuine: Path, tmp_path: Path) -> None:
    assert notes(checked(genuine, tmp_path, None)) == ["reports-not-compared"]
