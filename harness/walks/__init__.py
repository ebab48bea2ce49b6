"""Finds the runs of workflows in recorded exchanges, without labels."""

from harness.walks.runs import MOST_WALKS, StepResult, Walks
from harness.walks.steps import SAFE, Seen, scope_of

__all__ = ["MOST_WALKS", "SAFE", "Seen", "StepResult", "Walks", "scope_of"]
