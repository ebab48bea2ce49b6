"""Shows the evidence of several parties as one saw it: what it sent and got itself, or one partner of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from harness.evidence import (
    ELSEWHERE,
    HALLMARK,
    OWN_ANSWER,
    PRODUCT,
    RELAY,
    TOKEN_SERVER,
    Exchange,
    Greeting,
    Observation,
    Subject,
)


def as_seen_by(subject: Subject, observations: Iterable[Observation]) -> Iterable[Observation]:
    """Return the observations with the subject as `product`, and the other product in the place of a partner of ours.

    A call that was relayed stands in the evidence twice: as it came to the relay, and as it went on. Of each the
    subject is shown its own side. What the relay answered itself stays as it is: that is neither product's doing.

    Where one product called several partners, a subject that names one is shown what passed between these two, and who
    issued tokens: by the interface of one nobody is judged who called another.
    """
    if subject.party is not msgspec.UNSET:
        return _seen(subject, observations)
    return observations if subject.calls is msgspec.UNSET else _with(subject.calls, observations)


def _with(partner: str, observations: Iterable[Observation]) -> Iterator[Observation]:
    within = ""
    for one in observations:
        if isinstance(one, Greeting) and one.to_party != partner:
            continue
        if isinstance(one, Exchange):
            parties = {one.from_party, one.to_party}
            if partner in parties:
                within = one.id.partition
            # Who was led elsewhere was led there by the partner that was called in the same partition before.
            elif TOKEN_SERVER not in parties and not (ELSEWHERE in parties and one.id.partition == within):
                continue
        yield one


def _seen(subject: Subject, observations: Iterable[Observation]) -> Iterator[Observation]:
    other = HALLMARK if subject.calls is msgspec.UNSET else subject.calls
    for one in observations:
        if not isinstance(one, Exchange) or (one.fault or "").startswith(OWN_ANSWER):
            yield one
        elif (one.from_party, one.to_party) == (subject.party, RELAY):
            yield msgspec.structs.replace(one, from_party=PRODUCT, to_party=other)
        elif (one.from_party, one.to_party) == (RELAY, subject.party):
            yield msgspec.structs.replace(one, from_party=other, to_party=PRODUCT)
        else:
            yield one
