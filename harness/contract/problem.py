"""Names what is wrong with a request or reply, in our own codes and numbers."""

from __future__ import annotations

from typing import Any

import msgspec

MOST = 20
"""Problems of one message that are kept; `Check.total` counts all of them up to `COUNTED`."""
COUNTED = 1000


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One departure of a message from the contract; of what the product wrote it holds names of members only."""

    part: str
    """`path`, `query`, `header`, `cookie`, `media_type`, `body`, `status` or `message` (not whole)."""
    code: str
    """See `CODES` in `harness.contract.codes` and the table in `harness.reading.check`."""
    name: str = ""
    """Name of the parameter or header field."""
    pointer: str = ""
    """JSON pointer (RFC 6901) in the instance: the body, or the value of the parameter. For `required`, where the
    missing member should stand."""
    schema_pointer: str = ""
    """Place in the contract, `file#/json/pointer`, the file left out for the main one."""
    params: dict[str, Any] = {}
    """Numbers and names that belong to the code: `limit`, `property`, `expected`, `found` ..."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, and what cannot be known because it was redacted, never arrived or could not be compiled."""

    problems: tuple[Problem, ...] = ()
    unknown: tuple[Problem, ...] = ()
    """Each would be a problem if the value were as it looks; no rule may hold one against anybody."""
    total: int = 0
    """Problems found before the list was cut to `MOST`; counting stops at `COUNTED`."""

    @property
    def sure(self) -> bool:
        """Whether nothing is unknown: then, and only then, no problems means that the message keeps the contract."""
        return not self.unknown


FINE = Check()
