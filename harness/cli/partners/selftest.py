"""Has the reference sender and the reference receiver talk to each other through the relay, and judges both."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import UNSET

from harness.cli.running.assembling import platform_name
from harness.declaration import Way
from harness.evidence import Product
from harness.gather.calling.stimuli import Brief, Callee, bring_about
from harness.gather.relay.between import Side
from harness.gather.relay.ending import Terms
from harness.gather.relay.roles import NO_FAULTS, UNASKED, roles_of
from harness.gather.relay.run import RelayOrders, found_at, relay
from harness.judgement import Judgement, judge
from harness.loading import find, load_bundle
from harness.partner.config import product_of as named
from harness.partner.faults.choosing import Chosen
from harness.partner.host import running
from harness.partner.running import Running
from harness.partner.sender.product import RunningSender, running_sender
from harness.partner.sender.product import product_of as sender_named
from harness.verdict import Outcome

SENDER: Final = "reference-sender"
RECEIVER: Final = "receiving-control-room"
QUIET: Final = 1.0
LISTENED: Final = 5.5
"""Seconds of quiet by which it is shown as well that nothing is sent again: the profile's rules ask for five."""
LONGEST: Final = 60.0
"""Seconds after which it ends in any case: a sender that says nothing at all is not waited for."""
CLIENT: Final = "own-agency"


def talked(
    folder: Path,
    calling: Iterable[str] = (),
    serving: Iterable[str] = (),
    quiet: float = QUIET,
    run: str = "self-test",
    faults: tuple[Chosen, ...] = (),
) -> Judgement:
    """Return the judgement of both, with these defects planted in the one that calls and in the one that is called.

    `faults` are played between them.
    """
    with running(RECEIVER, serving) as receiver, running_sender(SENDER, calling) as sender:
        bundle = load_bundle(find(sender.terms.profile))

        def ready(sides: tuple[Side, Side]) -> None:
            threading.Thread(target=_act, args=(sender, receiver, sides[1]), name="acting", daemon=True).start()

        path = relay(
            RelayOrders(
                sides=(("sender", sender.url), ("receiver", receiver.url)),
                products=(Product(**sender_named(sender)), Product(**named(receiver))),
                bundle=bundle,
                roles=roles_of(bundle.profile),
                folder=folder,
                run=run,
                terms=Terms(quiet=quiet, seconds=LONGEST),
                fixtures=receiver.script.fixtures,
                faults=faults,
                ready=ready,
                platform=platform_name(),
            )
        )
    return judge(path)


def shortcomings(judgement: Judgement) -> Iterator[str]:
    """Yield what is wrong with a self-test, a line each; nothing where the relay works.

    Neither product may be blamed, and something has to be shown of each. The sender does all that it can be made to do,
    so of its requirements only those stay open that no relay can show.
    """
    for judged in judgement.judged:
        found = {outcome: [f for f in judged.verdict.findings if f.outcome is outcome] for outcome in Outcome}
        open_ = [f for f in found[Outcome.INCONCLUSIVE] if f.because.params.get("why") not in (NO_FAULTS, UNASKED)]
        wrong = {
            "is blamed, though it is perfect": [*found[Outcome.VIOLATES], *found[Outcome.FAULT]],
            "is not shown what it did": open_ if judged.subject.calls is not UNSET else (),
        }
        yield from (
            f"{judged.subject.party} {what}: {', '.join(f.requirement for f in findings)}"
            for what, findings in wrong.items()
            if findings
        )
        if not found[Outcome.CONFORMS]:
            yield f"{judged.subject.party}: nothing is shown to conform"


def well(judgement: Judgement) -> str:
    """Return what a self-test shows that ended well, and why it does though the verdict says inconclusive."""
    counts = ((judged.verdict.counts["conforms"], judged.subject.party) for judged in judgement.judged)
    shown = " and ".join(f"{count} requirements of the {party}" for count, party in counts)
    return (
        f"the self-test passed: {shown} were shown, and neither was blamed. That each of the two is inconclusive"
        " is as it should be: a relay cannot show what needs a bad partner or a person."
        " Exit 0 says that the relay works."
    )


def _act(sender: RunningSender, receiver: Running, side: Side) -> None:
    """Bring about all that the sender can be made to do, with the relay in the receiver's place."""
    way, found = Way(url=f"{sender.url}/stimuli/{{stimulus}}"), found_at(side)
    one = Callee(
        name=side.name,
        agency=str(receiver.script.fixtures["known_agency"]),
        url=found,
        token_url=side.shown.shown + urlsplit(receiver.token_url).path,
        client_id=CLIENT,
        client_secret=receiver.secret,
    )
    for name in sender.terms.stimuli:
        brief = Brief(
            stimulus=name,
            instruction="",
            partner_url=found,
            token_url=one.token_url,
            client_id=CLIENT,
            client_secret=receiver.secret,
            partners=(one,),
        )
        bring_about(brief, {name: way}, None)
