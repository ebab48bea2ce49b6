"""`answered/1`: a person says of what only a person can see that it is so; the finding is attested (law 10)."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.errors import ProfileError
from harness.evidence import Answer, ExchangeId, Observation
from harness.expression import follow, parse_pointer
from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because

YES: Final = frozenset({"yes", "y", "true"})
NO: Final = frozenset({"no", "n", "false"})
PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
"""What a login page or a gateway says 200 with, and no product to a call of another program's."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which of the profile's questions; yes is what is wanted of each."""

    questions: tuple[str, ...]
    told: str = ""
    """A webhook of the contract: an answer counts only where the product took such a call of a partner's before."""
    saying: dict[str, str] = msgspec.field(default_factory=dict)
    """For `told`: values that the call's content has, by JSON pointer; of what else it told of nothing was asked."""


class Watch(base.Beside):
    """Looks at answers to these questions; each is a case."""

    attested = True

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        unknown = [each for each in params.questions if each not in world.profile.questions]
        if unknown or not params.questions:
            raise ProfileError(f"the profile has no question {', '.join(unknown)!r}")
        if params.told and all(one.id != params.told for one in world.contract.webhooks):
            raise ProfileError(f"told names {params.told!r}, which is no webhook of the API description")
        self._questions = params.questions
        self._webhook = params.told
        self._saying = {parse_pointer(pointer): value for pointer, value in params.saying.items()}
        self._told: dict[str, ExchangeId] = {}
        self.least = len(params.questions)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Look at exchanges only to see whether the product was told of what it is asked about."""
        return bool(self._webhook)

    def look(self, x: Reading) -> None:
        """Note that a partner's call was taken; that is no case.

        Any 2xx takes it, as the description has it, but for a page of what stands before the product.
        """
        taken = x.calls_back and not x.from_product and x.status is not None and 200 <= x.status < 300
        if taken and x.media_type not in PAGES and x.operation_id == self._webhook and self._says_it(x):
            self._told[x.id.partition] = x.id

    def _says_it(self, x: Reading) -> bool:
        return all(follow(x.request_json, path) == value for path, value in self._saying.items())

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Take one answer; one that is neither yes nor no tells nothing."""
        if not isinstance(one, Answer) or one.question not in self._questions:
            return ()
        if self._webhook and one.id.partition not in self._told:
            return (base.Unsure(because=Because(code="not-told", params={"webhook": self._webhook}), cites=(one.id,)),)
        told = self._told.get(one.id.partition)
        cites = (one.id,) if told is None else (one.id, told)
        said = one.text.strip().lower()
        if said in YES:
            return (base.Passed(cites),)
        if said in NO:
            because = Because(code="answered-no", params={"question": one.question})
            return (base.Broke(because=because, cites=cites, cause=f"answered-no/{one.question}"),)
        return (base.Unsure(because=Because(code="answered-otherwise"), cites=(one.id,)),)


KIND = base.RuleKind("answered/1", Params, Watch)
