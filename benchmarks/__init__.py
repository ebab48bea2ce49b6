"""Measurements with their own command, `python -m benchmarks`; none is a test, and none has a limit that fails one."""
