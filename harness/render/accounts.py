"""Says in words what became of what a product sent to each of several partners, and what was answered about it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from harness.called import Scene
from harness.evidence import HALLMARK, PRODUCT, RELAY, TOKEN_SERVER, Answer, Exchange, Response
from harness.render.inert import one_line

LONGEST: Final = 300
"""Characters of what was asked."""
MOST_NAME: Final = 40
MOST_PARTS: Final = 6
"""What followed one after the other; of more, how many calls there were is said."""
SLOW: Final = 500_000
"""Microseconds from which it is said how long answers took."""
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
NO_PARTNERS: Final = frozenset({HALLMARK, RELAY, TOKEN_SERVER})
TAKEN: Final = "taken"
WHO: Final = {
    "person": "by a person",
    "recorded": "as recorded beforehand",
    "enquiry": "by a program of the supplier's",
}


def accounts(scene: Scene, questions: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each partner, where there are several, and each answer; `questions` are the profile's."""
    calls = [step for step in scene.steps if isinstance(step, Exchange) and step.from_party == PRODUCT]
    parties = [name for name in dict.fromkeys(call.to_party for call in calls) if name not in NO_PARTNERS]
    told = [_account(name, [call for call in calls if call.to_party == name]) for name in parties]
    answers = [_answered(step, questions) for step in scene.steps if isinstance(step, Answer)]
    return (*(told if len(parties) > 1 and not scene.more else ()), *answers)


def _account(party: str, calls: list[Exchange]) -> str:
    sent = [call for call in calls if call.request.method not in READS]
    asked = len(calls) - len(sent)
    parts = [f"called {_times(len(sent))} with a message: {_became(sent)}"] if sent else []
    took = (call.times.last_byte - call.times.sent for call in sent if isinstance(call.reply, Response))
    slowest = max(took, default=0)
    if slowest >= SLOW:
        parts.append(f"an answer took up to {slowest / 1_000_000:.1f} s")
    if asked:
        parts.append(f"called {_times(asked)} to read")
    faults = ", ".join(dict.fromkeys(one_line(call.fault, MOST_NAME) for call in calls if call.fault))
    played = f" Played on purpose: {faults}." if faults else ""
    return f"{one_line(party, MOST_NAME)}: {'; '.join(parts)}.{played}"


def _became(sent: list[Exchange]) -> str:
    """Return what became of calls, in their order."""
    groups = [(what, len(list(same))) for what, same in groupby(map(_outcome, sent))]
    if len(groups) > MOST_PARTS:
        return f"{sum(what == TAKEN for what in map(_outcome, sent))} {TAKEN}"
    return ", then ".join(f"{count} {what}" for what, count in groups)


def _outcome(call: Exchange) -> str:
    if not isinstance(call.reply, Response):
        return "not answered"
    status = call.reply.status
    if status < 300:
        return TAKEN
    if status < 400:
        return f"sent elsewhere ({status})"
    if status in (429, 503):
        return f"put off ({status})"
    return f"refused ({status})" if status < 500 else f"not taken, for an error over there ({status})"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _answered(answer: Answer, questions: Mapping[str, str]) -> str:
    question = one_line(questions.get(answer.question, answer.question), LONGEST)
    return f"“{question}” Answered “{one_line(answer.text, MOST_NAME)}”, {WHO.get(answer.by, 'by somebody')}."
