"""The gate gives each scripted history the decision that the documents promise, and says why in words."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from histories import FAILING, HISTORIES, TODAY, deviation, part, snapshot

from harness.declaration import Gate
from harness.errors import BaselineError
from harness.evidence import Product
from harness.gate.baseline import read, write
from harness.gate.remark import Weight
from harness.gate.standing import EXIT, Decision, Standing, stand
from harness.verdict import Outcome
from harness.yamlfile import loads

PAGE = (Path(__file__).parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| ", PAGE.partition("## Histories")[2], re.MULTILINE)
DOCUMENTED = {name: decision for name, decision in ROWS if name != "history"}


def standing(name: str) -> Standing:
    one = HISTORIES[name]
    return stand(one.after, one.before, one.policy, TODAY, one.rerun)


def codes(found: Standing, weight: Weight | None = None) -> set[str]:
    return {r.code for r in found.remarks if weight is None or r.weight is weight}


def test_the_documents_tell_every_history(tmp_path: Path) -> None:
    (tmp_path / "altered.json").write_bytes(write(snapshot()).replace(b"conforms", b"violates"))
    other = snapshot(product=Product(name="Other", version="1", supplier="Acme Ltd"), run="main")
    unusable = {
        "baseline missing": lambda: read(tmp_path / "none.json"),
        "baseline damaged or altered": lambda: read(tmp_path / "altered.json"),
        "baseline of another product": lambda: stand(snapshot(), other, Gate(), TODAY),
        "baseline of another profile or role": lambda: stand(
            snapshot(), snapshot(part(role="writer"), run="main"), Gate(), TODAY
        ),
    }
    for name, compare in unusable.items():
        with pytest.raises(BaselineError) as caught:
            compare()
        assert (DOCUMENTED[name], caught.value.exit_code) == ("could not run", 3)
    assert DOCUMENTED.keys() == HISTORIES.keys() | unusable.keys()
    assert len(HISTORIES) >= 20


def test_the_policy_in_the_documents_is_the_default() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    value = loads(block.encode(), "docs/gate.md").value
    assert msgspec.convert(value["gate"], Gate) == Gate()
    assert value["gate"].keys() == set(Gate.__struct_fields__)


@pytest.mark.parametrize("name", HISTORIES)
def test_each_history_gets_the_decision_that_is_documented(name: str) -> None:
    assert standing(name).decision.value == DOCUMENTED[name]


@pytest.mark.parametrize("name", HISTORIES)
def test_a_decision_other_than_go_has_its_reason(name: str) -> None:
    found = standing(name)
    weight = {Decision.STOPPED: Weight.STOP, Decision.UNSAID: Weight.UNSAID, Decision.OURS: Weight.OURS}
    assert found.decision is Decision.GO or codes(found, weight[found.decision])


@pytest.mark.parametrize(
    "name, code",
    [
        ("regression", "newly-violated"),
        ("flake", "flake"),
        ("lost coverage", "operation-lost"),
        ("renamed operation", "operation-renamed"),
        ("operation removed", "operation-removed"),
        ("stale deviation", "deviation-stale"),
        ("profile upgrade", "profile-version"),
        ("product slower", "slower"),
        ("machine slower", "pace-lag"),
        ("other machine", "pace-machine"),
        ("first run", "first-run"),
        ("first run that fails", "violated"),
        ("newly inconclusive", "newly-open"),
        ("fixed", "fixed"),
        ("still failing", "still-failing"),
        ("still failing, accepted", "accepted"),
        ("deviation expired", "deviation-expired"),
        ("product version older", "product-older"),
        ("class unclaimed", "class-unclaimed"),
        ("run stopped by a limit", "not-finished"),
        ("limited run", "limited"),
        ("fault of ours", "fault"),
        ("fault of ours on the way", "fault-on-the-way"),
        ("empty run", "nothing-shown"),
        ("requirement that no longer applies", "no-longer-applies"),
    ],
)
def test_each_history_says_what_happened(name: str, code: str) -> None:
    assert code in codes(standing(name))


def test_nothing_is_said_where_nothing_changed() -> None:
    assert standing("nothing changed").remarks == ()


def test_exit_codes_are_those_of_the_verdict() -> None:
    assert {d.value: EXIT[d] for d in Decision} == {
        "may go": 0,
        "stopped": 1,
        "cannot be said": 2,
        "a fault of ours": 4,
    }


def test_a_baseline_of_another_product_is_refused() -> None:
    other = snapshot(product=Product(name="Other", version="1", supplier="Acme Ltd"), run="main")
    with pytest.raises(BaselineError, match="the baseline is of Other by Acme Ltd, and this run of Notekeeper"):
        stand(snapshot(), other, Gate(), TODAY)


def test_a_baseline_of_another_profile_is_refused() -> None:
    with pytest.raises(BaselineError, match="the baseline is of letters/keeper"):
        stand(snapshot(), snapshot(part(profile="letters@1.0"), run="main"), Gate(), TODAY)


def test_a_repetition_of_something_else_is_refused() -> None:
    later = snapshot(product=msgspec.structs.replace(snapshot().product, version="4.3"))
    with pytest.raises(BaselineError, match="repeats no run of this product"):
        stand(FAILING, snapshot(run="main"), Gate(), TODAY, later)


def test_a_failure_that_is_repeated_is_no_flake() -> None:
    found = stand(FAILING, snapshot(run="main"), Gate(flakes_above=100), TODAY, FAILING)
    assert found.decision is Decision.STOPPED
    assert "flake" not in codes(found)


def test_what_could_not_be_told_and_is_met_later_is_a_flake_too() -> None:
    open_ = snapshot(part({"N-001": Outcome.INCONCLUSIVE}))
    assert stand(open_, snapshot(run="main"), Gate(flakes_above=50), TODAY, snapshot()).decision is Decision.GO
    assert stand(open_, snapshot(run="main"), Gate(), TODAY, snapshot()).decision is Decision.STOPPED


@pytest.mark.parametrize("policy", [Gate(), Gate(fail_on="should"), Gate(fail_on="regressions")])
def test_an_inconclusive_verdict_never_goes_in_silence(policy: Gate) -> None:
    from harness.verdict import Decision as Verdict

    partly = snapshot(part(verdict=Verdict.INCONCLUSIVE))
    found = stand(partly, snapshot(run="main"), policy, TODAY)
    assert found.decision is Decision.UNSAID
    assert "verdict-open" in codes(found)


def test_what_is_only_said_can_be_chosen() -> None:
    lenient = Gate(lost_coverage="say", stale_deviations="say")
    for name in ("lost coverage", "class unclaimed", "stale deviation", "operation removed"):
        one = HISTORIES[name]
        assert stand(one.after, one.before, lenient, TODAY).decision is Decision.GO


def test_a_deviation_from_what_was_not_judged_is_said() -> None:
    found = stand(snapshot(deviations=(deviation(requirement="N-999"),)), snapshot(run="main"), Gate(), TODAY)
    assert codes(found) == {"deviation-unknown"}


def test_a_run_from_before_repeats_nothing() -> None:
    after = FAILING
    earlier = snapshot(part(), run="earlier", started=after.started - 1)
    with pytest.raises(BaselineError, match="began before the run that it is to repeat"):
        stand(after, None, Gate(flakes_above=100), TODAY, earlier)
