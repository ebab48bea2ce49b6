"""Finds what a run left over there, and removes it."""
