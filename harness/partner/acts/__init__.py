"""Holds what a partner can be told to do, one theme a file; the table of all of it is `harness.partner.acts.table`."""
