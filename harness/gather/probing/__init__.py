"""Tries one operation by named probes, and prepares what they need over there."""
