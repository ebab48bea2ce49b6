"""Draws who called whom as lanes and arrows, and says the same in sentences for those who do not see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from harness.called import Scene, Step, at
from harness.evidence import (
    HALLMARK,
    OWN_ANSWER,
    PRODUCT,
    RELAY,
    Answer,
    Exchange,
    Greeting,
    Handshake,
    Partial,
    Response,
)
from harness.render.accounts import accounts
from harness.render.handshake import HOW
from harness.render.inert import one_line
from harness.render.prose import WHY

WIDTH: Final = 920
LEFT: Final = 150
"""Where the first lane lies; times stand left of it."""
RIGHT: Final = 110
TOP: Final = 44
ROW: Final = 50
"""Between two steps, down the page."""
MOST_LANES: Final = 6
PER_CHARACTER: Final = 7
"""Of a label, across the page."""
LONGEST: Final = 52
"""Characters of a label."""
WHO: Final = {"person": "a person", "recorded": "a recorded answer", "enquiry": "a program"}
TOKENS: Final = "Tokens"
NO_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType({})
_NAMES: Final = {PRODUCT: "The product", HALLMARK: "Hallmark", RELAY: "The relay"}
_IDENTIFIER: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One party, as a line down the page."""

    name: str
    x: int


class Put(NamedTuple):
    """Where text lies, and which of its ends that is."""

    x: int
    anchor: str


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """A step: what was asked, and below it what came back."""

    number: int
    y: int
    asker: int
    asked: int
    """Where the two lanes lie; alike where nobody was called."""
    label: str
    answer: str
    """Empty where the step is no call."""
    came: bool
    """Whether anything came back."""
    fault: str
    """The fault that the partner played; empty: none."""
    after: str
    """Time since the first step of the scene."""
    sentence: str
    """The whole step in words."""

    @property
    def below(self) -> str:
        """Return what stands under the arrow: what came back, and the fault that was played."""
        if self.fault.startswith(OWN_ANSWER):
            return f"{self.answer} - by the relay itself"
        return f"{self.answer} - fault played: {self.fault}" if self.fault else self.answer

    def put(self, text: str) -> Put:
        """Return where text at the arrow lies: over its middle, or beside the lanes that it is longer than."""
        left, right = sorted((self.asker, self.asked))
        wide = PER_CHARACTER * len(text)
        if wide <= right - left:
            return Put((left + right) // 2, "middle")
        return Put(left + 8, "start") if left + 8 + wide <= WIDTH else Put(WIDTH - 6, "end")

    @property
    def way(self) -> int:
        """Return 1 where the call goes to the right, and -1 where it goes to the left."""
        return 1 if self.asked >= self.asker else -1


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A scene, ready to print."""

    title: str
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    height: int
    more: int
    accounts: tuple[str, ...] = ()
    """What became of it with each partner, and what was answered about it, in words."""
    width: int = WIDTH

    @property
    def several(self) -> bool:
        """Tell whether there is more than one step to see, of what the product was made to do."""
        return len(self.arrows) > 1 and self.title != TOKENS


def drawn(scene: Scene, questions: Mapping[str, str] = NO_QUESTIONS) -> Drawn:
    """Return where everything lies and what it says; the same scene gives the same.

    `questions` are those of the profile, in words.
    """
    names = _parties(scene)
    gap = (WIDTH - LEFT - RIGHT) // max(1, len(names) - 1)
    lanes = {name: LEFT + index * gap for index, name in enumerate(names)}
    begun = at(scene.steps[0])
    arrows = tuple(_arrow(n, step, lanes, begun) for n, step in enumerate(scene.steps, 1))
    return Drawn(
        title=one_line(_title(scene.name), LONGEST),
        lanes=tuple(Lane(name=_named(name), x=x) for name, x in lanes.items()),
        arrows=arrows,
        height=TOP + ROW * len(arrows) + 16,
        more=scene.more,
        accounts=accounts(scene, questions),
    )


def _title(partition: str) -> str:
    kind, _, name = partition.partition(":")
    if kind == "token":
        return TOKENS
    return f"Scene {name}" if kind == "stimulus" and name else partition


def _parties(scene: Scene) -> list[str]:
    """Return the parties of a scene, the product first; those beyond the last lane are drawn on it."""
    between = [name for step in scene.steps if not isinstance(step, Answer) for name in _between(step)]
    found = [] if RELAY in between else [PRODUCT]
    for name in between:
        if name not in found and len(found) < MOST_LANES:
            found.append(name)
    return found


def _between(step: Step) -> tuple[str, str]:
    """Return who called and who was called; what a person said belongs to the product."""
    if isinstance(step, Exchange):
        return step.from_party, step.to_party
    if isinstance(step, Greeting):
        return PRODUCT, step.to_party
    return (HALLMARK, step.to_party) if isinstance(step, Handshake) else (PRODUCT, PRODUCT)


def _arrow(number: int, step: Step, lanes: dict[str, int], begun: int) -> Arrow:
    last = max(lanes.values())
    asker, asked = _between(step)
    label, answer, came = _told(step)
    fault = one_line(step.fault or "", LONGEST) if isinstance(step, Exchange | Greeting) else ""
    after = f"+{(at(step) - begun) / 1_000_000:.2f} s"
    return Arrow(
        number=number,
        y=TOP + ROW * number - 18,
        asker=lanes.get(asker, last),
        asked=lanes.get(asked, last),
        label=label,
        answer=answer,
        came=came,
        fault=fault,
        after=after,
        sentence=_sentence(step, label, answer, fault, after),
    )


def _sentence(step: Step, label: str, answer: str, fault: str, after: str) -> str:
    if isinstance(step, Answer):
        return f"After {after[1:]}: {label}."
    asker, asked = map(_named, _between(step))
    played = f" (the fault {fault} was played)" if fault else ""
    if fault.startswith(OWN_ANSWER):
        played = " (by the relay itself, which counts against nobody)"
    return f"After {after[1:]}: {asker} called {asked}, {label}; what came back: {answer}{played}."


def _told(step: Step) -> tuple[str, str, bool]:
    """Return what was asked, what came back, and whether anything did."""
    if isinstance(step, Exchange):
        broken = ", broken off" if isinstance(step.request.broken_off, str) else ""
        return _short(f"{step.request.method} {_path(step.request.target)}") + broken, *_came(step)
    if isinstance(step, Answer):
        return _short(f"{WHO.get(step.by, 'somebody')} said of {step.question}: {step.text}"), "", True
    why = HOW.get(step.why) or WHY.get(step.why, step.why)
    came = step.negotiated or one_line(f"{why} ({step.alert})" if step.alert else why, LONGEST)
    return "TLS handshake", came, step.negotiated is not None


def _came(exchange: Exchange) -> tuple[str, bool]:
    reply = exchange.reply
    if isinstance(reply, Response):
        return str(reply.status), True
    why = WHY.get(reply.why, reply.why)
    return (f"{reply.status}, broken: {why}", True) if isinstance(reply, Partial) else (f"nothing: {why}", False)


def _path(target: str) -> str:
    return _IDENTIFIER.sub(lambda found: f"{found[0][:4]}…", target.partition("?")[0])


def _short(text: str) -> str:
    """Return a label on one line; of a long one the end, which says what a path is about."""
    text = one_line(text)
    verb, _, rest = text.partition(" ")
    return text if len(text) <= LONGEST else f"{verb[:12]} …{rest[len(verb[:12]) + 2 - LONGEST :]}"


def _named(party: str) -> str:
    return one_line(_NAMES.get(party, party), 24)
