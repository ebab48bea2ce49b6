"""Has the reference sender and the reference receiver talk to each other through the relay, and judges both."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from harness.cli.assembling import platform_name
from harness.declaration import Way
from harness.gather.calling.stimuli import Brief, Callee, bring_about
from harness.gather.relay.between import Side
from harness.gather.relay.ending import Terms
from harness.gather.relay.roles import roles_of
from harness.gather.relay.run import RelayOrders, found_at, relay
from harness.judgement import Judgement, judge
from harness.loading import find, load_bundle
from harness.partner.host import running
from harness.partner.running import Running
from harness.partner.sender.product import RunningSender, running_sender

SENDER: Final = "reference-sender"
RECEIVER: Final = "receiving-control-room"
QUIET: Final = 1.0
CLIENT: Final = "own-agency"


def talked(
    folder: Path, calling: Iterable[str] = (), serving: Iterable[str] = (), quiet: float = QUIET, run: str = "self-test"
) -> Judgement:
    """Return the judgement of both, with these defects planted in the one that calls and in the one that is called."""
    with running(RECEIVER, serving) as receiver, running_sender(SENDER, calling) as sender:
        bundle = load_bundle(find(sender.terms.profile))

        def ready(sides: tuple[Side, Side]) -> None:
            threading.Thread(target=_act, args=(sender, receiver, sides[1]), name="acting", daemon=True).start()

        path = relay(
            RelayOrders(
                sides=(("sender", sender.url), ("receiver", receiver.url)),
                bundle=bundle,
                roles=roles_of(bundle.profile),
                folder=folder,
                run=run,
                terms=Terms(quiet=quiet),
                fixtures=receiver.script.fixtures,
                ready=ready,
                platform=platform_name(),
            )
        )
    return judge(path)


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
