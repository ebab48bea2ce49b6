"""Verbs on API descriptions alone, without a product."""
