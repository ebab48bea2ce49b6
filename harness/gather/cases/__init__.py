"""Makes the requests that try an operation, right ones and wrong ones, from its description: a seed, the same cases."""

from __future__ import annotations

from harness.gather.cases.holes import holes_of
from harness.gather.cases.model import Case, Hole
from harness.gather.cases.near import near
from harness.gather.cases.operation import GENERATOR, Maker, cases_of

__all__ = ["GENERATOR", "Case", "Hole", "Maker", "cases_of", "holes_of", "near"]
