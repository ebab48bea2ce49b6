"""Reads, judges and writes evidence in a form that people can edit: the examples that every requirement brings along.

A file holds the exchanges of one short conversation. What a requirement needs besides (fixtures, where callbacks go)
stands beside them. Judged alone, and with an effort of one case, it must come out as its folder says.
"""

from __future__ import annotations

from harness.examples.judging import judge_example, smallest
from harness.examples.model import SHOWN, TARGET, Example
from harness.examples.reading import example_of, read_example
from harness.examples.taking import description_changes, select
from harness.examples.writing import DROPPED, prefix_of, write_example

__all__ = [
    "DROPPED",
    "SHOWN",
    "TARGET",
    "Example",
    "description_changes",
    "example_of",
    "judge_example",
    "prefix_of",
    "read_example",
    "select",
    "smallest",
    "write_example",
]
