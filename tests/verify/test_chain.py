"""What got worse from a release to the next is said, whether or not the newer one names the older."""

from __future__ import annotations

from pathlib import Path

import msgspec
from bundled import DAY, STARTED, judged

from harness.evidence import Product
from harness.judgement import Judgement
from harness.verdict import Outcome
from harness.verify.chain import link

OLD = Product(name="Notekeeper", version="4.1", supplier="Acme Ltd")


def with_outcome(one: Judgement, requirement: str, outcome: Outcome) -> Judgement:
    (j,) = one.judged
    findings = []
    for f in j.verdict.findings:
        values = {name: getattr(f, name) for name in f.__struct_fields__}
        findings.append(type(f)(**{**values, "outcome": outcome}) if f.requirement == requirement else f)
    verdict = msgspec.structs.replace(j.verdict, findings=tuple(findings))
    return msgspec.structs.replace(one, judged=(msgspec.structs.replace(j, verdict=verdict),))


def test_what_got_worse_and_better_is_said(tmp_path: Path) -> None:
    older, newer = judged(tmp_path / "a", product=OLD), judged(tmp_path / "b")
    worse = with_outcome(newer, "IT-022", Outcome.INCONCLUSIVE)
    found = link(older, "sha256:1", worse, "sha256:1")
    assert (found.older, found.newer, found.follows) == ("4.1", "4.2", True)
    assert [(m.requirement, m.before, m.after) for m in found.worse] == [("IT-022", "conforms", "inconclusive")]
    back = link(with_outcome(older, "IT-022", Outcome.INCONCLUSIVE), "sha256:1", newer, "")
    assert ([m.requirement for m in back.better], back.worse, back.follows) == (["IT-022"], (), False)


def test_no_other_product_and_no_later_run_is_a_predecessor(tmp_path: Path) -> None:
    newer = judged(tmp_path / "b")
    other = judged(tmp_path / "a", product=msgspec.structs.replace(OLD, supplier="Bolt Ltd"))
    later = judged(tmp_path / "c", product=OLD, started=STARTED + DAY)
    assert [link(one, "sha256:1", newer, "sha256:1").follows for one in (other, later)] == [False, False]


def test_what_is_no_longer_judged_is_said(tmp_path: Path) -> None:
    older, newer = judged(tmp_path / "a"), judged(tmp_path / "b", shown=("IT-022",))
    assert link(older, "x", newer, "x").gone == ("IT-041",)
