"""A sample holds something of every class, the same each time, and says what it could show."""

from __future__ import annotations

import msgspec
import pytest
from bundled import judged

from harness.cli.checking.drawing import chance_to_show, compared, sample, told
from harness.judgement import Judgement
from harness.verdict import Outcome

SHOWN = ("IT-011", "IT-015", "IT-022", "IT-023")


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    return judged(tmp_path_factory.mktemp("run"), shown=SHOWN)


def with_outcome(one: Judgement, requirement: str, outcome: Outcome | None) -> Judgement:
    (j,) = one.judged
    kept = [f for f in j.verdict.findings if f.requirement != requirement]
    for f in j.verdict.findings:
        if f.requirement == requirement and outcome is not None:
            bare = {n: getattr(f, n) for n in f.__struct_fields__ if n not in ("violations",)}
            kept.append(_unchecked(type(f), bare, outcome))
    verdict = msgspec.structs.replace(j.verdict, findings=tuple(kept))
    return msgspec.structs.replace(one, judged=(msgspec.structs.replace(j, verdict=verdict),))


class _Fake:
    """A finding as far as a comparison looks at it."""

    def __init__(self, requirement: str, outcome: Outcome) -> None:
        self.requirement = requirement
        self.outcome = outcome


def _unchecked(kind: type, bare: dict[str, object], outcome: Outcome) -> object:
    return _Fake(str(bare["requirement"]), outcome)


def test_a_sample_is_drawn_class_by_class(judgement: Judgement) -> None:
    (j,) = judgement.judged
    class_of = {r.id: r.class_ for r in j.bundle.profile.requirements}
    ((of, drawn),) = sample([j], 2, 1)
    assert (of, len(drawn)) == (j, 2)
    if len({class_of[name] for name in SHOWN}) > 1:
        assert len({class_of[name] for name in drawn}) == 2
    assert sample([j], 2, 1) == ((j, drawn),)
    assert sample([j], 99, 1) == ((j, tuple(r.id for r in j.bundle.profile.requirements if r.id in SHOWN)),)
    assert told([j]) == len(SHOWN)


def test_every_profile_of_a_certificate_has_its_share(judgement: Judgement) -> None:
    (j,) = judgement.judged
    other = msgspec.structs.replace(j, verdict=msgspec.structs.replace(j.verdict, profile="another@1.0"))
    drawn = sample([j, other], 4, 1)
    assert [(one.verdict.profile, bool(names)) for one, names in drawn] == [
        (j.verdict.profile, True),
        ("another@1.0", True),
    ]
    assert sum(len(names) for _, names in drawn) == 4
    assert sum(len(names) for _, names in sample([j, other], 99, 1)) == told([j, other]) == 2 * len(SHOWN)


@pytest.mark.parametrize(
    "again, anew, standing, kind",
    [
        (Outcome.CONFORMS, Outcome.CONFORMS, "same", ""),
        (Outcome.VIOLATES, Outcome.VIOLATES, "worse", "same-request"),
        (Outcome.CONFORMS, Outcome.VIOLATES, "worse", "new-finding"),
        (Outcome.INCONCLUSIVE, Outcome.CONFORMS, "same", ""),
        (Outcome.INCONCLUSIVE, None, "could-not-test", ""),
        (None, Outcome.FAULT, "could-not-test", ""),
    ],
)
def test_what_came_of_it(
    again: Outcome | None, anew: Outcome | None, standing: str, kind: str, judgement: Judgement
) -> None:
    one = [with_outcome(judgement, "IT-022", outcome) for outcome in (again, anew)]
    (found,) = compared(judgement.judged[0], ("IT-022",), *one)
    assert (found.standing, found.kind) == (standing, kind)


def test_what_was_not_met_and_is_now_is_better(judgement: Judgement) -> None:
    before = with_outcome(judgement, "IT-022", Outcome.VIOLATES)
    (found,) = compared(before.judged[0], ("IT-022",), judgement, None)
    assert (found.standing, found.kind, found.anew) == ("better", "same-request", "")


@pytest.mark.parametrize(
    "population, size, wrong, chance", [(100, 20, 10, 0.905), (10, 10, 1, 1.0), (50, 20, 0, 0.0), (20, 99, 1, 1.0)]
)
def test_what_a_sample_shows(population: int, size: int, wrong: int, chance: float) -> None:
    assert chance_to_show(population, size, wrong) == pytest.approx(chance, abs=0.001)
