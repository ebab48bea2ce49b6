"""Compares a run with the last accepted one and says whether a release may go; reads verdicts, and judges nothing."""
