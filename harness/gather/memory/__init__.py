"""Remembers what a run has sent, made, learned and finished."""
