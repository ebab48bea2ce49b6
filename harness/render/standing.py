"""Renders what a gate found, and how two runs differ, as text or as one JSON object."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import msgspec

from harness.gate.compare import Change, Difference
from harness.gate.coverage import Lost
from harness.gate.remark import Remark, Weight
from harness.gate.snapshot import Snapshot
from harness.gate.standing import Standing
from harness.render.inert import one_line
from harness.render.prose import stopped

SENTENCES: Final[dict[str, str]] = {
    # requirements
    "violated": "is not met ({failed} of {cases} cases).",
    "newly-violated": "is not met any more ({failed} of {cases} cases).",
    "still-failing": "is still not met ({failed} of {cases} cases).",
    "newly-open": "could be told before, and cannot be told now.",
    "still-open": "still cannot be told.",
    "open": "cannot be told.",
    "fault": "met a fault of Hallmark's own; it counts against nobody.",
    "fixed": "is met now.",
    "no-longer-applies": "no longer applies: what it was shown by is gone.",
    "not-judged": "was judged before, and is not part of this run.",
    "new": "was not judged before, and is not met or not told now.",
    "gone": "is no longer in the profile.",
    "accepted": "is not met; a known deviation until {expires}: {reason} ({owner}).",
    "flake": "failed, and was met when it was repeated ({share} % of the run are such flakes; allowed: {allowed} %).",
    "deviation-stale": "is met, and the known deviation is no longer needed: take it out of the run file ({owner}).",
    "deviation-expired": "is not met, and the known deviation expired on {expires} ({owner}).",
    "deviation-unknown": "is named by a known deviation, and was not judged.",
    # coverage
    "class-unclaimed": "is a class that was claimed before, and is not claimed now.",
    "class-lost": "is a class of which nothing is shown any more.",
    "part-lost": "was tested before, and is not tested now.",
    "operation-lost": "is an operation that answered before, and was not answered now.",
    "operation-removed": "is an operation that the product's description no longer has.",
    "operation-renamed": "is an operation that is called {other} now.",
    "operation-gone": "is an operation that the profile no longer has.",
    # pace
    "slower": "is a class that answers {ratio} times as slowly as before (between {low} and {high}).",
    "faster": "is a class that answers in {ratio} of the time (between {low} and {high}).",
    "pace-machine": "Times were not compared: the runs were made on different machines.",
    "pace-target": "Times were not compared: the runs were made on different addresses.",
    "pace-network": "is a class whose times were not compared: the way to the product is not as long as it was.",
    "pace-few": "is a class of which too little was measured to compare times.",
    "pace-lag": "is a class whose times were not compared: Hallmark's own machine fell behind.",
    # the run
    "fault-on-the-way": "{why}",
    "not-finished": "{why}",
    "limited": "The run was limited to a part of what is claimed.",
    "nothing-shown": "Nothing was shown: no requirement was met or not met.",
    "verdict-open": "The verdict is inconclusive, and no single requirement tells why.",
    "first-run": "There is nothing to compare with: this is the first run.",
    "first-run-as-it-is": "There is nothing to compare with: this is the first run, and it is taken as it is.",
    "product-older": "This is version {version}, older than the baseline's {then}: nobody can tell new from fixed.",
    "profile-new": "The baseline does not have this profile and role.",
    "profile-version": "The baseline was judged by {then}, and this run by {profile}: what both ask is compared.",
    "profile-changed": "The baseline was judged by another text of {profile}: what both ask is compared.",
    "contract-changed": "The product's API description is not the one of the baseline.",
    "rulebook-changed": "The baseline was judged by the rulebook {then}, and this run by {rulebook}.",
}
"""A sentence for each remark; where the remark has a subject, it goes before."""
HEADINGS: Final = {
    Weight.STOP: "What stops it",
    Weight.OURS: "Faults of Hallmark",
    Weight.UNSAID: "What leaves it open",
    Weight.SAY: "What else is to be said",
}
SHOWN: Final = (Change.SAME,)
"""Changes that a comparison only counts."""
LONGEST: Final = 1_000


def standing_text(standing: Standing, notes: tuple[str, ...] = ()) -> bytes:
    """Return the decision and its reasons, in UTF-8; `notes` come last."""
    against = f" against {standing.baseline}" if standing.baseline else ""
    verdicts = "; ".join(f"{name}: {verdict}" for name, verdict in standing.verdicts.items())
    lines = [f"{standing.decision.value.upper()}: run {standing.run}{against} ({verdicts or 'no verdict'})"]
    for weight, heading in HEADINGS.items():
        mine = [remark for remark in standing.remarks if remark.weight is weight]
        if mine:
            lines += ["", heading, *(f"  {remark_line(remark)}" for remark in mine)]
    return _text([*lines, *([""] if notes else []), *notes])


def standing_json(standing: Standing, notes: tuple[str, ...] = ()) -> bytes:
    """Return the same as one JSON object."""
    value = {
        "decision": standing.decision.value,
        "exit": standing.exit_code,
        "run": standing.run,
        "baseline": standing.baseline,
        "verdicts": standing.verdicts,
        "remarks": [{**msgspec.to_builtins(r), "text": remark_line(r)} for r in standing.remarks],
        "notes": list(notes),
    }
    return _json(value)


def remark_line(remark: Remark) -> str:
    """Return one remark in words, harmless for a terminal."""
    params = defaultdict(lambda: "?", remark.params)
    if "why" in params:
        params["why"] = stopped(str(params["why"]))
    sentence = SENTENCES[remark.code].format_map(params)
    level = f" ({remark.params['level']})" if "level" in remark.params else ""
    subject = f"{remark.subject}{level} {sentence}" if remark.subject else sentence
    return one_line(f"{remark.part}: {subject}" if remark.part and remark.part != remark.subject else subject, LONGEST)


def difference_text(before: Snapshot, after: Snapshot, found: tuple[Difference, ...], gone: tuple[Lost, ...]) -> bytes:
    """Return how two runs differ, requirement by requirement, in UTF-8."""
    lines = [f"run {before.run} ({_product(before)}) and run {after.run} ({_product(after)})"]
    limited = {part.name for part in after.parts if part.limited}
    untried = [one for one in found if one.change is Change.NOT_JUDGED and one.part in limited]
    gone = tuple(one for one in gone if one.part not in limited)
    for change in Change:
        mine = [one for one in found if one.change is change and one not in untried]
        if mine and change not in SHOWN:
            lines += ["", f"{change.value} ({len(mine)})", *map(_difference_line, mine)]
    if gone:
        lines += ["", f"no longer exercised, or under another name ({len(gone)})"]
        lines += [f"  {remark_line(_lost(one))}" for one in gone]
    if untried:
        lines += ["", f"The later run was limited to a part: {len(untried)} requirements were not tried again"]
    same = sum(one.change in SHOWN for one in found)
    return _text([*lines, "", f"{same} requirements are as they were"])


def difference_json(before: Snapshot, after: Snapshot, found: tuple[Difference, ...], gone: tuple[Lost, ...]) -> bytes:
    """Return the same as one JSON object; all requirements are in it."""
    value = {
        "before": {"run": before.run, "product": before.product, "started": before.started},
        "after": {"run": after.run, "product": after.product, "started": after.started},
        "requirements": [_plain(one) for one in found],
        "lost": [msgspec.to_builtins(one) for one in gone],
    }
    return _json(value)


def _product(snapshot: Snapshot) -> str:
    return f"{snapshot.product.name} {snapshot.product.version}"


def _difference_line(one: Difference) -> str:
    then, now = (told.outcome.value.replace("_", " ") if told else "-" for told in (one.before, one.after))
    return f"  {one.part}: {one.requirement} ({one.told.level.value})  {then} -> {now}"


def _lost(one: Lost) -> Remark:
    return Remark(weight=Weight.SAY, code=one.loss.value, part=one.part, subject=one.name, params={"other": one.other})


def _plain(one: Difference) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain | {"level": one.told.level.value, "class": one.told.class_}


def _text(lines: list[str]) -> bytes:
    return "".join(one_line(line, LONGEST) + "\n" for line in lines).encode()


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
