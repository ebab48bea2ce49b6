"""Finds what is odd about a description itself, before a product is measured by it."""

from harness.contract.lint.checks import CHECKS, lint
from harness.contract.lint.finding import Finding

__all__ = ["CHECKS", "Finding", "lint"]
