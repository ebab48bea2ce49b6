"""Tests a supplier's API against a published profile, keeps the evidence, and judges it by a pure function."""

__version__ = "0.1.0"
