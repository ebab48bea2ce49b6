"""Says what every act has, and how one refuses."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from harness.partner.bench import Bench
from harness.partner.call import Reply, Step
from harness.partner.problem import Wrong, problem

Status = Annotated[int, msgspec.Meta(ge=200, le=599)]
Name = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9_-]*$")]


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """One thing that a partner does with a call; acts run in their order until one answers."""

    id: Name
    """Unique within the operation, so that a defect can name it."""
    when: str = ""
    """A condition; where it does not hold, the act is passed over."""

    answers: ClassVar[bool] = False
    """Whether it always ends the call, so that an operation may end with it."""

    def ready(self, bench: Bench) -> Step:
        """Compile the act, `when` left aside; raises ExpressionError or ValueError for what cannot be played."""
        raise NotImplementedError


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer in problem details (RFC 9457)."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    detail: str
    """A sentence for people; fixed, so that nothing of the request comes back in it."""
    pointer: str = ""
    """JSON pointer of what is wrong in the request's body."""
    headers: dict[str, str] = {}

    def reply(self) -> Reply:
        """Return the answer, which is the same each time."""
        errors = [Wrong(self.detail, pointer=self.pointer)] if self.pointer else []
        return problem(self.status, self.detail, errors=errors, headers=tuple(self.headers.items()))
