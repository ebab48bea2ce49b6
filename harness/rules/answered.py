"""`answered/1`: a person says of what only a person can see that it is so; the finding is attested (law 10)."""

from __future__ import annotations

from typing import Final

from harness.errors import ProfileError
from harness.evidence import Answer, Observation
from harness.rules import base
from harness.verdict import Because

YES: Final = frozenset({"yes", "y", "true"})
NO: Final = frozenset({"no", "n", "false"})


class Params(base.Params, frozen=True, kw_only=True):
    """Which of the profile's questions; yes is what is wanted of each."""

    questions: tuple[str, ...]


class Watch(base.Beside):
    """Looks at answers to these questions; each is a case."""

    attested = True

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        unknown = [each for each in params.questions if each not in world.profile.questions]
        if unknown or not params.questions:
            raise ProfileError(f"the profile has no question {', '.join(unknown)!r}")
        self._questions = params.questions
        self.least = len(params.questions)

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Take one answer; one that is neither yes nor no tells nothing."""
        if not isinstance(one, Answer) or one.question not in self._questions:
            return ()
        said = one.text.strip().lower()
        if said in YES:
            return (base.Passed((one.id,)),)
        if said in NO:
            because = Because(code="answered-no", params={"question": one.question})
            return (base.Broke(because=because, cites=(one.id,), cause=f"answered-no/{one.question}"),)
        return (base.Unsure(because=Because(code="answered-otherwise"), cites=(one.id,)),)


KIND = base.RuleKind("answered/1", Params, Watch)
