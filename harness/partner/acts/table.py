"""Lists everything that a partner can be told to do, by the name that scripts use."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec

from harness.partner.acts.addresses import Public
from harness.partner.acts.altering import Alter
from harness.partner.acts.announcing import Announce, DeadLetters, Replay
from harness.partner.acts.answering import Answer, Notify, Page, Wait
from harness.partner.acts.asking import Parameters
from harness.partner.acts.base import Act
from harness.partner.acts.content import Described, Media, Parse
from harness.partner.acts.documents import Describe, Lines, Text
from harness.partner.acts.guards import Allow, Authenticate, IfMatch, IfNoneMatch, Negotiate, NotAhead, Rate, Require
from harness.partner.acts.keeping import Change, Drop, Find, Keep, Put
from harness.partner.acts.order import Earlier, Once
from harness.partner.acts.publishing import Publish
from harness.partner.acts.running import in_order
from harness.partner.acts.selecting import Select
from harness.partner.bench import Bench
from harness.partner.call import Call, Step
from harness.partner.instant import written


class Later(Act, frozen=True, kw_only=True, tag="later"):
    """Does some acts after a while, when the call has been answered; `$found` and `$request` are as they were."""

    after: Annotated[float, msgspec.Meta(ge=0)]
    """Seconds."""
    do: tuple[AnyAct, ...]

    def ready(self, bench: Bench) -> Step:
        run = in_order(self.do, bench)

        def step(call: Call) -> None:
            def then() -> None:
                call.scope["now"] = written(call.world.now())
                run(call)

            call.world.later(self.after, then)

        return step


AnyAct: TypeAlias = (
    Authenticate
    | Allow
    | Negotiate
    | Rate
    | Parameters
    | Media
    | Parse
    | Described
    | Require
    | IfMatch
    | IfNoneMatch
    | Public
    | NotAhead
    | Earlier
    | Once
    | Find
    | Keep
    | Put
    | Change
    | Drop
    | Alter
    | Later
    | Notify
    | Publish
    | Announce
    | DeadLetters
    | Replay
    | Wait
    | Select
    | Page
    | Answer
    | Describe
    | Lines
    | Text
)

ACTS: Final[dict[str, type[Act]]] = {
    "authenticate": Authenticate,
    "allow": Allow,
    "negotiate": Negotiate,
    "rate": Rate,
    "parameters": Parameters,
    "media": Media,
    "parse": Parse,
    "described": Described,
    "require": Require,
    "if-match": IfMatch,
    "if-none-match": IfNoneMatch,
    "public": Public,
    "not-ahead": NotAhead,
    "earlier": Earlier,
    "once": Once,
    "find": Find,
    "keep": Keep,
    "put": Put,
    "change": Change,
    "drop": Drop,
    "alter": Alter,
    "later": Later,
    "notify": Notify,
    "publish": Publish,
    "announce": Announce,
    "dead-letters": DeadLetters,
    "replay": Replay,
    "wait": Wait,
    "select": Select,
    "page": Page,
    "reply": Answer,
    "describe": Describe,
    "lines": Lines,
    "text": Text,
}
"""The same by name."""

ASKING: Final[tuple[type[Act], ...]] = (
    *(Authenticate, Allow, Negotiate, Rate, Parameters, Media, Parse, Described, Require),
    *(IfMatch, IfNoneMatch, Public, NotAhead, Earlier, Once, Find, Keep, Wait),
)
"""What does nothing yet; of these `once` alone may answer well, as it did before."""


def asking(acts: tuple[AnyAct, ...]) -> int:
    """Return how many acts at the beginning of an operation only ask."""
    return next((index for index, act in enumerate(acts) if not isinstance(act, ASKING)), len(acts))
