"""A certificate is issued of a whole run only; each refusal names its rule."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from bundled import KEY, REPORTS, TERMS, conversations, judged

from harness.certificate.issue import REQUIRED, Refused, contents, issue
from harness.evidence import Silence


def test_a_bundle_holds_what_is_required(tmp_path: Path) -> None:
    found = contents(judged(tmp_path), REPORTS)
    assert set(REQUIRED) - set(found) == {"certificate.dsse.json", "test-result.dsse.json"}
    assert "profiles/incident-transfer/1.0/profile.yaml" in found
    assert found["reports/report.txt"] == b"EXERCISE\n"


def test_a_run_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="never came to its end") as refused:
        issue(judged(tmp_path, footer=False), TERMS, KEY, REPORTS, {}, io.BytesIO())
    assert refused.value.where == "rule no-footer"


@pytest.mark.parametrize("silent", [True, False])
def test_a_run_that_showed_nothing_is_refused(silent: bool, tmp_path: Path) -> None:
    dumb = tuple(x.__class__(**{**_fields(x), "reply": Silence(why="refused")}) for x in conversations())
    with pytest.raises(Refused) as refused:
        issue(judged(tmp_path, exchanges=dumb if silent else ()), TERMS, KEY, REPORTS, {}, io.BytesIO())
    assert refused.value.where == "rule nothing-shown"


@pytest.mark.parametrize("name", ["incident-transfer@1.0", "hallmark@0.1.0"])
def test_what_was_withdrawn_certifies_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="read the clause wrongly") as refused:
        issue(judged(tmp_path), TERMS, KEY, REPORTS, {name: "read the clause wrongly"}, io.BytesIO())
    assert refused.value.where == "rule withdrawn"
    assert refused.value.exit_code == 3


def _fields(x: object) -> dict[str, object]:
    return {name: getattr(x, name) for name in x.__struct_fields__}  # type: ignore[attr-defined]
