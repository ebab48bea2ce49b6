"""Draws every error that Hallmark raises as one tree, by whose hands can mend it.

::

    HallmarkError
    |-- OurFault              a bug or a broken installation of ours          exit 4
    |   |-- ContentMissing      profiles, mocks or report forms are not where they should be
    |   `-- LawBroken           a type refused a state that house law forbids
    `-- CannotRun             nothing was judged; someone else must mend it   exit 3
        |-- ProfileError        the profile's author: profile.yaml, openapi.yaml, scenarios
        |   `-- ContractError     the API description cannot be read or contradicts itself
        |-- MockError           the author of a partner's script in mocks/
        |-- DeclarationError    whoever wrote hallmark.yaml
        |-- EvidenceError       the evidence file is damaged, altered or of an unknown format
        |-- BaselineError       the file of the last accepted run is missing, damaged or of something else
        `-- TargetError         the product could not be talked to before the plan began

What happens on the wire during a run is no error: it is evidence (`Silence`, `Partial`). Nonconformance is a value
(`Finding`), never an exception.
"""

from __future__ import annotations

import errno
from typing import Final

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""What the system says where nothing more can be written: the machine's matter, and no fault of ours."""


class HallmarkError(Exception):
    """Something stopped Hallmark; says what happened, where, and what to do."""

    exit_code = 4

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        """Keep the three parts apart: `where` is a place (file:line, requirement, operation), `hint` is what to do."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


class OurFault(HallmarkError):
    """A bug or a broken installation of Hallmark; never counted against a product."""


class ContentMissing(OurFault):
    """Profiles, mocks or report forms are not where this installation should have them."""


class LawBroken(OurFault):
    """A type refused to be built in a state that the laws of the house forbid."""


class CannotRun(HallmarkError):
    """Nothing could be judged, for a reason that lies outside Hallmark and outside the product."""

    exit_code = 3


class ProfileError(CannotRun):
    """A profile cannot be used as written."""


class ContractError(ProfileError):
    """An API description cannot be read or contradicts itself."""


class MockError(CannotRun):
    """A partner's script cannot be played as written."""


class DeclarationError(CannotRun):
    """The run file (hallmark.yaml) cannot be used as written."""


class EvidenceError(CannotRun):
    """Evidence is damaged, altered, or of a format that this copy does not know."""


class BaselineError(CannotRun):
    """The file of the last accepted run cannot be compared with: it is missing, damaged, or of something else."""


class TargetError(CannotRun):
    """The product could not be talked to before the plan began."""
