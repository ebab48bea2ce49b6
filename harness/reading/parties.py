"""Shows the evidence of two products as one of them saw it: what it sent and got itself, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from harness.evidence import HALLMARK, OWN_ANSWER, PRODUCT, RELAY, Exchange, Observation, Subject


def as_seen_by(subject: Subject, observations: Iterable[Observation]) -> Iterable[Observation]:
    """Return the observations with the subject as `product`, and the other product in the place of a partner of ours.

    A call that was relayed stands in the evidence twice: as it came to the relay, and as it went on. Of each the
    subject is shown its own side. What the relay answered itself stays as it is: that is neither product's doing.
    """
    return observations if subject.party is msgspec.UNSET else _seen(subject, observations)


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
