"""Tiny servers and suppliers, each named by its vice."""
