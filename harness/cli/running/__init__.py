"""Verbs on a run and its run file: they write and check it, and gather from a product by it."""
