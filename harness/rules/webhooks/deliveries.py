"""`deliveries/1`: follows each event that a partner of ours delivers to a product, to its answer and to its effect.

=============  =========================================================================================================
`taken`        an event that is right and signed rightly is answered with 2xx in time
`refused`      an event whose signature is missing or wrong is answered with 4xx, and has no effect
`once`         an event that is delivered again, or several times at once, has no more effect than one that came once
`answered`     an odd event that is signed rightly is answered with a status that is allowed
`passed-over`  the same, and it has no effect
`stale`        an event that is older than any that is still delivered is refused, or has no effect
=============  =========================================================================================================

An effect is what the product fetched from our partner, or what its own list names. That there was none is believed only
where another event, which was delivered later in the same scene and was right, is seen to have had one. Where neither
shows anything, a person may be asked, and what rests on the answer is attested (law 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import dropwhile
from typing import Any, Final, Literal, TypeAlias

import msgspec

from harness.errors import ProfileError
from harness.evidence import EFFECTS, Answer, Exchange, ExchangeId, Observation, Response
from harness.reading import Reading
from harness.reading.entry import TURNED_AWAY
from harness.rules import base
from harness.rules.senders.answered import NO, YES
from harness.rules.statuses import Statuses, compile_statuses
from harness.rules.webhooks.events import NOTHING, OTHERWISE, RIGHTLY, Delivery, Kind, Scene, delivery
from harness.verdict import Because

MOST: Final = 10_000
"""Deliveries and calls of one scene that are followed."""
LISTED: Final = "effects"
Shows: TypeAlias = Literal["taken", "refused", "once", "answered", "passed-over", "stale"]


class Params(base.Params, frozen=True, kw_only=True):
    """What is held, and of which events."""

    shows: Shows
    of: tuple[Kind, ...] = ("plain",)
    """For `taken`, `answered` and `passed-over`: the kinds of events that are looked at."""
    signed: tuple[str, ...] = ()
    """For `refused`: the ways of being signed wrongly, each of which must have been tried."""
    statuses: Statuses = ("4xx",)
    """For `answered` and `passed-over`: what is allowed."""
    question: str = ""
    """A question of the profile that tells of effects where nothing else does."""


class Watch(base.Beside):
    """Keeps what happened scene by scene, and says at the end what it shows."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        terms = world.profile.deliveries
        if terms is None:
            raise ProfileError("the profile says nothing of deliveries")
        if params.question and params.question not in world.profile.questions:
            raise ProfileError(f"the profile has no question {params.question!r}")
        if bool(params.signed) != (params.shows == "refused"):
            raise ProfileError("`signed` is for `refused`, which says what it is to see")
        self.params = params
        self.terms = terms
        self.allowed = compile_statuses(params.statuses)
        self._scenes: dict[str, Scene] = {}

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Every delivery and every call counts."""
        return True

    def look(self, x: Reading) -> base.Sign | None:
        """Note a delivery, or a fetch; what it means is said at the end."""
        scene = self._scenes.setdefault(x.id.partition, Scene())
        if x.from_product:
            if x.operation_id == self.terms.retrieve and len(scene.fetched) < MOST:
                given = x.status is not None and 200 <= x.status < 300
                scene.fetched.append((x.exchange.request.target, x.id, given))
        elif x.calls_back and x.fact("signed") and len(scene.deliveries) < MOST:
            scene.deliveries.append(delivery(x, self.terms))
        return None

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Note the product's own list, and what a person said."""
        scene = self._scenes.setdefault(one.id.partition, Scene())
        if isinstance(one, Exchange) and one.to_party == EFFECTS:
            if isinstance(one.reply, Response) and one.reply.status == 200:
                scene.listed = (one.reply.body.decode("utf-8", "replace"), one.id)
        elif isinstance(one, Answer):
            if one.question == LISTED:
                scene.listed = (one.text, one.id)
            else:
                scene.answers[one.question] = (one.text.strip().lower(), one.id)
        return ()

    def closing(self) -> tuple[base.Sign, ...]:
        """Give what all scenes show."""
        found = tuple(sign for scene in self._scenes.values() for sign in HOLDS[self.params.shows](scene, self))
        found = _as_one(found)
        tried = {one.signed for scene in self._scenes.values() for one in scene.deliveries}
        lacking = [each for each in self.params.signed if each not in tried] if found else []
        return (*found, *(_untried(each, found[0]) for each in lacking))

    def silent(self, scene: Scene, one: Delivery) -> base.Sign:
        """Say that no answer came: too late for certain where the same was waited for in vain twice.

        Where it was answered when it was sent again, that tells.
        """
        most = int(self.terms.seconds * 1_000_000)
        same = [other for other in scene.deliveries if (other.name, other.kind) == (one.name, one.kind)]
        if any(other.status for other in same):
            return base.aside(unsure(one, "no-answer", why=one.silence))
        waited = [other for other in same if other.silence == "timeout" and other.took > most]
        if len(waited) > 1 and one in waited:
            beside = tuple(other.id for other in waited if other is not one)
            return broke(one, "answered-late", beside, took=one.took // 1000, most=most // 1000)
        return unsure(one, "no-answer", why=one.silence)

    def told(self, scene: Scene, one: Delivery) -> base.Sign | None:
        """Return what a person's answer shows of an event; None where nobody answered."""
        said = scene.answers.get(self.params.question)
        if not self.params.question or said is None or said[0] not in YES | NO:
            return None
        self.attested = True
        if said[0] in YES:
            return base.Passed((one.id, said[1]))
        return broke(one, "answered-no", (said[1],), question=self.params.question)


def _as_one(signs: tuple[base.Sign, ...]) -> tuple[base.Sign, ...]:
    """Give what is wrong in each way of being signed wrongly as one cause: then no signature is looked at."""
    codes = {sign.because.code if isinstance(sign, base.Broke) else "" for sign in signs}
    if codes not in ({"signature-accepted"}, {"not-a-refusal"}):
        return signs
    return tuple(
        msgspec.structs.replace(sign, cause=sign.because.code) if isinstance(sign, base.Broke) else sign
        for sign in signs
    )


def _untried(signed: str, shown: base.Sign) -> base.Unsure:
    """Say that a way of being signed wrongly was not tried."""
    return base.Unsure(because=Because(code="not-signed-so", params={"signed": signed}), cites=shown.cites[:1])


def taken(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that right events are answered with 2xx in time."""
    most = int(watch.terms.seconds * 1_000_000)
    for one in scene.deliveries:
        if one.signed != RIGHTLY or one.kind not in watch.params.of or one.ours:
            continue
        if not one.status:
            yield watch.silent(scene, one)
        elif len(scene.times(one.name)) > 1:
            continue
        elif not 200 <= one.status < 300:
            yield _limited(one) or _turned_away(scene, one)
        elif one.took > most:
            yield broke(one, "answered-late", (), took=one.took // 1000, most=most // 1000)
        else:
            yield base.Passed((one.id,))


def _turned_away(scene: Scene, one: Delivery) -> base.Sign:
    """Say that a right event was refused; for what is odd in it only where one without that was taken."""
    if one.kind != "plain" and not any(other.kind == "plain" for other in scene.controls(0)):
        return unsure(one, "no-event-taken")
    found = broke(one, "event-refused", (), status=one.status)
    # Where all are, it may be the secret that is another one on either side, or is read otherwise.
    by_both = any(other.signed == OTHERWISE and other.status in TURNED_AWAY for other in scene.deliveries)
    return msgspec.structs.replace(found, turned_away=one.status in TURNED_AWAY and not by_both)


def _limited(one: Delivery) -> base.Unsure | None:
    """Say that the product asked to be called later, which is no answer to the event."""
    return unsure(one, "busy", status=one.status) if one.busy else None


def refused(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that wrongly signed events are refused and without effect."""
    for one in scene.deliveries:
        if one.signed not in watch.params.signed:
            continue
        if not one.status:
            yield watch.silent(scene, one)
        elif not 400 <= one.status < 500 and not one.busy:
            code = "signature-accepted" if one.status < 400 else "not-a-refusal"
            yield broke(one, code, (), signed=one.signed, status=one.status)
        else:
            yield _limited(one) or _without_effect(scene, watch, one)


def _without_effect(scene: Scene, watch: Watch, one: Delivery) -> base.Sign:
    """Say whether an event had no effect, which only an event can show that came later and had one."""
    if any(scene.counts(one.name)):
        found = broke(one, "effect-of-refused", scene.shown_by(one.name), signed=one.signed, kind=one.kind)
        # What is refused and done all the same is done before it is looked at, whatever is wrong with it.
        return msgspec.structs.replace(found, cause="effect-of-refused") if one.status >= 400 else found
    for control in scene.controls(one.at):
        if any(scene.counts(control.name)):
            return base.Passed((one.id, control.id, *scene.shown_by(control.name)))
    return watch.told(scene, one) or unsure(one, "no-effect-seen")


def once(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that an event which came more than once has no more effect than one that came once."""
    for name in dict.fromkeys(one.name for one in scene.deliveries if one.counts):
        # What was refused may be sent again, and counts from when it was taken.
        times = list(dropwhile(_is_refused, scene.times(name)))
        if len(times) < 2:
            continue
        last, ids = times[-1], tuple(one.id for one in times[:-1])
        controls = scene.controls(last.at)
        usual = [max(counts) for counts in zip(*(scene.counts(one.name) for one in controls), strict=True)]
        found = scene.counts(name)
        if usual and usual[1] and found[1]:
            # What a product's own list says is what it did: fetching something twice does nothing twice.
            usual, found = [0, usual[1]], (0, found[1])
        if more := [(had, most) for had, most in zip(found, usual, strict=False) if most and had > most]:
            had, most = more[0]
            beside = tuple(each for one in controls for each in (one.id, *scene.shown_by(one.name)))
            yield broke(last, "effect-again", (*ids, *scene.shown_by(name), *beside), effects=had, usual=most)
        elif any(most and had for had, most in zip(found, usual, strict=False)):
            shown = scene.shown_by(controls[-1].name)
            yield base.Passed((last.id, *ids, *scene.shown_by(name), controls[-1].id, *shown))
        elif any(one.status >= 500 for one in times):
            yield broke(last, "not-a-refusal", ids, signed=RIGHTLY, status=max(one.status for one in times))
        else:
            yield watch.told(scene, last) or unsure(last, "no-effect-seen")


def _is_refused(one: Delivery) -> bool:
    return not one.ours and not 200 <= one.status < 300


def answered(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that odd events are answered as is allowed."""
    return _odd(scene, watch, _beside_a_right_one)


def passed_over(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that odd events are answered as is allowed, and have no effect."""
    return _odd(scene, watch, _without_effect)


def _odd(scene: Scene, watch: Watch, allowed: Callable[[Scene, Watch, Delivery], base.Sign]) -> Iterator[base.Sign]:
    for one in scene.deliveries:
        if one.signed != RIGHTLY or one.kind not in watch.params.of or one.ours:
            continue
        if not one.status:
            yield watch.silent(scene, one)
        elif watch.allowed(one.status) or one.busy or _is_page(scene, one):
            yield _limited(one) or allowed(scene, watch, one)
        else:
            code = "server-error" if one.status >= 500 else "odd-event-answered"
            yield broke(one, code, (), status=one.status, kind=one.kind)


def _is_page(scene: Scene, one: Delivery) -> bool:
    """Tell whether who looked at the address was shown something: GET asks for nothing else (RFC 9110 section 9.2.1).

    What is answered as an event is acknowledged is none, nor is what says the same by another status.
    """
    if one.kind != "method" or one.method != "GET":
        return False
    taken = [each for each in scene.deliveries if each.counts and each.says == one.says]
    acknowledges = any(each.status == one.status or one.says != NOTHING for each in taken)
    return 300 <= one.status < 400 or (one.status == 200 and not acknowledges)


def _beside_a_right_one(scene: Scene, watch: Watch, one: Delivery) -> base.Sign:
    """Pass an answer where a right event was taken in the same scene: who turns everything away looked at nothing."""
    control = next(iter(scene.controls(0)), None)
    return base.Passed((one.id, control.id)) if control is not None else unsure(one, "no-event-taken")


def stale(scene: Scene, watch: Watch) -> Iterator[base.Sign]:
    """Hold that an event which is too old is refused, or has no effect."""
    for one in scene.deliveries:
        if one.signed != RIGHTLY or one.kind != "old":
            continue
        if not one.status:
            yield watch.silent(scene, one)
        elif one.status >= 500 and not one.busy:
            yield broke(one, "not-a-refusal", (), signed=RIGHTLY, status=one.status)
        else:
            yield _limited(one) or _without_effect(scene, watch, one)


HOLDS: Final[dict[Shows, Callable[[Scene, Watch], Iterator[base.Sign]]]] = {
    "taken": taken,
    "refused": refused,
    "once": once,
    "answered": answered,
    "passed-over": passed_over,
    "stale": stale,
}


def broke(one: Delivery, code: str, with_: tuple[ExchangeId, ...], **params: Any) -> base.Broke:
    """Say that a delivery decides against the product, together with what shows it."""
    signed = params.get("signed")
    named = signed if signed and signed != RIGHTLY else params.get("kind") or one.kind
    cause = f"{code}/{named}"
    because = Because(code=code, params=params)
    return base.Broke(because=because, cites=(one.id, *with_), operation=one.operation, cause=cause, size=one.size)


def unsure(one: Delivery, code: str, **params: Any) -> base.Unsure:
    """Say that a delivery was of the kind sought and could not be told."""
    return base.Unsure(because=Because(code=code, params=params), cites=(one.id,))


KIND = base.RuleKind("deliveries/1", Params, Watch)
