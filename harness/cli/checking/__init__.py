"""Verbs that look again at what was gathered: they judge, report, compare and verify it."""
